package soak

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/chatguard/chatguard/filter/host"
)

// Mark is the module's memory after a number of requests.
type Mark struct {
	Requests int     `json:"requests"`
	MB       float64 `json:"memoryMB"` // linear memory, which never shrinks
	Seconds  float64 `json:"seconds"`
}

// Module sends mixed exchanges through the module alone, under wazero, and tells its memory after each of counts, which
// grow. What a request leaves behind shows here without Envoy's own memory around it.
func Module(ctx context.Context, wasm []byte, counts ...int) (marks []Mark, err error) {
	doc, err := json.Marshal(policy)
	if err != nil {
		return nil, err
	}
	h := host.NewWasm(ctx, wasm, host.Options{AllowOnHeadersStopIteration: true, KeepMemory: true})
	defer h.Close()
	if err := h.Start(doc); err != nil {
		return nil, fmt.Errorf("%w\n%s", err, strings.Join(h.Logs(), "\n"))
	}
	began, n := time.Now(), 0
	for _, count := range counts {
		for ; n < count; n++ {
			if ctx.Err() != nil {
				return marks, ctx.Err()
			}
			if err := exchanges[n%len(exchanges)].run(h, n); err != nil {
				return marks, fmt.Errorf("request %d: %w", n, err)
			}
		}
		marks = append(marks, Mark{count, float64(h.Memory()) / (1 << 20), time.Since(began).Seconds()})
	}
	return marks, h.Failed()
}

// exchange is one request of the module's traffic, with its answer.
type exchange struct {
	body     string
	cut      int  // where the body's second piece begins, 0 for none
	events   bool // the answer is a stream
	leaves   bool // the client goes away in the middle of the answer
	status   int
	upstream string // what must not reach it
	has      string // what the client must get
}

var exchanges = []exchange{
	{body: chat("I am " + address), status: 200, upstream: address, has: address},
	{body: chat("I am " + address), cut: 70, events: true, status: 200, upstream: address, has: address},
	{body: chat("hello for the " + nth + "th time"), status: 200, has: "[EMAIL_ADDRESS"},
	{body: chat(password), status: 403, upstream: "hunter2"},
	{body: chat(strings.Repeat("All work and no play. ", 400) + address), cut: 4000, status: 200, upstream: address, has: address},
	{body: chat("I am " + address)[:60], status: 400},
	{body: chat("I am " + address), events: true, leaves: true, status: 200, upstream: address},
	{body: strings.Repeat("[", 2000), status: 400},
}

const eventStream = "text/event-stream"

// nth stands for the number of the request: its text is a new one.
const nth = "NTH"

func (x *exchange) run(h *host.Host, n int) error {
	body := bytes.ReplaceAll([]byte(x.body), []byte(nth), strconv.AppendInt(nil, int64(n), 10))
	r := host.Request{Headers: host.Post("/v1/chat/completions", "application/json", len(body)), Body: [][]byte{body}}
	if x.cut > 0 {
		r.Body = [][]byte{body[:x.cut], body[x.cut:]}
	}
	got := h.Exchange(r, func(*host.Message) host.Response {
		if x.events {
			answer := host.Response{Headers: host.Headers{{":status", "200"}, {"content-type", eventStream}}, Reset: x.leaves}
			for _, text := range []string{"you wrote [EMA", "IL_ADDRESS_1], and my own is rita.mor", "eau@harbour-bank.eu"} {
				answer.Body = append(answer.Body, fmt.Appendf(nil, eventShape, text))
			}
			return answer
		}
		text := fmt.Appendf(nil, answerShape, "you wrote [EMAIL_ADDRESS_1], my own is "+leaked)
		return host.Response{Headers: host.Headers{{":status", "200"}, {"content-type", "application/json"}}, Body: [][]byte{text}}
	})
	switch {
	case got.Status() != x.status:
		return fmt.Errorf("status %d, not %d", got.Status(), x.status)
	case x.upstream != "" && strings.Contains(string(got.Upstream.Body()), x.upstream):
		return errors.New("a value reached the upstream")
	case strings.Contains(string(got.Client.Body()), leaked):
		return errors.New("the upstream's value reached the client")
	case x.has != "" && !strings.Contains(string(got.Client.Body()), x.has):
		return errors.New("what should be in the answer is not")
	}
	return nil
}
