package guard

import (
	"encoding/base64"
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/chatguard/chatguard/filter/jsonedit"
	"github.com/chatguard/chatguard/filter/policy"
)

// A body that is given again in pieces is edited as one in memory is, wherever it is cut.
func TestRewriteInPieces(t *testing.T) {
	const body = `aaaaabbbbbcccccddddd`
	edits := []jsonedit.Edit{{From: 0, To: 3, New: []byte("X")}, {From: 3, To: 4}, {From: 8, To: 13, New: []byte("YYYYYYYY")}, {From: 19, To: 20, New: []byte("Z")}}
	want := string((&Outcome{Edits: edits}).Apply(nil, []byte(body)))
	for a := range len(body) + 1 {
		for b := a; b <= len(body); b++ {
			in := &Inspector{}
			in.out.Edits = edits
			got, err := in.Rewrite(nil, func(do func([]byte) error) error {
				for _, p := range []string{body[:a], body[a:b], body[b:]} {
					if err := do([]byte(p)); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil || string(got) != want {
				t.Fatalf("cut at %d and %d: %q, want %q (%v)", a, b, got, want, err)
			}
		}
	}
}

// What cannot be given again is refused, not passed on unread.
func TestBodyThatCannotBeReadAgain(t *testing.T) {
	g := load(t, everything)
	x := &Exchange{}
	x.Begin(g, g.Default(), &Scratch{})
	in := x.Open(Body{Direction: policy.Request, ContentType: "text/plain"})
	_ = in.Write([]byte("{ not JSON"))
	if o := in.Close(func(func([]byte) error) error { return errors.New("gone") }); o.Verdict != Block || o.Coverage != Partial {
		t.Error(summary(o))
	}
}

// Megabytes of an image between short texts leave next to nothing in memory, compressed or not.
func TestMediaIsNotKept(t *testing.T) {
	noise := make([]byte, 3<<20)
	rand.NewChaCha8([32]byte{}).Read(noise)
	image := base64.StdEncoding.EncodeToString(noise)
	body := `{"messages":[{"role":"user","content":[{"type":"text","text":"I am dora.winter@kontor-nord.de"},` +
		`{"type":"image_url","image_url":{"url":"data:image/png;base64,` + image + `"}}]}]}`
	g := load(t, `{"name": "t", "limits": {"bodyBytes": 33554432, "stringBytes": 33554432}, "rules": [{"name": "pii", "match": ["pii"], "action": "Mask"}]}`)
	for name, send := range map[string]struct{ encoding, body string }{"plain": {"", body}, "gzip": {"gzip", gzipped(body)}} {
		x := &Exchange{}
		x.Begin(g, g.Default(), &Scratch{})
		in := x.Open(Body{Direction: policy.Request, Path: openai.Path, ContentType: "application/json", ContentEncoding: send.encoding})
		for i := 0; i < len(send.body); i += 64 << 10 {
			if err := in.Write([]byte(send.body[i:min(i+64<<10, len(send.body))])); err != nil {
				t.Fatal(name, err)
			}
		}
		o := in.Close(Bytes([]byte(send.body)))
		if o.Verdict != Mask || o.Blobs != 1 || len(o.Edits) != 1 {
			t.Error(name, summary(o))
		}
		if kept := cap(in.plain) + in.text.Len() + cap(in.values); kept > 1<<20 {
			t.Errorf("%s: %d bytes kept of %d", name, kept, len(body))
		}
	}
}
