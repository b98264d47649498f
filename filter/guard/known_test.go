package guard

import (
	"bytes"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/chatguard/chatguard/filter/chat"
	"github.com/chatguard/chatguard/filter/mask"
	"github.com/chatguard/chatguard/filter/policy"
)

// TestKnownTexts holds that a worker which has seen the texts of a request before, under this and under other policies,
// judges it as one that has not.
func TestKnownTexts(t *testing.T) {
	guards := []*Guard{
		load(t, everything),
		load(t, `{"extends": "balanced"}`),
		load(t, `{"extends": "strict", "repeats": true}`),
	}
	var worker Scratch
	for _, api := range chat.Builtin().APIs() {
		for _, b := range apiBodies(t, filepath.Join("testdata", "apis", api.Name+".txt")) {
			if b.kind != "request" {
				continue
			}
			with, _, _, _ := b.fillIn("dora.winter@kontor-nord.de", "eva.sommer@musterwerk.de")
			without, _, _, _ := b.fillIn("the weather in Paris", "nothing")
			for round := range 2 {
				for i, g := range guards {
					for _, body := range []string{with, without} {
						as := Body{Direction: policy.Request, Path: b.path, ContentType: b.contentType}
						want, wantOut := inspect(t, g, as, body)
						got, out := inspectWith(&worker, g, as, body)
						if out != wantOut || summary(got) != summary(want) || got.Bytes != want.Bytes {
							t.Fatalf("%s, policy %d, round %d: %q\n%s\nof a worker that has seen nothing: %q\n%s", api.Name, i, round, out, summary(got), wantOut, summary(want))
						}
					}
				}
			}
		}
	}
}

// TestKnownIsPerPolicy holds that what one policy found nothing in is looked through for the next.
func TestKnownIsPerPolicy(t *testing.T) {
	body := `{"model":"m","messages":[{"role":"user","content":"mail jane@example.com or 4111 1111 1111 1111"}]}`
	var worker Scratch
	for range 3 {
		for match, want := range map[string]int{"CREDIT_CARD": 1, "EMAIL_ADDRESS": 1, "IBAN_CODE": 0} {
			g := load(t, `{"rules": [{"name": "r", "match": ["`+match+`"], "action": "Mask"}]}`)
			for range 2 {
				if o, _ := inspectWith(&worker, g, openai, body); len(o.Findings) != want {
					t.Errorf("%s: %d findings, want %d", match, len(o.Findings), want)
				}
			}
		}
	}
}

// TestKnownSaysWhatItWas holds that a text is skipped the second time, and that it is forgotten for others in bounded memory.
func TestKnownSaysWhatItWas(t *testing.T) {
	g := load(t, everything)
	var worker Scratch
	knows := func(text string) bool {
		x := &Exchange{}
		x.Begin(g, g.Default(), &worker)
		in := x.Open(Body{Direction: policy.Request, ContentType: "text/plain"})
		in.text.Append([]byte(text), 0, len(text))
		m, ok := in.markOf(levelText)
		return ok && worker.known.has(m)
	}
	text := func(i int) string { return fmt.Sprintf("the weather in Paris, for the %dth time", i) }
	inspectWith(&worker, g, Body{ContentType: "text/plain"}, text(0))
	if !knows(text(0)) || knows(text(1)) {
		t.Fatalf("known: %v; another: %v", knows(text(0)), knows(text(1)))
	}
	inspectWith(&worker, g, Body{ContentType: "text/plain"}, "mail jane@example.com")
	if knows("mail jane@example.com") {
		t.Error("a text with a value is taken for one without")
	}
	const many = 3 * knownPages * pageSets * knownWays
	for i := 1; i < many; i++ {
		inspectWith(&worker, g, Body{ContentType: "text/plain"}, text(i))
	}
	if knows(text(0)) || !knows(text(many-1)) {
		t.Error("the oldest is kept and the newest is not")
	}
}

// TestPrints holds that a fingerprint that is remembered is the one that is computed, under each key, also for many values.
func TestPrints(t *testing.T) {
	var worker Scratch
	for _, key := range []string{"a key", "another"} {
		g, err := Load([]byte(everything), Options{Key: []byte(key)})
		if err != nil {
			t.Fatal(err)
		}
		x := &Exchange{}
		x.Begin(g, g.Default(), &worker)
		for range 2 {
			for i := range 3 * printSlots {
				value := fmt.Appendf(nil, "value %d", i)
				want := string(mask.AppendMAC(nil, []byte(key), fingerprintDigits, []byte("TYPE\x00"), value))
				if got := x.fingerprint("TYPE", value); got != want {
					t.Fatalf("%s: %q, want %q", value, got, want)
				}
			}
		}
		if bytes.Contains(worker.prints.buf[:cap(worker.prints.buf)], []byte("value")) {
			t.Error("a value is left in the buffer")
		}
	}
}

// TestTerse holds that an exchange that tells nobody where findings stand judges as others do.
func TestTerse(t *testing.T) {
	g := load(t, everything)
	var worker Scratch
	for _, terse := range []bool{false, true} {
		x := &Exchange{Terse: terse}
		x.Begin(g, g.Default(), &worker)
		in := x.Open(Body{Direction: policy.Request, Path: openai.Path, ContentType: openai.ContentType})
		_ = in.Write([]byte(`{"model":"m","messages":[{"role":"user","content":"mail dora.winter@kontor-nord.de"}]}`))
		o := in.Close(nil)
		if len(o.Findings) != 1 || o.Findings[0].Class != "messages[].content" || (o.Findings[0].Path == "") != terse {
			t.Errorf("terse %v: %+v", terse, o.Findings)
		}
	}
}
