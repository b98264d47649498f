package plugin_test

import (
	"encoding/binary"
	"math"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chatguard/chatguard/filter/abi"
	"github.com/chatguard/chatguard/filter/host"
	"github.com/chatguard/chatguard/filter/plugin"
)

// visit is one exchange of a short message with an empty answer; the status.
func visit(h *host.Host, props map[string]string, headers ...[2]string) *host.Result {
	r := h.Exchange(host.Request{
		Headers: post("/v1/chat/completions", "application/json", headers...), Properties: props,
		Body: [][]byte{[]byte(`{"model":"m","messages":[{"role":"user","content":"mail jane@acme.org"}]}`)},
	}, nil)
	return &r
}

func quotas(principal, counter string) string {
	return `{"holdHeaders": true, "rules": [{"name": "pii", "match": ["pii"], "action": "Mask"}],
		"quotas": {"principal": [` + principal + `], "counters": [` + counter + `]}}`
}

const onceADay = `{"name": "r", "count": "Requests", "max": 1, "seconds": 86400}`

// Each kind of principal tells callers apart, and ignores what is no part of it.
func TestPrincipals(t *testing.T) {
	for _, c := range []struct {
		name, principal    string
		first, same, other map[string]string
	}{
		{"address", `{"connection": "Address"}`, map[string]string{"source.address": "192.0.2.1:4000"},
			map[string]string{"source.address": "192.0.2.1:4001"}, map[string]string{"source.address": "192.0.2.2:4000"}},
		{"network", `{"connection": "Address"}`, map[string]string{"source.address": "[2001:db8:1:2::9]:1"},
			map[string]string{"source.address": "[2001:db8:1:2:ffff::]:2"}, map[string]string{"source.address": "[2001:db8:1:3::9]:1"}},
		{"certificate", `{"connection": "Certificate"}`,
			map[string]string{"connection.mtls": "\x01", "connection.uri_san_peer_certificate": "spiffe://a", "connection.subject_peer_certificate": "CN=x"},
			map[string]string{"connection.mtls": "\x01", "connection.uri_san_peer_certificate": "spiffe://a", "connection.subject_peer_certificate": "CN=y"},
			map[string]string{"connection.mtls": "\x01", "connection.subject_peer_certificate": "CN=x"}},
		{"claim", `{"claim": "realm.user", "payload": "p"}`,
			map[string]string{"metadata.filter_metadata.envoy.filters.http.jwt_authn.p.realm.user": "dora"},
			map[string]string{"metadata.filter_metadata.envoy.filters.http.jwt_authn.p.realm.user": "dora", "x": "y"},
			map[string]string{"metadata.filter_metadata.envoy.filters.http.jwt_authn.p.realm.user": "yusuf"}},
		{"filter state", `{"property": ["filter_state", "tenant"]}`, map[string]string{"filter_state.tenant": "a"},
			map[string]string{"filter_state.tenant": "a"}, map[string]string{"filter_state.tenant": "b"}},
		{"the first that is there", `{"header": "x-none"}, {"property": ["filter_state", "tenant"]}`, map[string]string{"filter_state.tenant": "a"},
			map[string]string{"filter_state.tenant": "a"}, map[string]string{"filter_state.tenant": "b"}},
		{"a certificate that was not shown", `{"connection": "Certificate"}`, nil,
			map[string]string{"connection.mtls": "\x01", "connection.subject_peer_certificate": "CN=x"}, map[string]string{"connection.subject_peer_certificate": "CN=x"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := start(t, quotas(c.principal, onceADay))
			want := []int{200, 429, 200}
			if c.first == nil {
				want = []int{200, 200, 200}
			}
			for i, props := range []map[string]string{c.first, c.same, c.other} {
				if got := visit(h, props).Status(); got != want[i] {
					t.Errorf("%d: status %d, want %d", i, got, want[i])
				}
			}
		})
	}
}

// Nobody can read who was counted: not from logs, metrics, filter state or the shared data.
func TestCallersAreNowhereInClear(t *testing.T) {
	const name = "dora.winter.the.caller"
	h := host.NewNative(host.Options{AllowOnHeadersStopIteration: true, Register: plugin.Register})
	t.Setenv("CHATGUARD_KEY", "a key for tests, of 32 bytes, yes")
	t.Cleanup(h.Close)
	if err := h.Start([]byte(strings.Replace(quotas(`{"header": "x-user"}`, onceADay), `"counters"`, `"publish": true, "counters"`, 1))); err != nil {
		t.Fatal(err)
	}
	first, second := visit(h, nil, [2]string{"x-user", name}), visit(h, nil, [2]string{"x-user", name})
	if second.Status() != 429 {
		t.Fatalf("status %d", second.Status())
	}
	all := strings.Join(h.Logs(), "\n") + string(second.Client.Body())
	for n := range h.Metrics() {
		all += n
	}
	for k, v := range first.FilterState {
		all += k + v
	}
	for k, v := range h.SharedValues() {
		all += k + string(v)
	}
	for i := range len(name) - 5 {
		if strings.Contains(all, name[i:i+6]) {
			t.Fatalf("%q is somewhere in\n%s", name[i:i+6], all)
		}
	}
	if hash := first.FilterState["wasm.chatguard.principal"]; len(hash) != 16 || hash != second.FilterState["wasm.chatguard.principal"] {
		t.Errorf("published %q", hash)
	}
	if first.FilterState["wasm.chatguard.masked"] != "1" || first.FilterState["wasm.chatguard.blocked"] != "0" {
		t.Errorf("published %v", first.FilterState)
	}
}

