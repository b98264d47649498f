package playground

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httputil"
	"regexp"
	"strings"
	"sync"
	"time"
)

// maxRecords bounds the exchanges that are kept, maxKept the bytes of each body.
const (
	maxRecords = 64
	maxKept    = 1 << 20
)

// record is what is known of one exchange, by the request id that Envoy gave it.
type record struct {
	Received string          `json:"received"` // by the chatbot; "" if nothing reached it
	Answered string          `json:"answered"` // by the chatbot
	Audit    json.RawMessage `json:"audit"`    // the filter's audit line; null if it wrote none
	State    string          `json:"state"`    // the filter's state in the access log
	Duration string          `json:"duration"` // of the exchange in Envoy, in milliseconds

	sent []byte
	done chan struct{} // closed when the access log has it
}

// records are the last exchanges.
type records struct {
	mu    sync.Mutex
	byID  map[string]*record
	order []string
}

// of finds or makes the record of a request.
func (r *records) of(id string) *record {
	if r.byID == nil {
		r.byID = map[string]*record{}
	}
	x := r.byID[id]
	if x == nil {
		x = &record{done: make(chan struct{})}
		r.byID[id] = x
		if r.order = append(r.order, id); len(r.order) > maxRecords {
			delete(r.byID, r.order[0])
			r.order = r.order[1:]
		}
	}
	return x
}

func (r *records) change(id string, f func(*record)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	f(r.of(id))
}

// await returns a copy of a record once Envoy is done with the exchange, or after a while what is known of it.
func (r *records) await(id string, patience time.Duration) record {
	r.mu.Lock()
	x := r.of(id)
	r.mu.Unlock()
	select {
	case <-x.done:
	case <-time.After(patience):
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return *x
}

// Upstream stands between Envoy and the chatbot and remembers what passes.
func (s *Server) Upstream() http.Handler {
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.Out.URL.Scheme, r.Out.URL.Host = "http", s.o.Chatbot
			r.Out.Host = r.In.Host
		},
		FlushInterval: -1, // events go on as they come
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := r.Header.Get("x-request-id")
		var body bytes.Buffer
		if _, err := body.ReadFrom(http.MaxBytesReader(w, r.Body, 8*maxKept)); err != nil {
			http.Error(w, "unreadable body", http.StatusBadRequest)
			return
		}
		s.records.change(id, func(x *record) { x.Received = kept(body.Bytes()) })
		r.Body = readCloser{&body}
		proxy.ServeHTTP(&copier{w, func(p []byte) {
			s.records.change(id, func(x *record) {
				if len(x.Answered) < maxKept {
					x.Answered += string(p)
				}
			})
		}}, r)
	})
}

func kept(b []byte) string { return string(b[:min(len(b), maxKept)]) }

type readCloser struct{ *bytes.Buffer }

func (readCloser) Close() error { return nil }

// copier shows what is written to somebody else, too.
type copier struct {
	http.ResponseWriter
	also func([]byte)
}

func (c *copier) Write(p []byte) (int, error) {
	c.also(p)
	return c.ResponseWriter.Write(p)
}

// Unwrap lets the proxy flush.
func (c *copier) Unwrap() http.ResponseWriter { return c.ResponseWriter }

// The access log's line of the reference configuration.
var accessLine = regexp.MustCompile(` (\d+)ms route=\S* id=(\S+) chatguard=(.*)$`)

// Log takes a line of Envoy's output.
func (s *Server) Log(line string) {
	if _, audit, ok := strings.Cut(line, "chatguard audit "); ok {
		var x struct{ RequestID string }
		if json.Unmarshal([]byte(audit), &x) == nil {
			s.records.change(x.RequestID, func(r *record) { r.Audit = json.RawMessage(audit) })
		}
	}
	if m := accessLine.FindStringSubmatch(strings.TrimRight(line, "\r\n")); m != nil {
		s.records.change(m[2], func(r *record) {
			r.Duration, r.State = m[1], m[3]
			select {
			case <-r.done:
			default:
				close(r.done)
			}
		})
	}
}
