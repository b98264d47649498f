package playground

import (
	"errors"
	"io"
	"net/http"

	"github.com/chatguard/chatguard/filter/guard"
	"github.com/chatguard/chatguard/filter/policy"
	"github.com/chatguard/chatguard/filter/policy/source"
)

// mistake is something wrong with a policy, at a place of its text.
type mistake struct {
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	Path    string `json:"path"`
	Message string `json:"message"`
}

// load reads a policy as the filter will.
func load(text []byte) (*guard.Guard, []mistake) {
	doc, err := source.Read(text)
	var bad *source.Error
	if errors.As(err, &bad) {
		return nil, []mistake{{bad.Position.Line, bad.Position.Column, "", bad.Msg}}
	}
	g, err := guard.Load(doc.JSON, guard.Options{})
	var list policy.Errors
	switch {
	case errors.As(err, &list):
		var all []mistake
		for _, e := range list {
			at := doc.Position(e.Offset)
			all = append(all, mistake{at.Line, at.Column, e.Path, e.Msg})
		}
		return nil, all
	case err != nil:
		return nil, []mistake{{1, 1, "", err.Error()}}
	}
	return g, nil
}

func (s *Server) getPolicy(w http.ResponseWriter, _ *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	w.Header().Set("content-type", "text/yaml; charset=utf-8")
	_, _ = w.Write(s.policy) // the browser went away
}

// putPolicy checks a policy and, unless it is only to be checked, gives it to Envoy.
func (s *Server) putPolicy(w http.ResponseWriter, r *http.Request) {
	text, err := io.ReadAll(http.MaxBytesReader(w, r.Body, source.MaxBytes))
	if err != nil {
		http.Error(w, "the policy is too large", http.StatusRequestEntityTooLarge)
		return
	}
	type result struct {
		Mistakes []mistake `json:"mistakes"`
		Applied  bool      `json:"applied"`
		Error    string    `json:"error,omitempty"` // of Envoy
	}
	g, mistakes := load(text)
	if g == nil || r.URL.Query().Has("check") {
		answer(w, result{Mistakes: append([]mistake{}, mistakes...)})
		return
	}
	doc, err := source.Read(text)
	if err == nil {
		err = s.o.Apply(r.Context(), doc.JSON)
	}
	if err != nil {
		answer(w, result{Mistakes: []mistake{}, Error: err.Error()})
		return
	}
	s.mu.Lock()
	s.policy = text
	s.mu.Unlock()
	answer(w, result{Mistakes: []mistake{}, Applied: true})
}
