package wire

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// inflate decodes body in pieces and returns the output and the code of the error.
func inflate(c Coding, l Expansion, pieces ...[]byte) (out []byte, code Code) {
	var d Decompressor
	d.Reset(c, l)
	return d.all(pieces...)
}

func (d *Decompressor) all(pieces ...[]byte) (out []byte, code Code) {
	var err error
	scratch := []byte{}
	for _, p := range pieces {
		scratch = append(scratch[:0], p...)
		if out, err = d.Append(out, scratch); err != nil {
			break
		}
		for i := range scratch {
			scratch[i] = '#'
		}
	}
	closed := d.Close()
	if err != nil && closed != err {
		panic("Close forgets the error")
	}
	if closed != nil {
		return out, closed.(*Error).Code
	}
	return out, 0
}

var generous = Expansion{Bytes: 1 << 30, Ratio: 2000}

// texts are what deflate treats in different ways.
func texts() map[string][]byte {
	rng := rand.New(rand.NewPCG(1, 2))
	noise := make([]byte, 100_000)
	for i := range noise {
		noise[i] = byte(rng.Uint32())
	}
	var words strings.Builder
	for words.Len() < 300_000 {
		fmt.Fprintf(&words, `data: {"choices":[{"delta":{"content":"%x"}}]}`+"\n\n", rng.Uint32()>>(rng.Uint32()%32))
	}
	few := make([]byte, 70_000) // long codes
	for i := range few {
		for few[i] = 'a'; rng.IntN(2) == 0 && few[i] < 'a'+30; {
			few[i]++
		}
	}
	return map[string][]byte{"empty": {}, "one": []byte("x"), "short": []byte("hello, hello, hello"), "noise": noise, "zeros": make([]byte, 200_000),
		"stream": []byte(words.String()), "skewed": few, "far": slices.Concat(noise[:32768], noise[:32768], noise[1:300])}
}

