package playground

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"github.com/chatguard/chatguard/filter/guard"
	"github.com/chatguard/chatguard/filter/policy"
)

func answer(w http.ResponseWriter, v any) {
	w.Header().Set("content-type", "application/json")
	_ = json.NewEncoder(w).Encode(v) // the browser went away
}

// client keeps no connections: Envoy would go on under the policy that an old one began with.
var client = &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}

// send passes a chat to Envoy as a client would, and its answer back as it comes. The request id comes with it.
func (s *Server) send(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxKept))
	path := r.URL.Query().Get("path")
	if err != nil || !strings.HasPrefix(path, "/") {
		http.Error(w, "a body and a path are needed", http.StatusBadRequest)
		return
	}
	out, err := http.NewRequestWithContext(r.Context(), http.MethodPost, "http://"+s.o.Envoy+path, bytes.NewReader(body))
	if err != nil {
		http.Error(w, "no such path", http.StatusBadRequest)
		return
	}
	out.Header.Set("content-type", r.Header.Get("content-type"))
	resp, err := client.Do(out)
	if err != nil {
		http.Error(w, "Envoy does not answer", http.StatusBadGateway)
		return
	}
	defer resp.Body.Close()
	id := resp.Header.Get("x-request-id")
	s.records.change(id, func(x *record) { x.sent = body })
	w.Header().Set("content-type", resp.Header.Get("content-type"))
	w.Header().Set("x-request-id", id)
	w.WriteHeader(resp.StatusCode)
	forward(w, resp.Body)
}

// forward copies what comes when it comes.
func forward(w http.ResponseWriter, from io.Reader) {
	flush := http.NewResponseController(w)
	buf := make([]byte, 32<<10)
	for {
		n, err := from.Read(buf)
		if n > 0 {
			if _, err := w.Write(buf[:n]); err != nil {
				return
			}
			_ = flush.Flush() // a writer that cannot flush is slower, not wrong
		}
		if err != nil {
			return
		}
	}
}

// shown is what the page shows of an exchange.
type shown struct {
	record
	Texts []markedText `json:"texts"`
}

// markedText is a text of the request in pieces: what was found, and what is between.
type markedText struct {
	Path   string  `json:"path"`
	Scope  string  `json:"scope"`
	Pieces []piece `json:"pieces"`
}

type piece struct {
	Text   string `json:"text"`
	Type   string `json:"type,omitempty"`
	Action string `json:"action,omitempty"`
	Rule   string `json:"rule,omitempty"`
}

// exchange tells what became of a request.
func (s *Server) exchange(w http.ResponseWriter, r *http.Request) {
	x := s.records.await(r.URL.Query().Get("id"), 3*time.Second)
	s.mu.Lock()
	doc := s.policy
	s.mu.Unlock()
	answer(w, shown{x, marks(doc, r.URL.Query().Get("path"), x.sent)})
}

// marks says where in the texts of a request the findings are.
func marks(doc []byte, path string, body []byte) []markedText {
	g, _ := load(doc)
	if g == nil || len(body) == 0 {
		return nil
	}
	metadata := ""
	if strings.HasPrefix(path, "/staff/") {
		metadata = "staff" // as the reference configuration's route says
	}
	plan, _ := g.Select(&policy.RouteInput{Path: path, Method: http.MethodPost, Metadata: metadata})
	x := guard.Exchange{Trace: &guard.Trace{}}
	x.Begin(g, plan, &guard.Scratch{})
	in := x.Open(guard.Body{Direction: policy.Request, Path: path, ContentType: "application/json"})
	if in.Write(body) != nil {
		return nil
	}
	o := in.Close(nil)
	var all []markedText
	for _, t := range x.Trace.Texts {
		if text := gjson.GetBytes(body, t.Path); text.Type == gjson.String {
			all = append(all, markedText{t.Path, t.Scope.String(), cut(text.Str, t.Path, o.Findings)})
		}
	}
	return all
}

// cut divides a text at its findings, which come in order. Those that overlap the one before are left out.
func cut(text, path string, findings []guard.Finding) (all []piece) {
	at := 0
	for _, f := range findings {
		if f.Path != path || f.Start < at || f.End > len(text) {
			continue
		}
		if f.Start > at {
			all = append(all, piece{Text: text[at:f.Start]})
		}
		all = append(all, piece{text[f.Start:f.End], f.Type, f.Action.String(), f.Rule})
		at = f.End
	}
	if at < len(text) {
		all = append(all, piece{Text: text[at:]})
	}
	return all
}
