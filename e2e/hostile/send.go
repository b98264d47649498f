package hostile

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// patience is how long a case may take.
const patience = 60 * time.Second

// tooLarge is in Envoy's log where an answer outgrew its buffer, which is answered with 500.
const tooLarge = "response_payload_too_large"

// chunked writes the chunked coding.
type chunked struct{ w io.Writer }

func (c chunked) Write(p []byte) (int, error) {
	if len(p) > 0 {
		if _, err := fmt.Fprintf(c.w, "%x\r\n%s\r\n", len(p), p); err != nil {
			return 0, err
		}
	}
	return len(p), nil
}

// Pieces is the request's body, with its end if it has one, in pieces as Envoy might read them; nil if it is longer than n
// bytes or what the case is about is not the body but how it is sent.
func (c *Case) Pieces(n int) [][]byte {
	if c.raw() || c.Envoys || c.Answer != "" {
		return nil
	}
	var b limited
	b.most = n
	if c.Body(&b) != nil {
		return nil
	}
	return slices.Collect(slices.Chunk(b.b, 16<<10))
}

// raw tells whether Body writes the framing, too.
func (c *Case) raw() bool {
	return strings.Contains(c.Head, "content-length") || strings.Contains(c.Head, "x-raw")
}

// limited takes so many bytes.
type limited struct {
	b    []byte
	most int
}

func (l *limited) Write(p []byte) (int, error) {
	if len(l.b)+len(p) > l.most {
		return 0, errors.New("too long")
	}
	l.b = append(l.b, p...)
	return len(p), nil
}

// Do runs a case and says what was wrong with its answer.
func (h *Host) Do(c *Case, number int) error {
	id := strconv.Itoa(number)
	status, body, err := h.send(c, id)
	if err != nil {
		return err
	}
	if !slices.Contains(c.Status, status) {
		return fmt.Errorf("status %d, not %d; %+v", status, c.Status, h.log.of(id, ""))
	}
	if status == http.StatusInternalServerError {
		if t := h.log.of(id, ""); t.details != tooLarge {
			return fmt.Errorf("status 500 that is not for Envoy's buffer; %+v", t)
		}
	}
	if !strings.Contains(body, c.InBody) {
		return errors.New("what should be in the answer is not")
	}
	if c.State != "" {
		if t := h.log.of(id, c.State); !strings.HasPrefix(t.state, c.State) {
			return fmt.Errorf("status %d, %+v, not state %q", status, t, c.State)
		}
	}
	return nil
}

// send writes the request and reads the answer. Who is refused early may find the connection closed while still writing.
func (h *Host) send(c *Case, id string) (status int, body string, err error) {
	address := h.narrow
	if c.Wide {
		address = h.wide
	}
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return 0, "", err
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(patience))
	go func() {
		w := bufio.NewWriterSize(conn, 64<<10)
		path, head := c.Path, c.Head
		if path == "" {
			path = "/v1/chat/completions"
		}
		if head == "" {
			head = "content-type: application/json\r\ntransfer-encoding: chunked\r\n"
		}
		fmt.Fprintf(w, "POST %s HTTP/1.1\r\nhost: chat\r\nx-case: %s\r\nx-answer: %s\r\nconnection: close\r\n%s\r\n", path, id, c.Answer, head)
		raw := c.raw()
		out := io.Writer(w)
		if !raw {
			out = chunked{w}
		}
		if strings.Contains(c.Name, "a byte at a time") {
			out = chunked{flushing{w}}
		}
		err := c.Body(out)
		if err == nil && !raw {
			_, err = io.WriteString(w, "0\r\n\r\n")
		}
		if err == nil {
			err = w.Flush()
		}
		if tcp, ok := conn.(*net.TCPConn); ok && err == nil && c.Hangup {
			_ = tcp.CloseWrite()
		}
	}()
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		var timeout net.Error
		if errors.As(err, &timeout) && timeout.Timeout() {
			return 0, "", errors.New("no answer")
		}
		return 0, "", nil
	}
	if c.Answer == "never ends" {
		conn.SetReadDeadline(time.Now().Add(2 * time.Second))
	}
	var tail tail
	_, err = io.Copy(&tail, resp.Body)
	var timeout net.Error
	if c.Answer != "never ends" && errors.As(err, &timeout) && timeout.Timeout() {
		return resp.StatusCode, "", errors.New("the answer does not end")
	}
	return resp.StatusCode, string(tail), nil
}

// flushing sends each write.
type flushing struct{ w *bufio.Writer }

func (f flushing) Write(p []byte) (int, error) {
	n, err := f.w.Write(p)
	if err == nil {
		err = f.w.Flush()
	}
	return n, err
}

// tail keeps the end of what is written.
type tail []byte

func (t *tail) Write(p []byte) (int, error) {
	*t = append(*t, p...)
	if len(*t) > 4096 {
		*t = append((*t)[:0], (*t)[len(*t)-4096:]...)
	}
	return len(p), nil
}
