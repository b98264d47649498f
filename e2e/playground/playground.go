// Package playground is the page of `make run`: a chat through the demo's Envoy, beside what the chatbot received, what it
// answered and what the filter decided, and the policy to change while Envoy runs.
//
// It shows what really happened: the chatbot's side is recorded between Envoy and the chatbot, the decisions are the
// filter's own audit lines. Only where in a text a finding lies is worked out here, by the same engine under the same
// policy, because the filter writes no values and no offsets into its logs.
//
// It is for one person on one machine: it keeps the last exchanges in memory, values included, and listens on loopback.
package playground

import (
	"context"
	"embed"
	"io/fs"
	"net/http"
	"sync"
)

//go:embed page
var page embed.FS

// Options are what the page talks to.
type Options struct {
	Envoy   string // host:port of the listener with the filter
	Chatbot string // host:port of the chatbot itself
	Policy  []byte // the document that Envoy starts with, as YAML
	// Apply gives Envoy another document, in JSON, and returns when it has taken or refused it.
	Apply func(ctx context.Context, doc []byte) error
}

// Server serves the page.
type Server struct {
	o       Options
	records records

	mu     sync.Mutex
	policy []byte // that runs, as YAML
}

// New makes a server.
func New(o Options) *Server { return &Server{o: o, policy: o.Policy} }

// Page serves the page and what it asks for.
func (s *Server) Page() http.Handler {
	files, err := fs.Sub(page, "page")
	if err != nil {
		panic(err) // the embedded folder has this name
	}
	mux := http.NewServeMux()
	mux.Handle("GET /", http.FileServerFS(files))
	mux.HandleFunc("GET /samples", func(w http.ResponseWriter, _ *http.Request) { answer(w, samples) })
	mux.HandleFunc("POST /send", s.send)
	mux.HandleFunc("GET /exchange", s.exchange)
	mux.HandleFunc("GET /policy", s.getPolicy)
	mux.HandleFunc("PUT /policy", s.putPolicy)
	return http.NewCrossOriginProtection().Handler(mux)
}