func compress(t testing.TB, form string, level int, text []byte, flushEvery int) []byte {
	var b bytes.Buffer
	var w interface {
		io.WriteCloser
		Flush() error
	}
	switch form {
	case "gzip":
		g, _ := gzip.NewWriterLevel(&b, level)
		g.Name, g.Comment, g.Extra = "name", "comment", []byte("extra")
		w = g
	case "zlib":
		w, _ = zlib.NewWriterLevel(&b, level)
	case "raw":
		w, _ = flate.NewWriter(&b, level)
	}
	for len(text) > 0 {
		n := len(text)
		if flushEvery > 0 {
			n = min(n, flushEvery)
		}
		if _, err := w.Write(text[:n]); err != nil {
			t.Fatal(err)
		}
		if text = text[n:]; flushEvery > 0 {
			w.Flush()
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestDecompress(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for name, text := range texts() {
		for _, form := range []string{"gzip", "zlib", "raw"} {
			coding := Deflate
			if form == "gzip" {
				coding = Gzip
			}
			for _, level := range []int{flate.HuffmanOnly, 0, 1, 6, 9} {
				for _, flush := range []int{0, 5000} {
					body := compress(t, form, level, text, flush)
					for _, most := range []int{1 << 30, 1000, 7, 1} {
						out, code := inflate(coding, generous, randomCuts(body, rng, most)...)
						if code != 0 || !bytes.Equal(out, text) {
							t.Fatalf("%s as %s, level %d, flushed each %d, pieces up to %d: %d bytes of %d, %v", name, form, level, flush, most, len(out), len(text), code)
						}
					}
				}
			}
		}
	}
}

// TestDecompressFlows shows that what a server flushed is decoded before more
// comes.
func TestDecompressFlows(t *testing.T) {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	var d Decompressor
	d.Reset(Gzip, Expansion{})
	for i := range 50 {
		event := fmt.Sprintf("data: {\"n\":%d}\n\n", i)
		io.WriteString(w, event)
		w.Flush()
		out, err := d.Append(nil, b.Bytes())
		if err != nil || string(out) != event {
			t.Fatalf("event %d: %q, %v", i, out, err)
		}
		b.Reset()
	}
}

func TestDecompressEveryCutAndEnd(t *testing.T) {
	text := []byte(strings.Repeat(`{"role":"user","content":"Say hello to Ann."} `, 8))
	for _, form := range []string{"gzip", "zlib", "raw"} {
		coding := Deflate
		if form == "gzip" {
			coding = Gzip
		}
		body := compress(t, form, 9, text, 100)
		for i := range len(body) + 1 {
			out, code := inflate(coding, Expansion{}, body[:i], nil, body[i:])
			if code != 0 || !bytes.Equal(out, text) {
				t.Fatalf("%s cut at %d: %q, %v", form, i, out, code)
			}
			out, code = inflate(coding, Expansion{}, body[:i])
			if want := i > 0 && i < len(body); (code == Truncated) != want || !bytes.HasPrefix(text, out) {
				t.Fatalf("%s ends at %d: %v", form, i, code)
			}
		}
	}
}

func TestDecompressFaults(t *testing.T) {
	text := []byte(strings.Repeat("hello ", 100))
	gz, zl := compress(t, "gzip", 9, text, 0), compress(t, "zlib", 9, text, 0)
	flip := func(b []byte, fromEnd int) []byte {
		b = bytes.Clone(b)
		b[len(b)-fromEnd] ^= 1
		return b
	}
	for _, c := range []struct {
		name   string
		coding Coding
		body   []byte
		want   Code
	}{
		{"gzip's checksum", Gzip, flip(gz, 5), BadChecksum},
		{"gzip's length", Gzip, flip(gz, 1), BadChecksum},
		{"zlib's checksum", Deflate, flip(zl, 1), BadChecksum},
		{"two members", Gzip, slices.Concat(gz, gz), 0},
		{"a member that is cut", Gzip, slices.Concat(gz, gz[:20]), Truncated},
		{"more behind gzip", Gzip, slices.Concat(gz, []byte("more")), BadCompression},
		{"more behind zlib", Deflate, slices.Concat(zl, []byte("x")), BadCompression},
		{"no gzip", Gzip, []byte(`{"a":1}`), BadCompression},
		{"reserved block", Deflate, []byte{7, 0, 0}, BadCompression},
		{"stored lengths", Deflate, []byte{1, 1, 0, 0, 0, 'x'}, BadCompression},
		{"too far back", Deflate, []byte{0x4b, 0x04, 0x72, 0}, BadCompression},
		{"not decodable", Brotli, []byte{1}, BadCompression},
	} {
		out, code := inflate(c.coding, Expansion{}, c.body)
		if code != c.want {
			t.Errorf("%s: %v, want %v", c.name, code, c.want)
		}
		if bytewiseOut, again := inflate(c.coding, Expansion{}, bytewise(c.body)...); again != code || !bytes.Equal(out, bytewiseOut) && code == 0 {
			t.Errorf("%s: byte by byte %v, whole %v", c.name, again, code)
		}
	}
	if out, _ := inflate(Gzip, Expansion{}, gz, gz); len(out) != 2*len(text) {
		t.Errorf("two members are %d bytes", len(out))
	}
}

func TestDecompressLimits(t *testing.T) {
	bomb := compress(t, "gzip", 9, make([]byte, 50<<20), 0)
	for name, c := range map[string]struct {
		limits Expansion
		want   Code
	}{
		"default":     {Expansion{}, RatioTooHigh},
		"size":        {Expansion{Bytes: 1 << 20, Ratio: 2000}, OutputTooLarge},
		"ratio":       {Expansion{Bytes: 1 << 30, Ratio: 1000}, RatioTooHigh},
		"all allowed": {generous, 0},
	} {
		out, code := inflate(Gzip, c.limits, bomb)
		if code != c.want || c.want != 0 && len(out) > 2<<20 {
			t.Errorf("%s: %d bytes, %v, want %v", name, len(out), code, c.want)
		}
	}
	text := []byte(strings.Repeat("x", 1000))
	body := compress(t, "gzip", 9, text, 0)
	if _, code := inflate(Gzip, Expansion{Bytes: 1000, Ratio: 1}, body); code != 0 {
		t.Errorf("as long as the limit: %v", code)
	}
	if _, code := inflate(Gzip, Expansion{Bytes: 999}, body); code != OutputTooLarge {
		t.Errorf("one over the limit: %v", code)
	}
}

func TestEncodings(t *testing.T) {
	for header, want := range map[string][]Coding{"": nil, "identity": nil, "gzip": {Gzip}, "X-GZIP": {Gzip}, "deflate": {Deflate}, "br": {Brotli}, "zstd": {Zstd},
		"gzip, br": {Gzip, Brotli}, " gzip ,, identity,compress": {Gzip, UnknownCoding}, "gzip;q=1": {UnknownCoding}} {
		if got := Encodings(header); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", header, got, want)
		}
	}
	if !Gzip.Decodable() || !Deflate.Decodable() || Brotli.Decodable() || Zstd.Decodable() || UnknownCoding.Decodable() {
		t.Error("which codings are decodable")
	}
}

// FuzzInflate compares with compress/flate: what is accepted, and what it is.
func FuzzInflate(f *testing.F) {
	for _, text := range texts() {
		text = text[:min(len(text), 2000)]
		for _, level := range []int{flate.HuffmanOnly, 0, 1, 9} {
			f.Add(compress(f, "raw", level, text, 0), uint16(5))
		}
	}
	f.Fuzz(func(t *testing.T, body []byte, cut uint16) {
		r := bytes.NewReader(body)
		want, err := io.ReadAll(io.LimitReader(flate.NewReader(r), 10<<20))
		accepted := err == nil && r.Len() == 0 && len(want) < 10<<20
		var d Decompressor
		d.Reset(Deflate, generous)
		d.stage = stageBlock // raw, whatever it looks like
		at := int(cut) % (len(body) + 1)
		out, code := d.all(body[:at], body[at:])
		if len(body) > 0 && accepted != (code == 0) || accepted && !bytes.Equal(out, want) {
			t.Fatalf("%x cut at %d: %d bytes, %v; compress/flate %d bytes, %v, %d left", body, at, len(out), code, len(want), err, r.Len())
		}
	})
}
