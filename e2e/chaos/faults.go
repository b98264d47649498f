package chaos

import (
	"context"
	"time"
)

// fault is one way to break something. do brings it about once and says what is wrong with what came of it.
type fault struct {
	name    string
	refuses bool // other exchanges may be refused meanwhile
	updates bool // goes on as long as updates do
	once    bool // lasts until it is over
	do      func(context.Context, *run, *client) error
}

func half(s string) string { return s[:len(s)/2] }

const soon = 20 * time.Millisecond

var faults = []fault{
	{name: "the upstream resets", do: fails("reset", "", false, 502, 503)},
	{name: "the upstream resets in the middle of a body", do: fails("reset-in-body", "", true, 502, 503)},
	{name: "the upstream resets in the middle of an event", do: fails("reset-in-event", "", true, 200, 502, 503)},
	{name: "the upstream ends in the middle of an event", do: fails("end-in-event", "", true, 200, 502)},
	{name: "the upstream's JSON is cut short", do: fails("short", "", false, 502)},
	{name: "the upstream never answers", do: fails("silent", "", false, 504)},
	{name: "the upstream stalls in a stream", do: fails("stalls", "", true, 200, 504)},

	{name: "the client leaves in the headers", do: leaves("", func(h, _ string) string { return half(h) }, soon, false)},
	{name: "the client leaves before the body", do: leaves("", func(h, _ string) string { return h }, soon, false)},
	{name: "the client leaves in the body", do: leaves("", func(h, b string) string { return h + half(b) }, soon, false)},
	{name: "the client leaves while it waits", do: leaves("silent", func(h, b string) string { return h + b }, soon, false)},
	{name: "the client leaves in a stream", do: leaves("endless", func(h, b string) string { return h + b }, soon, true)},

	{name: "a panic with the request's headers", do: fails("", "request-headers", false, 503)},
	{name: "a panic with the request's body", do: fails("", "request-body", false, 503)},
	{name: "a panic with the response's headers", do: fails("", "response-headers", false, 503)},
	{name: "a panic with the response's body", do: fails("", "response-body", true, 503)},
	{name: "a panic in a stream", do: fails("stream", "response-body", true, 200, 503)},

	{name: "the VM is out of memory", refuses: true, do: fails("", "memory:request-body", true, 503)},
	{name: "the VM is out of stack", refuses: true, do: fails("", "stack:request-body", true, 503)},
	{name: "the VM dies in a stream", refuses: true, do: fails("stream", "stack:response-body", true, 200, 503)},

	{name: "updates, every other one bad", updates: true, do: update},
	{name: "a new Envoy takes over (hot restart)", once: true, do: func(ctx context.Context, r *run, _ *client) error { return r.hotRestart(ctx) }},
}

// update brings a new configuration, good or bad, each second. Exchanges that are under way keep theirs.
func update(ctx context.Context, r *run, _ *client) error {
	if err := r.host.update(ctx); err != nil {
		return err
	}
	select {
	case <-ctx.Done():
	case <-time.After(time.Second):
	}
	return nil
}
