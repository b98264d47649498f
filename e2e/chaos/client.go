package chaos

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// client is one connection's worth of traffic. It looks for the upstream's value in all that it gets.
type client struct {
	address string
	http    *http.Client
	leaked  int
}

func newClient(address string) *client {
	return &client{address: address, http: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 1}, Timeout: 30 * time.Second}}
}

func (c *client) close() { c.http.CloseIdleConnections() }

// refusal is an answer of 503.
type refusal struct{}

func (refusal) Error() string { return "refused" }

// refused tells whether an exchange was refused as a whole: 503, or a connection that ended.
func refused(err error) bool {
	var r refusal
	return errors.As(err, &r) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) || err != nil && strings.Contains(err.Error(), "connection reset")
}

const body = `{"model":"m","messages":[{"role":"user","content":"I am ` + asked + `"}]}`

// post sends a chat and returns all that came of the answer.
func (c *client) post(ctx context.Context, answer, failure string) (status int, got string, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+c.address+"/v1/chat/completions", strings.NewReader(body))
	if err != nil {
		return 0, "", err
	}
	req.Header.Set("content-type", "application/json")
	req.Header.Set("x-answer", answer)
	if failure != "" {
		req.Header.Set("x-chatguard-test-panic", failure)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	got = string(b)
	if strings.Contains(got, told) {
		c.leaked++
	}
	return resp.StatusCode, got, err
}

// steady is the traffic that no fault is meant for.
var steady = []func(context.Context, *client) error{
	func(ctx context.Context, c *client) error { return c.right(ctx, "", "I am [EMAIL_ADDRESS") },
	func(ctx context.Context, c *client) error { return c.right(ctx, "stream", "data: [DONE]") },
}

// right sends a chat that must be answered with 200, has, and the client's own value turned back.
func (c *client) right(ctx context.Context, answer, has string) error {
	status, got, err := c.post(ctx, answer, "")
	switch {
	case err != nil:
		return err
	case status == 503:
		return refusal{}
	case status != 200:
		return fmt.Errorf("status %d, not 200", status)
	case !strings.Contains(got, has) || !strings.Contains(got, asked):
		return errors.New("what should be in the answer is not")
	}
	return nil
}

// fails sends a chat that must be answered with one of these statuses, or break off.
func fails(answer, failure string, breaks bool, statuses ...int) func(context.Context, *run, *client) error {
	return func(ctx context.Context, _ *run, c *client) error {
		status, _, err := c.post(ctx, answer, failure)
		if err != nil {
			if breaks {
				return nil
			}
			return err
		}
		for _, s := range statuses {
			if status == s {
				return nil
			}
		}
		return fmt.Errorf("status %d, not of %v", status, statuses)
	}
}

// leaves goes away after it has sent a part of its request, or got a part of the answer.
func leaves(answer string, sent func(head, body string) string, wait time.Duration, reads bool) func(context.Context, *run, *client) error {
	return func(ctx context.Context, _ *run, c *client) error {
		conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", c.address)
		if err != nil {
			return err
		}
		defer conn.Close()
		head := fmt.Sprintf("POST /v1/chat/completions HTTP/1.1\r\nhost: chat.test\r\ncontent-type: application/json\r\nx-answer: %s\r\ncontent-length: %d\r\n\r\n", answer, len(body))
		if _, err := io.WriteString(conn, sent(head, body)); err != nil {
			return err
		}
		if reads {
			_ = conn.SetReadDeadline(time.Now().Add(5 * time.Second))
			buf := make([]byte, 700)
			n, err := io.ReadAtLeast(conn, buf, len(buf))
			if strings.Contains(string(buf[:n]), told) {
				c.leaked++
			}
			if err != nil {
				return fmt.Errorf("%d bytes of an answer: %w", n, err)
			}
		}
		time.Sleep(wait)
		return nil
	}
}