// Streams that are open count, and each that ends in whatever way makes room.
func TestOpenStreams(t *testing.T) {
	h := start(t, quotas(`{"header": "x-user"}`, `{"name": "s", "count": "Streams", "max": 2, "seconds": 3600}`))
	open := func() *host.Stream {
		s := h.NewStream(nil)
		s.RequestHeaders(post("/v1/chat/completions", "application/json", [2]string{"x-user", "dora"}), false)
		return s
	}
	refused := func(s *host.Stream) bool { return header(s.Client(), ":status") == "429" }
	a, b := open(), open()
	c := open()
	if refused(a) || refused(b) || !refused(c) {
		t.Fatal("want the third refused")
	}
	c.Close()
	b.RequestData([]byte(`{"messages":[`), false)
	b.Close() // the client goes away
	d, e := open(), open()
	if refused(d) || !refused(e) {
		t.Error("one that was aborted, or one that was refused, did not make room for one")
	}
	for _, s := range []*host.Stream{a, d, e} {
		s.Close()
	}
}

// Bytes of both bodies count, held, streamed and unread ones.
func TestBytes(t *testing.T) {
	h := start(t, quotas(`{"header": "x-user"}`, `{"name": "b", "count": "Bytes", "max": 3000, "seconds": 86400, "coolDown": 60}`))
	answer := func(contentType string) int {
		r := h.Exchange(host.Request{
			Headers: post("/v1/chat/completions", "application/json", [2]string{"x-user", "dora"}), Body: [][]byte{[]byte(`{"messages":[`), []byte(`]}`)},
		}, func(*host.Message) host.Response {
			piece := []byte("data: {}\n" + strings.Repeat(":", 490) + "\n\n")
			return host.Response{Headers: host.Headers{{"content-type", contentType}}, Body: [][]byte{piece, piece}}
		})
		return r.Status()
	}
	for i, want := range []int{200, 200, 200, 429} { // 15 bytes and 1002 bytes each
		if got := answer([]string{"text/event-stream", "image/png", "text/plain"}[i%3]); got != want {
			t.Errorf("exchange %d: status %d, want %d", i, got, want)
		}
	}
}

// What the host refuses is the filter's failure: it is counted, and the failure mode decides.
func TestSharedDataFails(t *testing.T) {
	for mode, want := range map[string]int{"FailClosed": 503, "FailOpen": 200} {
		var status abi.Status
		h := host.NewNative(host.Options{AllowOnHeadersStopIteration: true, Register: plugin.Register, Fault: func(call string) abi.Status {
			if call == "proxy_set_shared_data" {
				return status
			}
			return abi.OK
		}})
		t.Cleanup(h.Close)
		doc := strings.Replace(quotas(`{"header": "x-user"}`, onceADay), `"rules"`, `"failureMode": "`+mode+`", "rules"`, 1)
		if err := h.Start([]byte(doc)); err != nil {
			t.Fatal(err)
		}
		for name, fault := range map[string]abi.Status{"an error": abi.InternalFailure, "others first for ever": abi.CasMismatch} {
			status = fault
			before := h.Metrics()["chatguard.errors"]
			if got := visit(h, nil, [2]string{"x-user", name}).Status(); got != want || h.Metrics()["chatguard.errors"] != before+1 {
				t.Errorf("%s, %s: status %d, want %d; errors %d to %d", mode, name, got, want, before, h.Metrics()["chatguard.errors"])
			}
		}
		h.Close()
	}
}

// Another worker may write between reading and writing: a mismatch or two lose nothing.
func TestOtherWorkerIsFirst(t *testing.T) {
	mismatches := 0
	h := host.NewNative(host.Options{AllowOnHeadersStopIteration: true, Register: plugin.Register, Fault: func(call string) abi.Status {
		if call == "proxy_set_shared_data" && mismatches > 0 {
			mismatches--
			return abi.CasMismatch
		}
		return abi.OK
	}})
	t.Cleanup(h.Close)
	if err := h.Start([]byte(quotas(`{"header": "x-user"}`, `{"name": "r", "count": "Requests", "max": 3, "seconds": 86400}`))); err != nil {
		t.Fatal(err)
	}
	for i, want := range []int{200, 200, 200, 429} {
		mismatches = i + 1
		if got := visit(h, nil, [2]string{"x-user", "dora"}).Status(); got != want {
			t.Errorf("exchange %d: status %d, want %d", i, got, want)
		}
	}
}

func number(n int64) string {
	return string(binary.LittleEndian.AppendUint64(nil, math.Float64bits(float64(n))))
}

