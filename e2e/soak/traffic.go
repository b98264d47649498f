package soak

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"time"
)

// The values that the traffic carries. None may reach the upstream.
const (
	address  = "dora.winter@kontor-nord.de"
	leaked   = "rita.moreau@harbour-bank.eu" // the upstream's own; masked for the client
	password = "password: hunter2-Zx81!q"
)

// policy is what the traffic runs under: everything that costs memory is on.
var policy = map[string]any{
	"holdHeaders": true, "extends": "balanced",
	"rules": []any{
		map[string]any{"name": "keys", "match": []any{"secrets"}, "direction": "Request", "action": "Block"},
	},
}

// upstream answers as a chatbot does, in the way that the path asks for.
type upstream struct{ seen atomic.Int64 }

func (u *upstream) leaks() int { return int(u.seen.Load()) }

func (u *upstream) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if bytes.Contains(body, []byte(address)) || bytes.Contains(body, []byte("hunter2")) {
		u.seen.Add(1)
	}
	if err != nil {
		return // the client went away
	}
	switch r.Header.Get("x-answer") {
	case "stream", "endless":
		u.stream(w, r)
	case "gzip":
		w.Header().Set("content-type", "application/json")
		w.Header().Set("content-encoding", "gzip")
		z := gzip.NewWriter(w)
		fmt.Fprintf(z, answerShape, "my own is "+leaked)
		z.Close()
	case "reset":
		panic(http.ErrAbortHandler)
	default:
		w.Header().Set("content-type", "application/json")
		fmt.Fprintf(w, answerShape, "you wrote [EMAIL_ADDRESS_1], my own is "+leaked)
	}
}

const (
	answerShape = `{"choices":[{"index":0,"message":{"role":"assistant","content":"%s"}}]}`
	eventShape  = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"%s\"}}]}\n\n"
)

// stream sends events; an endless one stops only when its client goes away, or soon after.
func (u *upstream) stream(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("content-type", "text/event-stream")
	flush := http.NewResponseController(w)
	for _, text := range []string{"you wr", "ote [EMA", "IL_ADDRESS", "_1], and ", "my own is rita.mor", "eau@harbour-bank.eu", "."} {
		fmt.Fprintf(w, eventShape, text)
		flush.Flush()
	}
	for i := 0; r.Header.Get("x-answer") == "endless" && r.Context().Err() == nil && i < 1000; i++ {
		fmt.Fprintf(w, eventShape, "more ")
		flush.Flush()
		time.Sleep(time.Millisecond)
	}
	io.WriteString(w, "data: [DONE]\n\n")
}

// client is one connection's worth of traffic.
type client struct {
	http *http.Client
	url  string
}

func newClient(address string) *client {
	return &client{&http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 2}, Timeout: 30 * time.Second}, "http://" + address + "/v1/chat/completions"}
}

func (c *client) post(ctx context.Context, answer string, body string) (status int, got string, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url, strings.NewReader(body))
	if err != nil {
		return 0, "", err
	}
	req.Header.Set("content-type", "application/json")
	req.Header.Set("x-answer", answer)
	resp, err := c.http.Do(req)
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(b), err
}

// kind is one sort of exchange; do says what is wrong with the answer.
type kind struct {
	name string
	do   func(context.Context, *client) error
}

func chat(text string) string {
	return `{"model":"m","messages":[{"role":"system","content":"Be kind."},{"role":"user","content":"` + text + `"}]}`
}

var kinds = []kind{
	{"small", want("", chat("I am "+address), 200, address, leaked)},
	{"stream", want("stream", chat("I am "+address), 200, "data: [DONE]", leaked)},
	{"large", want("", chat(strings.Repeat("All work and no play. ", 12_000)+address), 200, address, leaked)},
	{"blocked", want("", chat(password), 403, "", "hunter2")},
	{"media", want("", `{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,`+strings.Repeat("iVBORw0KGgo", 20_000)+`"}},{"type":"text","text":"`+address+`"}]}]}`, 200, address, leaked)},
	{"malformed", want("", chat(address)[:60], 400, "", address)},
	{"nested", want("", strings.Repeat(`[`, 100_000), 400, "", "")},
	{"gzip", want("gzip", chat("hello for the "+nth+"th time"), 200, "", leaked)},
	{"upstream resets", want("reset", chat("I am "+address), 503, "", "")},
	{"client leaves", leave},
}

// number counts exchanges, for the texts that are new in each.
var number atomic.Int64

// want makes an exchange that must have an answer of a status, with has and without hasNot.
func want(answer, body string, status int, has, hasNot string) func(context.Context, *client) error {
	return func(ctx context.Context, c *client) error {
		got, text, err := c.post(ctx, answer, strings.ReplaceAll(body, nth, fmt.Sprint(number.Add(1))))
		switch {
		case err != nil:
			return err
		case got != status:
			return fmt.Errorf("status %d, not %d", got, status)
		case !strings.Contains(text, has):
			return errors.New("what should be in the answer is not")
		case hasNot != "" && strings.Contains(text, hasNot):
			return errors.New("what should not be in the answer is")
		}
		return nil
	}
}

// leave goes away in the middle of an endless answer.
func leave(ctx context.Context, c *client) error {
	ctx, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
	defer cancel()
	_, text, err := c.post(ctx, "endless", chat("I am "+address))
	if err == nil && ctx.Err() == nil {
		return errors.New("the endless answer ended: " + fmt.Sprint(len(text)))
	}
	return nil
}
