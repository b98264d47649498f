package guard

import (
	"strings"
	"testing"

	"github.com/chatguard/chatguard/filter/policy"
)

const wideLimits = `{"name": "t", "limits": {"bodyBytes": 67108864, "stringBytes": 67108864, "keys": 1000000, "depth": 512, "eventBytes": 4194304},
	"rules": [{"name": "pii", "match": ["pii"], "action": "Mask"}]}`

// A text beyond what the memory of a VM bears is refused whatever the policy says, in every form of a body and however it is
// cut; what stands behind it is not looked at.
func TestTextsBeyondMemory(t *testing.T) {
	g := load(t, wideLimits)
	long := strings.Repeat("All work and no play. ", maxText/22+100)
	for _, c := range []struct{ contentType, body string }{
		{"application/json", `{"messages":[{"role":"user","content":"I am dora.winter@kontor-nord.de"},{"role":"user","content":"` + long + `"},{"role":"user","content":"me.too@kontor-nord.de"}]}`},
		{"application/x-ndjson", `{"text":"I am dora.winter@kontor-nord.de"}` + "\n" + `{"text":"` + long + `"}` + "\n" + `{"text":"me.too@kontor-nord.de"}`},
		{"text/plain", long},
		{"text/plain", "{" + long},
		{"application/x-www-form-urlencoded", "a=dora.winter%40kontor-nord.de&b=" + long + "&c=me.too%40kontor-nord.de"},
		{"multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n" + long + "\r\n--x\r\nContent-Disposition: form-data; name=\"b\"\r\n\r\nme.too@kontor-nord.de\r\n--x--\r\n"},
	} {
		var want string
		for _, cuts := range [][]int{nil, {1000, len(c.body) - 1000}, {maxText - 5, maxText + 5, maxText + 300}} {
			o, _ := inspect(t, g, Body{Path: openai.Path, ContentType: c.contentType}, c.body, cuts...)
			if o.Verdict != Block || o.Status != 413 || o.Reason != OverLimit || len(o.Findings) > 1 {
				t.Fatalf("%s: %s", c.contentType, summary(o))
			}
			if got := summary(o); want == "" {
				want = got
			} else if got != want {
				t.Errorf("%s cut at %d: %s, want %s", c.contentType, cuts, got, want)
			}
		}
	}
}

// So is one of more findings than memory bears.
func TestFindingsBeyondMemory(t *testing.T) {
	g := load(t, wideLimits)
	body := "[" + strings.Repeat(`4111111111111111,"d@kontor.de",`, maxHits) + "1]"
	var want string
	for _, cuts := range [][]int{nil, {len(body) / 3}, {len(body) / 2, len(body) - 2}} {
		o, _ := inspect(t, g, openai, body, cuts...)
		if o.Verdict != Block || o.Status != 413 || len(o.Findings) != maxHits {
			t.Fatalf("%v %d %d findings", o.Verdict, o.Status, len(o.Findings))
		}
		if last := o.Findings[maxHits-1].Path; want == "" {
			want = last
		} else if last != want {
			t.Errorf("cut at %d: the last finding is at %s, not %s", cuts, last, want)
		}
	}
}

// Clients that begin texts and do not end them get at most so much memory together; it is there again when they are gone.
func TestUnendedTextsShareABudget(t *testing.T) {
	g := load(t, wideLimits)
	var s Scratch
	part := []byte(`{"messages":[{"role":"user","content":"` + strings.Repeat("All work and no play. ", 3<<20/22))
	begin := func() (*Exchange, error) {
		x := &Exchange{}
		x.Begin(g, g.Default(), &s)
		return x, x.Open(Body{Direction: policy.Request, Path: openai.Path, ContentType: "application/json"}).Write(part)
	}
	var open []*Exchange
	for {
		x, err := begin()
		open = append(open, x)
		if err != nil {
			break
		}
		if len(open)*(3<<20) > maxHeld+(8<<20) {
			t.Fatal("all of them were kept")
		}
	}
	if o := open[len(open)-1].in.Close(nil); o.Verdict != Block || o.Status != 413 {
		t.Error(summary(o))
	}
	for _, x := range open {
		x.End()
	}
	if x, err := begin(); err != nil || s.held != x.in.held {
		t.Errorf("%v, %d bytes held where %d are", err, s.held, x.in.held)
	}
}

// An event of many strings deep down takes memory and time by its length, not by its length times its depth.
func TestDeepEvents(t *testing.T) {
	g := load(t, wideLimits)
	for name, body := range map[string]string{
		"deep strings":  strings.Repeat(`[`, 500) + strings.Repeat(`"",`, 300_000) + `""` + strings.Repeat(`]`, 500),
		"deep objects":  strings.Repeat(`[`, 500) + strings.Repeat(`{"index":1,"a":""},`, 50_000) + `{}` + strings.Repeat(`]`, 500),
		"many ended":    `{"choices":[` + strings.Repeat(`{"index":1,"finish_reason":"stop","delta":{"content":"a"}},`, 15_000) + `{}]}`,
		"many channels": `{"choices":[` + many(15_000, `{"index":%,"delta":{"content":"a"}}`) + `]}`,
	} {
		x := &Exchange{}
		x.Begin(g, g.Default(), &Scratch{})
		st := x.OpenStream(Body{Direction: policy.Response, Path: openai.Path, ContentType: "text/event-stream"})
		event := "data: " + body + "\n\n"
		if n := testing.AllocsPerRun(1, func() { st.Write([]byte(event), false) }); n > 5e6 {
			t.Errorf("%s: %v allocations", name, n)
		}
		if kept := cap(st.ev.nodes)*32 + cap(st.ev.strings)*96; kept > 200<<20 {
			t.Errorf("%s: %d bytes kept", name, kept)
		}
	}
}

// many is n copies of s with their numbers in place of %.
func many(n int, s string) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strings.ReplaceAll(s, "%", string(rune('1'+i%9))+strings.Repeat("0", i%15)))
	}
	return b.String()
}
