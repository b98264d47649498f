package plugin_test

import (
	"strings"
	"testing"

	"github.com/chatguard/chatguard/filter/host"
	"github.com/chatguard/chatguard/filter/plugin"
)

const config = `{"holdHeaders": true, "responseHeader": true, "rules": [
	{"name": "keys", "match": ["SECRET_PRIVATE_KEY"], "action": "Block"},
	{"name": "pii", "match": ["pii"], "action": "Mask"}]}`

func start(t *testing.T, doc string) *host.Host {
	t.Helper()
	h := host.NewNative(host.Options{AllowOnHeadersStopIteration: true, Register: plugin.Register})
	t.Cleanup(h.Close)
	if err := h.Start([]byte(doc)); err != nil {
		t.Fatal(err)
	}
	return h
}

func post(path, contentType string, extra ...[2]string) host.Headers {
	return append(host.Headers{
		{":method", "POST"}, {":path", path}, {":authority", "bot"}, {":scheme", "http"}, {"content-type", contentType},
	}, extra...)
}

func body(m *host.Message) string { return string(m.Body()) }

func header(m *host.Message, name string) string {
	for _, h := range m.Headers {
		if h[0] == name {
			return h[1]
		}
	}
	return ""
}

// frame is a short unmasked WebSocket text frame, or one masked with zeros,
// which leaves the payload readable.
func frame(text string, masked bool) []byte {
	b := []byte{0x81, byte(len(text))}
	if masked {
		b[1] |= 0x80
		b = append(b, 0, 0, 0, 0)
	}
	return append(b, text...)
}

func TestWebSocket(t *testing.T) {
	h := start(t, config)
	s := h.NewStream(nil)
	s.RequestHeaders(host.Headers{
		{":method", "GET"}, {":path", "/ws"}, {":authority", "bot"}, {":scheme", "http"}, {"upgrade", "websocket"},
		{"connection", "upgrade"}, {"sec-websocket-extensions", "permessage-deflate"},
	}, false)
	if header(s.Upstream(), "sec-websocket-extensions") != "" || header(s.Upstream(), "upgrade") != "websocket" {
		t.Errorf("handshake %v", s.Upstream().Headers)
	}
	s.ResponseHeaders(host.Headers{{":status", "101"}, {"upgrade", "websocket"}}, false)
	for _, piece := range frame(`I am jane@acme.org`, true) {
		s.RequestData([]byte{piece}, false)
	}
	if got := body(s.Upstream()); !strings.HasSuffix(got, "I am [EMAIL_ADDRESS_1]") || strings.Contains(got, "jane") {
		t.Errorf("upstream got %q", got)
	}
	s.ResponseData(frame("hello [EMAIL_ADDRESS_1]", false), false)
	if got := body(s.Client()); got != string(frame("hello jane@acme.org", false)) {
		t.Errorf("client got %q", got)
	}
	s.ResponseData(nil, true)
	s.Close()
	if m := h.Metrics(); m["chatguard.masked"] != 1 || m["chatguard.restored"] != 1 {
		t.Errorf("metrics %v", m)
	}
	if p := h.Problems(); len(p) > 0 {
		t.Error(p)
	}
}

func TestUpgradeRefusedByServer(t *testing.T) {
	h := start(t, config)
	s := h.NewStream(nil)
	s.RequestHeaders(host.Headers{
		{":method", "GET"}, {":path", "/ws"}, {":authority", "bot"}, {":scheme", "http"}, {"upgrade", "websocket"},
	}, true)
	s.ResponseHeaders(host.Headers{{":status", "400"}, {"content-type", "text/plain"}}, false)
	s.ResponseData([]byte("no"), true)
	s.Close()
	if got := body(s.Client()); got != "no" {
		t.Errorf("client got %q", got)
	}
}

const event = "data: {\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"%\"}}]}\n\n"

func events(texts ...string) []byte {
	var b strings.Builder
	for _, s := range texts {
		b.WriteString(strings.Replace(event, "%", s, 1))
	}
	return []byte(b.String())
}

