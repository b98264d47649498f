//go:build !wasip1

package host

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"
)

// sendHTTP1 writes the request on a socket, chunked unless it has a content-length.
func sendHTTP1(address string, c *exchange) *Message {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return &Message{}
	}
	defer conn.Close()
	h := c.request.Headers
	chunked := len(c.request.Body) > 0 && !h.Has("content-length")
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\nhost: %s\r\n", h.Get(":method"), h.Get(":path"), h.Get(":authority"))
	for _, f := range h {
		if f[0][0] != ':' {
			fmt.Fprintf(&b, "%s: %s\r\n", f[0], f[1])
		}
	}
	if chunked {
		b.WriteString("transfer-encoding: chunked\r\nte: trailers\r\n")
	}
	b.WriteString("\r\n")
	conn.Write(b.Bytes())
	go func() {
		for i, p := range c.request.Body {
			time.Sleep(beat)
			if i > 0 && i == c.request.TickAfter {
				time.Sleep(6 * beat)
			}
			if chunked {
				fmt.Fprintf(conn, "%x\r\n%s\r\n", len(p), p)
			} else {
				conn.Write(p)
			}
		}
		time.Sleep(beat)
		if chunked {
			io.WriteString(conn, "0\r\n")
			for _, f := range c.request.Trailers {
				fmt.Fprintf(conn, "%s: %s\r\n", f[0], f[1])
			}
			io.WriteString(conn, "\r\n")
		}
	}()
	conn.SetReadDeadline(time.Now().Add(50 * beat))
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	return received(resp, err)
}

// sendHTTP2 sends the request so that its last DATA frame ends the stream, for which the client wants a content-length.
func sendHTTP2(address string, c *exchange) *Message {
	var protocols http.Protocols
	protocols.SetUnencryptedHTTP2(true)
	transport := &http.Transport{Protocols: &protocols, DisableCompression: true}
	defer transport.CloseIdleConnections()
	r, w := io.Pipe()
	size := 0
	for _, p := range c.request.Body {
		size += len(p)
	}
	go func() {
		for _, p := range c.request.Body {
			time.Sleep(beat)
			w.Write(p)
		}
		w.Close()
	}()
	req, _ := http.NewRequest(c.request.Headers.Get(":method"), "http://"+address+c.request.Headers.Get(":path"), r)
	req.ContentLength = int64(size)
	for _, f := range c.request.Headers {
		if f[0][0] != ':' {
			req.Header.Set(f[0], f[1])
		}
	}
	client := http.Client{Transport: transport, Timeout: 50 * beat}
	resp, err := client.Do(req)
	return received(resp, err)
}

func received(resp *http.Response, err error) *Message {
	if err != nil {
		return &Message{}
	}
	m := &Message{Headers: Headers{{":status", strconv.Itoa(resp.StatusCode)}}}
	if l := resp.Header.Get("content-length"); l != "" && l != "0" {
		m.Headers = append(m.Headers, [2]string{"content-length", l})
	}
	m.Headers = append(m.Headers, fromHTTP(resp.Header)...)
	body, err := io.ReadAll(resp.Body)
	m.data(body, err == nil)
	m.Trailers = fromHTTP(resp.Trailer)
	if m.Reset = err != nil; m.Reset {
		m.Pieces = nil
	}
	return m
}
