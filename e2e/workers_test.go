package e2e

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chatguard/chatguard/filter/host"
)

// worker is the module under wazero with a policy, and data that it shares.
func worker(t *testing.T, module []byte, o host.Options, counter string) *host.Host {
	t.Helper()
	o.AllowOnHeadersStopIteration = true
	h := host.NewWasm(context.Background(), module, o)
	t.Cleanup(h.Close)
	err := h.Start([]byte(`{"holdHeaders": true, "rules": [{"name": "pii", "match": ["EMAIL_ADDRESS"], "action": "Mask"}],
		"quotas": {"principal": [{"header": "x-user"}], "counters": [` + counter + `]}}`))
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func chatRequest() host.Headers {
	return append(host.Post("/v1/chat/completions", "application/json", -1), [2]string{"x-user", "dora"})
}

// Four workers, of which each has its own VM and its own thread, count one caller: no request is lost, and none counted twice.
func TestWorkersCountTogether(t *testing.T) {
	module := read(t, needModule(t, "chatguard.wasm"))
	const each, most = 40, 100
	var shared host.Shared
	var passed, refused, failed atomic.Int64
	var all sync.WaitGroup
	for range 4 {
		h := worker(t, module, host.Options{Shared: &shared}, `{"name": "r", "count": "Requests", "max": 100, "seconds": 86400}`)
		all.Go(func() {
			for range each {
				r := h.Exchange(host.Request{Headers: chatRequest(), Body: [][]byte{[]byte(`{"messages":[]}`)}}, nil)
				switch r.Status() {
				case 200:
					passed.Add(1)
				case 429:
					refused.Add(1)
				default: // others were first too often: it fails closed
					failed.Add(1)
				}
			}
		})
	}
	all.Wait()
	if passed.Load() != most || refused.Load()+failed.Load() != 4*each-most || failed.Load() > 4 {
		t.Errorf("%d passed, %d refused, %d failed, want %d passed", passed.Load(), refused.Load(), failed.Load(), most)
	}
}

// The open streams of a worker that died count until their window is over, and no longer.
func TestStreamsOfADeadWorker(t *testing.T) {
	module := read(t, needModule(t, "chatguard.wasm"))
	now := time.Unix(1_800_000_000, 0)
	o := host.Options{Shared: &host.Shared{}, Now: func() time.Time { return now }}
	const counter = `{"name": "s", "count": "Streams", "max": 2, "seconds": 300}`
	dying, other := worker(t, module, o, counter), worker(t, module, o, counter)
	for range 2 {
		dying.NewStream(nil).RequestHeaders(chatRequest(), false) // and nothing is heard of it again
	}
	status := func() int {
		r := other.Exchange(host.Request{Headers: chatRequest(), Body: [][]byte{[]byte(`{"messages":[]}`)}}, nil)
		return r.Status()
	}
	if got := status(); got != 429 {
		t.Errorf("with two streams open at the other worker: status %d", got)
	}
	now = now.Add(299 * time.Second)
	if got := status(); got != 429 {
		t.Errorf("within the window: status %d", got)
	}
	now = now.Add(302 * time.Second)
	if got := status(); got != 200 {
		t.Errorf("after two windows: status %d", got)
	}
}