// TestEveryOfferOfACoding holds that none is left where the first field offers nothing.
func TestEveryOfferOfACoding(t *testing.T) {
	s := start(t, config).NewStream(nil)
	s.RequestHeaders(post("/v1/chat/completions", "application/json", [2]string{"accept-encoding", ""}, [2]string{"accept-encoding", "br"}), false)
	s.RequestData([]byte(`{"model":"m","messages":[]}`), true)
	s.Close()
	for _, f := range s.Upstream().Headers {
		if f[0] == "accept-encoding" {
			t.Errorf("the upstream may compress: %q", f[1])
		}
	}
}

func TestStreamedResponse(t *testing.T) {
	h := start(t, config)
	s := h.NewStream(nil)
	s.RequestHeaders(post("/v1/chat/completions", "application/json", [2]string{"accept-encoding", "gzip"}), false)
	s.RequestData([]byte(`{"model":"m","stream":true,"messages":[{"role":"user","content":"I am jane@acme.org"}]}`), true)
	if header(s.Upstream(), "accept-encoding") != "" {
		t.Error("the upstream may compress")
	}
	s.ResponseHeaders(host.Headers{{":status", "200"}, {"content-type", "text/event-stream"}}, false)
	if len(s.Client().Headers) > 0 {
		t.Error("headers went out before the first verdict")
	}
	s.ResponseData(events("hello [EMAIL_ADD"), false)
	if header(s.Client(), "x-chatguard") != "mask;findings=1" {
		t.Errorf("headers %v", s.Client().Headers)
	}
	s.ResponseData(events("RESS_1], not bob@ac"), false)
	s.ResponseData(events("me.org, bye "), false)
	s.ResponseData([]byte("data: [DONE]\n\n"), true)
	s.Close()
	got := body(s.Client())
	for _, bad := range []string{"bob", "EMAIL_ADD\""} {
		if strings.Contains(got, bad) {
			t.Errorf("client got %q in %s", bad, got)
		}
	}
	if !strings.Contains(got, "jane@acme.org, not ") || !strings.Contains(got, "[EMAIL_ADDRESS_2], ") {
		t.Errorf("client got %s", got)
	}
	if s.FilterState()["wasm.chatguard"] != "request=mask;response=mask;findings=2;policy=default" {
		t.Errorf("state %v", s.FilterState())
	}
}

func TestStreamBlockedBeforeItsFirstByte(t *testing.T) {
	h := start(t, config)
	s := h.NewStream(nil)
	s.RequestHeaders(post("/v1/chat/completions", "application/json"), false)
	s.RequestData([]byte(`{"model":"m","messages":[]}`), true)
	s.ResponseHeaders(host.Headers{{":status", "200"}, {"content-type", "text/event-stream"}}, false)
	s.ResponseData([]byte("data: {\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\"}}]}\n\n"), false)
	s.ResponseData(events(`-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEA`), false)
	s.ResponseData(events(`AoIBAQC7VJTUt9Us8cKj\n-----END PRIVATE KEY-----`), false)
	s.ResponseData(events(` and so on, as it were`), false)
	s.Close()
	if c := s.Client(); header(c, ":status") != "403" || !strings.Contains(body(c), "content_policy_violation") || strings.Contains(body(c), "MIIE") {
		t.Errorf("client got %v %s", c.Headers, body(c))
	}
}

func TestAbortedStreamIsCounted(t *testing.T) {
	h := start(t, config)
	s := h.NewStream(nil)
	s.RequestHeaders(post("/v1/chat/completions", "application/json"), false)
	s.RequestData([]byte(`{"model":"m","messages":[]}`), true)
	s.ResponseHeaders(host.Headers{{":status", "200"}, {"content-type", "text/event-stream"}}, false)
	s.ResponseData(events("bob@acme.org wonderful "), false)
	s.Reset()
	s.Close()
	if m := h.Metrics(); m["chatguard.responses"] != 1 || m["chatguard.masked"] != 1 {
		t.Errorf("metrics %v", m)
	}
	for _, line := range h.Logs() {
		if strings.Contains(line, "bob@acme") {
			t.Errorf("a value in the log: %s", line)
		}
	}
}
