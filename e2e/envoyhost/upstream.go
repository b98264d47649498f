package envoyhost

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/chatguard/chatguard/e2e/scenario"
)

// stall is how long the upstream waits for the client to see something.
const stall = 10 * time.Second

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
	resets bool
	cut    scenario.Cut
	client progress
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

// expect tells how to answer an exchange; what the client gets of the answer is to be written to progress.
func (u *upstream) expect(id string, x *scenario.Exchange, cut scenario.Cut) *progress {
	u.mu.Lock()
	defer u.mu.Unlock()
	v := &visit{answer: x.Answer, resets: x.Resets, cut: cut, done: make(chan struct{})}
	u.visits[id] = v
	return &v.client
}

// progress is what the client has got of an answer's body so far.
type progress struct {
	mu   sync.Mutex
	body []byte
}

func (p *progress) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.body = append(p.body, b...)
	return len(b), nil
}

// await returns whether the client got a text within a time.
func (p *progress) await(text string, within time.Duration) bool {
	for end := time.Now().Add(within); time.Now().Before(end); time.Sleep(time.Millisecond) {
		p.mu.Lock()
		ok := bytes.Contains(p.body, []byte(text))
		p.mu.Unlock()
		if ok {
			return true
		}
	}
	return false
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
		v.reply(w)
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

// reply sends the answer piece by piece. Where it waits in vain, or is to be cut off, the connection is closed.
func (v *visit) reply(w http.ResponseWriter) {
	m, cut := &v.answer, v.cut
	h := w.Header()
	h["Content-Type"] = nil // net/http would guess one
	for _, f := range m.Header {
		h.Add(f.Name, f.Value)
	}
	for _, f := range m.Trailer {
		h.Add(http.TrailerPrefix+f.Name, f.Value)
	}
	if cut.Whole && !v.resets && len(m.Trailer) == 0 && m.Status != http.StatusNoContent {
		h.Set("Content-Length", strconv.Itoa(len(m.Body)))
	}
	w.WriteHeader(m.Status)
	from := 0
	awaits := m.Awaits
	for _, end := range m.Ends(cut) {
		w.Write(m.Body[from:end])
		from = end
		if !cut.Whole || len(m.Awaits) > 0 {
			w.(http.Flusher).Flush()
		}
		for ; len(awaits) > 0 && awaits[0].At <= end; awaits = awaits[1:] {
			if !v.client.await(awaits[0].Text, stall) {
				panic(http.ErrAbortHandler)
			}
		}
	}
	if v.resets {
		panic(http.ErrAbortHandler)
	}
	if len(m.Trailer) > 0 {
		w.(http.Flusher).Flush()
	}
}
