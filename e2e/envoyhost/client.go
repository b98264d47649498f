package envoyhost

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/chatguard/chatguard/e2e/scenario"
)

// patience bounds one exchange; it is long because a loaded machine is slow, and nothing waits for it to pass.
const patience = time.Minute

// send carries out one request over a connection of its own; nil for a connection that ended without an answer. What
// arrives of the answer's body is also written to progress, as it arrives.
func send(ctx context.Context, address, id string, x *scenario.Exchange, cut scenario.Cut, progress io.Writer) (*scenario.Message, error) {
	if x.HTTP2 {
		return sendHTTP2(ctx, address, id, x, cut, progress)
	}
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(patience))

	// The answer may come while the body is still being sent, and writing may then fail: the answer decides.
	type result struct {
		m   *scenario.Message
		err error
	}
	answered := make(chan result, 1)
	go func() {
		m, err := receive(conn, x.Request.Method, progress)
		answered <- result{m, err}
	}()
	if x.Abort {
		return nil, abort(conn, id, x)
	}
	writeErr := writeRequest(conn, id, x, cut)
	r := <-answered
	if r.err != nil {
		return nil, errors.Join(r.err, writeErr)
	}
	return r.m, nil
}

// abort sends a request that announces its whole body, half of the body, and closes the connection.
func abort(conn net.Conn, id string, x *scenario.Exchange) error {
	var b bytes.Buffer
	if err := writeRequest(&b, id, x, scenario.Cut{Whole: true}); err != nil {
		return err
	}
	_, err := conn.Write(b.Bytes()[:b.Len()-len(x.Request.Body)/2])
	return errors.Join(err, conn.Close())
}

func receive(conn net.Conn, method string, progress io.Writer) (*scenario.Message, error) {
	resp, err := http.ReadResponse(bufio.NewReader(conn), &http.Request{Method: method})
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return responseMessage(resp, progress), nil
}

func responseMessage(resp *http.Response, progress io.Writer) *scenario.Message {
	defer resp.Body.Close()
	body, err := io.ReadAll(io.TeeReader(resp.Body, progress))
	return &scenario.Message{
		Status: resp.StatusCode, Header: scenario.HeaderOf(resp.Header), Body: body,
		Trailer: scenario.HeaderOf(resp.Trailer), Partial: err != nil,
	}
}

// writeRequest writes HTTP/1.1 by hand, so that each piece is one chunk and one packet.
func writeRequest(w io.Writer, id string, x *scenario.Exchange, cut scenario.Cut) error {
	m := &x.Request
	var head bytes.Buffer
	fmt.Fprintf(&head, "%s %s HTTP/1.1\r\n%s: %s\r\n", m.Method, m.Path, exchangeHeader, id)
	if _, ok := m.Header.Get("host"); !ok {
		head.WriteString("host: chat.test\r\n")
	}
	for _, f := range m.Header {
		fmt.Fprintf(&head, "%s: %s\r\n", f.Name, f.Value)
	}
	chunked := !cut.Whole || len(m.Trailer) > 0
	if chunked {
		head.WriteString("transfer-encoding: chunked\r\n")
	} else if len(m.Body) > 0 || m.Method == http.MethodPost {
		fmt.Fprintf(&head, "content-length: %d\r\n", len(m.Body))
	}
	head.WriteString("\r\n")
	if !chunked {
		head.Write(m.Body)
	}
	if _, err := w.Write(head.Bytes()); err != nil || !chunked {
		return err
	}
	return writeChunks(w, m, cut)
}

func writeChunks(w io.Writer, m *scenario.Message, cut scenario.Cut) error {
	from := 0
	for _, end := range cut.Ends(len(m.Body)) {
		if _, err := fmt.Fprintf(w, "%x\r\n%s\r\n", end-from, m.Body[from:end]); err != nil {
			return err
		}
		from = end
	}
	var last strings.Builder
	last.WriteString("0\r\n")
	for _, f := range m.Trailer {
		fmt.Fprintf(&last, "%s: %s\r\n", f.Name, f.Value)
	}
	last.WriteString("\r\n")
	_, err := io.WriteString(w, last.String())
	return err
}

// sendHTTP2 uses HTTP/2 with prior knowledge; each piece becomes a DATA frame.
func sendHTTP2(ctx context.Context, address, id string, x *scenario.Exchange, cut scenario.Cut, progress io.Writer) (*scenario.Message, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var protocols http.Protocols
	protocols.SetUnencryptedHTTP2(true)
	transport := &http.Transport{Protocols: &protocols, DisableCompression: true}
	defer transport.CloseIdleConnections()

	m := &x.Request
	var body io.Reader
	if len(m.Body) > 0 {
		body = &pieces{data: m.Body, ends: cut.Ends(len(m.Body))}
	}
	req, err := http.NewRequestWithContext(ctx, m.Method, "http://"+address+m.Path, body)
	if err != nil {
		return nil, err
	}
	req.Host = "chat.test"
	req.Header.Set(exchangeHeader, id)
	for _, f := range m.Header {
		if f.Name == "host" {
			req.Host = f.Value
		} else {
			req.Header.Add(f.Name, f.Value)
		}
	}
	if req.ContentLength = -1; cut.Whole && len(m.Trailer) == 0 {
		req.ContentLength = int64(len(m.Body))
	}
	for _, f := range m.Trailer {
		if req.Trailer == nil {
			req.Trailer = http.Header{}
		}
		req.Trailer.Add(f.Name, f.Value)
	}
	resp, err := transport.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	return responseMessage(resp, progress), nil
}

// pieces is a reader that returns one piece a call.
type pieces struct {
	data []byte
	ends []int
	at   int
}

func (p *pieces) Read(b []byte) (int, error) {
	if len(p.ends) == 0 {
		return 0, io.EOF
	}
	n := copy(b, p.data[p.at:p.ends[0]])
	if p.at += n; p.at == p.ends[0] {
		p.ends = p.ends[1:]
	}
	return n, nil
}
