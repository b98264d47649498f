package guard

import (
	"strings"
	"testing"

	"github.com/chatguard/chatguard/filter/policy"
)

const streamedPolicy = `{"name": "t", "requestMode": "Streamed", "limits": {"bodyBytes": 33554432, "stringBytes": 33554432},
	"rules": [{"name": "pii", "match": ["pii", "secrets"], "action": "Mask"}]}`

// relay runs a body cut at the given offsets. It also returns the most that was held.
func relay(t testing.TB, g *Guard, b Body, body string, cuts ...int) (got string, o *Outcome, held int) {
	t.Helper()
	x := &Exchange{}
	x.Begin(g, g.Default(), &Scratch{})
	b.Direction = policy.Request
	r := x.Open(b).Relay()
	if r == nil {
		t.Fatal("not relayed")
	}
	var sent strings.Builder
	at := 0
	for _, c := range append(cuts, len(body)) {
		sent.Write(r.Write([]byte(body[at:c])))
		held = max(held, len(r.held))
		at = c
	}
	rest, o := r.Close()
	sent.Write(rest)
	return sent.String(), o, held
}

// What goes on while it is read is what goes on of a body that waits, wherever it is cut.
func TestRelay(t *testing.T) {
	streamed := load(t, streamedPolicy)
	buffered := load(t, strings.Replace(streamedPolicy, "Streamed", "Buffered", 1))
	for _, c := range bodies {
		if c.name == "private key" {
			continue
		}
		o, want := inspect(t, buffered, openai, c.in)
		if o.Verdict == Block {
			continue
		}
		for cut := range len(c.in) + 1 {
			got, o2, _ := relay(t, streamed, openai, c.in, cut)
			if got != want || o2.Verdict != o.Verdict || o2.Coverage != o.Coverage || len(o2.Findings) != len(o.Findings) {
				t.Fatalf("%s cut at %d: %s\n%s, want\n%s", c.name, cut, summary(o2), got, want)
			}
		}
	}
	lines := Body{Path: "/v1/batches", ContentType: "application/x-ndjson"}
	body := `{"text":"I am dora.winter@kontor-nord.de"}` + "\n\n" + `[4532760198427153, "4532 7601 9842 7153"]` + "\n"
	_, want := inspect(t, buffered, lines, body)
	for a := range len(body) + 1 {
		for b := a; b <= len(body); b++ {
			if got, _, _ := relay(t, streamed, lines, body, a, b); got != want {
				t.Fatalf("lines cut at %d and %d:\n%s, want\n%s", a, b, got, want)
			}
		}
	}
}

// An image goes on as it comes, but for the ends of its last pieces: text may follow.
func TestRelayHoldsNoMedia(t *testing.T) {
	g := load(t, streamedPolicy)
	image := strings.Repeat("iVBORw0KGgoAAAANSUhEUgAA", 1<<20/24)
	body := `{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,` + image + `"}},{"type":"text","text":"I am dora.winter@kontor-nord.de"}]}]}`
	var cuts []int
	for i := 10_000; i < len(body); i += 10_000 {
		cuts = append(cuts, i)
	}
	got, o, held := relay(t, g, openai, body, cuts...)
	if want := strings.Replace(body, "dora.winter@kontor-nord.de", "[EMAIL_ADDRESS_1]", 1); got != want || o.Blobs != 1 {
		t.Errorf("%s, %d bytes of %d", summary(o), len(got), len(want))
	}
	if held > 4*10_000+4096 {
		t.Errorf("held %d bytes", held)
	}
}

// A body that turns out malformed is refused; nothing of it goes on unmasked.
func TestRelayRefuses(t *testing.T) {
	g := load(t, streamedPolicy)
	body := `{"messages":[{"role":"user","content":"I am dora.winter@kontor-nord.de"},}`
	for cut := range len(body) {
		got, o, _ := relay(t, g, openai, body, cut)
		if o.Verdict != Block || o.Status != 400 || strings.Contains(got, "dora") {
			t.Fatalf("cut at %d: %s %s", cut, got, summary(o))
		}
	}
}

// Policies that a request on its way cannot be held to are refused.
func TestStreamedPolicies(t *testing.T) {
	for _, rule := range []string{
		`"rules": [{"name": "a", "match": ["pii"], "action": "Block"}]`,
		`"rules": [{"name": "a", "match": ["pii"], "action": "Mask", "scopes": ["Messages"]}]`,
		`"repeats": true, "rules": [{"name": "a", "match": ["pii"], "action": "Mask"}]`,
		`"extends": "strict"`,
	} {
		if _, err := Load([]byte(`{"requestMode": "Streamed", `+rule+`}`), Options{}); err == nil {
			t.Errorf("accepted: %s", rule)
		}
	}
	if _, err := Load([]byte(`{"requestMode": "Streamed", "rules": [{"name": "a", "match": ["pii"], "action": "Block", "direction": "Response"}]}`), Options{}); err != nil {
		t.Error(err)
	}
}

// Fields of forms and parts go on one by one, and what goes on is what goes on of a body that waits, wherever it is cut.
func TestRelayFields(t *testing.T) {
	streamed := load(t, streamedPolicy)
	buffered := load(t, strings.Replace(streamedPolicy, "Streamed", "Buffered", 1))
	part := func(name, content string) string {
		return "--frontier\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + content + "\r\n"
	}
	binary := "\x89PNG\r\n\x1a\n" + strings.Repeat("\x00\x01dora@example.com", 8)
	for _, c := range []struct{ contentType, body string }{
		{"application/x-www-form-urlencoded", "Body=I+am+dora.winter%40kontor-nord.de&From=%2B14155552671&dora.winter%40kontor-nord.de=1&a=%zz%4&=&=x&card=4532+7601+9842+7153"},
		{"application/x-www-form-urlencoded", ""},
		{"multipart/form-data; boundary=frontier", part("text", "I am dora.winter@kontor-nord.de\r\n--front") + part("file", binary) + part("card", "4532 7601 9842 7153") + part("", "") + "--frontier--\r\nafter dora.winter@kontor-nord.de"},
		{"multipart/form-data; boundary=frontier", part("text", "I am dora.winter@kontor-nord.de") + "--fron"},
	} {
		as := Body{Path: "/2010-04-01/Accounts/AC1/Messages.json", ContentType: c.contentType}
		o, want := inspect(t, buffered, as, c.body)
		most := 0
		for a := range len(c.body) + 1 {
			for b := a; b <= len(c.body); b += 1 + (b-a)*(b-a) {
				got, o2, held := relay(t, streamed, as, c.body, a, b)
				most = max(most, held)
				if o2.Verdict != o.Verdict || o2.Coverage != o.Coverage || len(o2.Findings) != len(o.Findings) || o.Verdict != Block && got != want {
					t.Fatalf("cut at %d and %d: %s\n%q, want %s\n%q", a, b, summary(o2), got, summary(o), want)
				}
			}
		}
	}
	long := part("file", strings.Repeat(binary, 8000)) + part("text", "I am dora.winter@kontor-nord.de") + "--frontier--"
	var cuts []int
	for at := 1000; at < len(long); at += 1000 {
		cuts = append(cuts, at)
	}
	if _, o, held := relay(t, streamed, Body{ContentType: "multipart/form-data; boundary=frontier"}, long, cuts...); held > 8<<10 || len(o.Findings) != 1 {
		t.Errorf("%d bytes held of %d, %d findings", held, len(long), len(o.Findings))
	}
}