func TestAccess(t *testing.T) {
	const jwt = "metadata.filter_metadata.envoy.filters.http.jwt_authn.jwt_payload."
	now := time.Now().Unix()
	tls := map[string]string{"connection.tls_version": "TLSv1.3"}
	for _, c := range []struct {
		name, access string
		props        map[string]string
		headers      [][2]string
		want         int
		challenge    string
	}{
		{"in clear", `"tls": "Connection"`, nil, nil, 426, ""},
		{"TLS", `"tls": "Connection"`, tls, nil, 200, ""},
		{"a header that nobody trusts", `"tls": "Connection"`, nil, [][2]string{{"x-forwarded-proto", "https"}}, 426, ""},
		{"TLS before", `"tls": "Forwarded"`, nil, [][2]string{{"x-forwarded-proto", "https"}}, 200, ""},
		{"in clear before", `"tls": "Forwarded"`, nil, [][2]string{{"x-forwarded-proto", "http"}}, 426, ""},
		{"nobody", `"identity": [{"claim": "sub"}, {"connection": "Certificate"}]`, tls, nil, 401, "Bearer"},
		{"a token", `"identity": [{"claim": "sub"}, {"connection": "Certificate"}]`, map[string]string{jwt + "sub": "dora"}, nil, 200, ""},
		{"a certificate", `"identity": [{"claim": "sub"}, {"connection": "Certificate"}]`,
			map[string]string{"connection.mtls": "\x01", "connection.subject_peer_certificate": "CN=dora"}, nil, 200, ""},
		{"no certificate", `"identity": [{"connection": "Certificate"}]`, tls, nil, 403, ""},
		{"a header", `"identity": [{"header": "X-Verified-User"}]`, nil, [][2]string{{"x-verified-user", "dora"}}, 200, ""},
		{"an empty header", `"identity": [{"header": "X-Verified-User"}]`, nil, [][2]string{{"x-verified-user", ""}}, 401, "Bearer"},
		{"new session", `"session": {"maxSeconds": 3600}`, map[string]string{jwt + "iat": number(now - 3000)}, nil, 200, ""},
		{"old session", `"session": {"maxSeconds": 3600}`, map[string]string{jwt + "iat": number(now - 4000)}, nil, 401,
			`Bearer error="insufficient_user_authentication", max_age="3600"`},
		{"no session", `"session": {"maxSeconds": 3600}`, nil, nil, 401, `Bearer error="insufficient_user_authentication", max_age="3600"`},
		{"a certificate in place of a session", `"identity": [{"claim": "sub"}, {"connection": "Certificate"}], "session": {"maxSeconds": 3600}`,
			map[string]string{"connection.mtls": "\x01", "connection.subject_peer_certificate": "CN=dora"}, nil, 200, ""},
		{"a token with an old session beside a certificate", `"identity": [{"claim": "sub"}, {"connection": "Certificate"}], "session": {"maxSeconds": 3600}`,
			map[string]string{"connection.mtls": "\x01", "connection.subject_peer_certificate": "CN=dora", jwt + "sub": "dora", jwt + "iat": number(now - 4000)}, nil, 401,
			`Bearer error="insufficient_user_authentication", max_age="3600"`},
		{"in digits", `"session": {"maxSeconds": 3600, "claim": "auth_time"}`, map[string]string{jwt + "auth_time": strconv.FormatInt(now, 10)}, nil, 200, ""},
		{"no time", `"session": {"maxSeconds": 3600}`, map[string]string{jwt + "iat": "not-time"}, nil, 401, `Bearer error="insufficient_user_authentication", max_age="3600"`},
		{"not a number", `"session": {"maxSeconds": 3600}`, map[string]string{jwt + "iat": string(binary.LittleEndian.AppendUint64(nil, math.Float64bits(math.NaN())))}, nil, 401,
			`Bearer error="insufficient_user_authentication", max_age="3600"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, mode := range []string{"Enforce", "Monitor", "Off"} {
				h := start(t, `{"holdHeaders": true, "mode": "`+mode+`", "rules": [{"name": "pii", "match": ["pii"], "action": "Mask"}],
					"access": {`+c.access+`, "noStore": true, "hstsSeconds": 86400}}`)
				r := visit(h, c.props, c.headers...)
				want, denied := c.want, uint64(0)
				if c.want != 200 && mode != "Off" {
					denied = 1
				}
				if mode != "Enforce" {
					want = 200
				}
				if r.Status() != want || uint64(h.Metrics()["chatguard.denied"]) != denied {
					t.Errorf("%s: status %d, want %d, denied %v", mode, r.Status(), want, h.Metrics()["chatguard.denied"])
				}
				if got := header(r.Client, "www-authenticate"); mode == "Enforce" && got != c.challenge {
					t.Errorf("challenge %q, want %q", got, c.challenge)
				}
				store, hsts := header(r.Client, "cache-control"), header(r.Client, "strict-transport-security")
				if mode == "Enforce" && (store != "no-store" || hsts != "max-age=86400") || mode != "Enforce" && store+hsts != "" {
					t.Errorf("%s: cache-control %q, strict-transport-security %q", mode, store, hsts)
				}
				if want != 200 && r.Upstream.Started() {
					t.Error("the upstream was reached")
				}
				h.Close()
			}
		})
	}
}
