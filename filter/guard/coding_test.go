package guard

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"io"
	"strings"
	"testing"

	"github.com/chatguard/chatguard/filter/policy"
)

func compress(w io.WriteCloser, b *bytes.Buffer, text string) string {
	_, _ = io.WriteString(w, text)
	_ = w.Close()
	return b.String()
}

func gzipped(text string) string {
	var b bytes.Buffer
	return compress(gzip.NewWriter(&b), &b, text)
}

func zlibbed(text string) string {
	var b bytes.Buffer
	return compress(zlib.NewWriter(&b), &b, text)
}

func TestCompressedBodies(t *testing.T) {
	g := load(t, everything)
	c := bodies[0]
	for encoding, body := range map[string]string{"gzip": gzipped(c.in), "deflate": zlibbed(c.in)} {
		for cut := range len(body) + 1 {
			var s Scratch
			x := &Exchange{}
			x.Begin(g, g.Default(), &s)
			in := x.Open(Body{Direction: policy.Request, Path: openai.Path, ContentType: "application/json", ContentEncoding: encoding})
			_ = in.Write([]byte(body[:cut]))
			_ = in.Write([]byte(body[cut:]))
			o := in.Close(nil)
			plain, err := in.Rewrite(nil, Bytes([]byte(body)))
			if got := string(plain); err != nil || got != c.want || !in.Coded() {
				t.Fatalf("%s cut at %d: %v %s\n%s", encoding, cut, err, got, summary(o))
			}
		}
	}
}

func TestCompressedBodiesThatCannotBeRead(t *testing.T) {
	g := load(t, `{"extends": "strict"}`)
	long := strings.Repeat(" ", 1<<20) + "{}"
	for _, c := range []struct {
		name, encoding, body string
		sealed               bool
		status               int
		reason               Reason
	}{
		{"truncated", "gzip", gzipped(`{"a":"b"}`)[:20], false, 400, InvalidJSON},
		{"not gzip", "gzip", `{"a":"b"}`, false, 400, InvalidJSON},
		{"a bomb", "gzip", gzipped(long), false, 413, OverLimit},
		{"brotli", "br", "x", false, 415, Encoding},
		{"two codings", "gzip, gzip", gzipped(gzipped("{}")), false, 415, Encoding},
		{"headers went on", "gzip", gzipped("{}"), true, 415, Encoding},
	} {
		o, _ := inspect(t, g, Body{Path: openai.Path, ContentType: "application/json", ContentEncoding: c.encoding, Sealed: c.sealed}, c.body)
		if o.Verdict != Block || o.Status != c.status || o.Reason != c.reason {
			t.Errorf("%s: %s", c.name, summary(o))
		}
	}
}

func TestCompressedStream(t *testing.T) {
	g := load(t, everything)
	d := &dialects[0]
	plain := d.stream("write to bob@", "acme.org", " or [EMAIL_ADDRESS_1]")
	want, _ := streamed(t, g, d, userMail, plain)
	in := gzipped(plain)
	for cut := range len(in) {
		var s Scratch
		x := &Exchange{}
		x.Begin(g, g.Default(), &s)
		req := x.Open(Body{Direction: policy.Request, Path: d.path, ContentType: "application/json"})
		_ = req.Write([]byte(userMail))
		req.Close(nil)
		st := x.OpenStream(Body{Direction: policy.Response, ContentType: d.contentType, Path: d.path, ContentEncoding: "gzip"})
		out := string(st.Write([]byte(in[:cut]), false))
		out += string(st.Write([]byte(in[cut:]), true))
		if out != want || !st.Coded() {
			t.Fatalf("cut at %d:\n%s\nwant\n%s", cut, out, want)
		}
	}
}
