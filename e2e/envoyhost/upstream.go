package envoyhost

import (
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/chatguard/chatguard/e2e/scenario"
)

// upstream is the server behind Envoy: it keeps what arrives for an exchange and answers as the exchange says.
type upstream struct {
	listener net.Listener
	server   *http.Server
	mu       sync.Mutex
	visits   map[string]*visit // by exchange
}

// visit is one exchange's answer and what arrived for it.
type visit struct {
	answer scenario.Message
	cut    scenario.Cut
	seen   *scenario.Message
	done   chan struct{} // closed when seen is complete; never for a request that does not arrive
}

func newUpstream() (*upstream, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	u := &upstream{listener: l, visits: map[string]*visit{}}
	u.server = &http.Server{Handler: u}
	go u.server.Serve(l)
	return u, nil
}

func (u *upstream) port() int { return u.listener.Addr().(*net.TCPAddr).Port }

func (u *upstream) close() { u.server.Close() }

// expect tells how to answer an exchange.
func (u *upstream) expect(id string, answer scenario.Message, cut scenario.Cut) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.visits[id] = &visit{answer: answer, cut: cut, done: make(chan struct{})}
}

// take returns what arrived and forgets the exchange; nil for nothing. A request that has begun is waited for: Envoy
// ends or resets it.
func (u *upstream) take(id string) *scenario.Message {
	u.mu.Lock()
	v := u.visits[id]
	begun := v.seen != nil
	delete(u.visits, id)
	u.mu.Unlock()
	if !begun {
		return nil
	}
	<-v.done
	return v.seen
}

func (u *upstream) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	u.mu.Lock()
	v := u.visits[r.Header.Get(exchangeHeader)]
	if v == nil || v.seen != nil {
		u.mu.Unlock()
		http.Error(w, "not expected", http.StatusTeapot)
		return
	}
	v.seen = &scenario.Message{Method: r.Method, Path: r.RequestURI, Header: requestHeader(r)}
	u.mu.Unlock()
	defer close(v.done)
	body, err := io.ReadAll(r.Body)
	v.seen.Body, v.seen.Partial = body, err != nil
	v.seen.Trailer = scenario.HeaderOf(r.Trailer)
	if err == nil {
		reply(w, v.answer, v.cut)
	}
}

// requestHeader adds what net/http takes out of the header lines.
func requestHeader(r *http.Request) scenario.Header {
	h := scenario.HeaderOf(r.Header)
	h = append(h, scenario.Field{Name: "host", Value: r.Host})
	if len(r.TransferEncoding) > 0 {
		h = append(h, scenario.Field{Name: "transfer-encoding", Value: strings.Join(r.TransferEncoding, ",")})
	}
	return h
}

func reply(w http.ResponseWriter, m scenario.Message, cut scenario.Cut) {
	h := w.Header()
	h["Content-Type"] = nil // net/http would guess one
	for _, f := range m.Header {
		h.Add(f.Name, f.Value)
	}
	for _, f := range m.Trailer {
		h.Add(http.TrailerPrefix+f.Name, f.Value)
	}
	if cut.Whole && len(m.Trailer) == 0 && m.Status != http.StatusNoContent {
		h.Set("Content-Length", strconv.Itoa(len(m.Body)))
	}
	w.WriteHeader(m.Status)
	from := 0
	for _, end := range cut.Ends(len(m.Body)) {
		w.Write(m.Body[from:end])
		from = end
		if !cut.Whole {
			w.(http.Flusher).Flush()
		}
	}
	if len(m.Trailer) > 0 {
		w.(http.Flusher).Flush()
	}
}
