package hostile

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"fmt"
	"io"
	"strings"
	"time"
)

// Case is one exchange.
type Case struct {
	Name   string
	Wide   bool   // under limits of 100 MB and more, in Envoy's buffers too; else under the reference configuration's
	Path   string // "" is that of a chat
	Head   string // header lines, each ended by CRLF, in place of those that Body has: content-type JSON, and chunked
	Body   func(w io.Writer) error
	Answer string // what the upstream answers, see answers; "" is a short chat

	Status []int  // one of these; 0: the connection ends without an answer
	State  string // what the filter's state in the access log begins with; "" if it does not matter
	InBody string // that the client gets
	Envoys bool   // Envoy decides, by what its buffers take: a model of it may differ
	Hangup bool   // the client goes away behind the body
	Slow   bool   // takes seconds: left out of short runs
}

// text makes a body of parts.
func text(parts ...string) func(io.Writer) error {
	return func(w io.Writer) error {
		for _, p := range parts {
			if _, err := io.WriteString(w, p); err != nil {
				return err
			}
		}
		return nil
	}
}

// times writes before, then s until there are n bytes of it, then after.
func times(before, s string, n int, after string) func(io.Writer) error {
	return func(w io.Writer) error {
		if _, err := io.WriteString(w, before); err != nil {
			return err
		}
		block := strings.Repeat(s, max(1, (64<<10)/len(s)))
		for n > 0 {
			piece := block[:min(n, len(block))]
			if _, err := io.WriteString(w, piece); err != nil {
				return err
			}
			n -= len(piece)
		}
		_, err := io.WriteString(w, after)
		return err
	}
}

// each writes n members or elements between before and after.
func each(before string, n int, member func(i int) string, after string) func(io.Writer) error {
	return func(w io.Writer) error {
		b := []byte(before)
		for i := range n {
			if i > 0 {
				b = append(b, ',')
			}
			if b = append(b, member(i)...); len(b) > 64<<10 {
				if _, err := w.Write(b); err != nil {
					return err
				}
				b = b[:0]
			}
		}
		_, err := w.Write(append(b, after...))
		return err
	}
}

// slowly writes s a byte at a time.
func slowly(s string, pause time.Duration) func(io.Writer) error {
	return func(w io.Writer) error {
		for i := range len(s) {
			if _, err := w.Write([]byte{s[i]}); err != nil {
				return err
			}
			time.Sleep(pause)
		}
		return nil
	}
}

func gzipped(s string) string {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
	io.WriteString(w, s)
	w.Close()
	return b.String()
}

func deflated(s string) string {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	io.WriteString(w, s)
	w.Close()
	return b.String()
}

const (
	begin = `{"model":"m","messages":[{"role":"user","content":"`
	end   = `"}]}`
	mb    = 1 << 20
	email = "dora.winter@kontor-nord.de"
)

// What the filter's state says of a request that it refused.
const (
	overLimit = "request=block,coverage=partial:over-limit"
	invalid   = "request=block,coverage=partial:invalid-json"
	duplicate = "request=block,coverage=partial:duplicate-key"
	encoding  = "request=allow,coverage=none:encoding" // by the policy
)

const coded = "content-type: application/json\r\ntransfer-encoding: chunked\r\ncontent-encoding: "

// Requests are the cases of requests.
func Requests() []Case {
	list := []Case{
		{Name: "a million open arrays", Body: times("", "[", 900_000, ""), Status: []int{400}, State: overLimit},
		{Name: "ten million open arrays", Wide: true, Body: times("", "[", 10_000_000, ""), Status: []int{400}, State: overLimit},
		{Name: "ten million open objects", Wide: true, Body: times("", `{"a":`, 50_000_000, ""), Status: []int{400}, State: overLimit},
		{Name: "three million levels in a string", Wide: true, Body: times(begin, "[", 3*mb, end), Status: []int{200, 403}},
		{Name: "a key of 100 MB", Wide: true, Body: times(`{"`, "k", 100*mb, `":1}`), Status: []int{400}, State: overLimit},
		{Name: "a key of 100 MB, reference limits", Body: times(`{"`, "k", 100*mb, `":1}`), Status: []int{400, 413}},
		{Name: "a string of 100 MB", Wide: true, Body: times(begin, "All work and no play. ", 100*mb, end), Status: []int{413}, State: overLimit, Slow: true},
		{Name: "a string of 100 MB, reference limits", Body: times(begin, "All work and no play. ", 100*mb, end), Status: []int{413}},
		{Name: "base64 of 100 MB", Wide: true, Body: times(begin, "iVBORw0KGgoAAAANSUhEUgAA", 100*mb, end), Status: []int{200}, State: "request=allow,coverage=partial:media", Slow: true},
		{Name: "a text body of 100 MB", Wide: true, Head: "content-type: text/plain\r\ntransfer-encoding: chunked\r\n", Body: times("", "All work and no play. ", 100*mb, ""), Status: []int{413}, State: overLimit, Slow: true},
		{Name: "a million keys", Wide: true, Body: each("{", 1_000_000, func(i int) string { return fmt.Sprintf(`"%d":1`, i) }, "}"), Status: []int{400}, State: overLimit},
		{Name: "a million keys, allowed", Wide: true, Path: "/keys", Body: each("{", 1_000_000, func(i int) string { return fmt.Sprintf(`"%d":1`, i) }, "}"), Status: []int{200}, Slow: true},
		{Name: "a million messages", Wide: true, Body: each(`{"messages":[`, 1_000_000, func(int) string { return `{}` }, "]}"), Status: []int{400, 413}, State: overLimit, Slow: true},
		{Name: "a number of a million digits", Wide: true, Body: times(`{"n":`, "9", 1_000_000, "}"), Status: []int{400}, State: overLimit},
		{Name: "an exponent of a million digits", Wide: true, Body: times(`{"n":1e`, "9", 1_000_000, "}"), Status: []int{400}, State: overLimit},
		{Name: "a million values that are numbers", Wide: true, Body: each(`[`, 1_000_000, func(int) string { return "4111111111111111" }, "]"), Status: []int{413}, State: overLimit, Slow: true},
		{Name: "half a million escapes", Body: times(begin, `\u0041`, 900_000, end), Status: []int{200}},
		{Name: "half a million findings", Body: times(begin, "a"+email+" ", 27*30_000, end), Status: []int{200}},
		{Name: "a megabyte of disguised findings", Path: "/mask", Body: times(begin, "dora.winter＠kontor-nord.de ", 900_000, end), Status: []int{200}, State: "request=mask"},
		{Name: "a megabyte of card numbers", Path: "/mask", Body: times(begin, "4532760198427153 ", 900_000, end), Status: []int{200}, State: "request=mask"},
		{Name: "a megabyte of pairs of digits", Body: times(begin, "80:81:", 900_000, end), Status: []int{200}},
		{Name: "a megabyte of percent signs", Body: times(begin, "%", 900_000, end), Status: []int{200}},
		{Name: "a megabyte of paths with wildcards", Body: times(begin, "/?/[", 900_000, end), Status: []int{200}},
		{Name: "JSON in JSON in JSON", Body: text(begin, nest(16), end), Status: []int{200}},

		{Name: "base64 of 100 MB while it comes", Path: "/streamed", Body: times(begin+email+`"},{"role":"user","content":"`, "iVBORw0KGgoAAAANSUhEUgAA", 100*mb, end), Status: []int{200}, State: "request=mask,coverage=partial:media"},
		{Name: "a million texts while they come", Path: "/streamed", Body: each("[", 1_000_000, func(int) string { return `"All work and no play."` }, "]"), Status: []int{200}},
		{Name: "a string of 100 MB while it comes", Path: "/streamed", Body: times(begin, "All work and no play. ", 100*mb, end), Status: []int{413}, State: overLimit},
		{Name: "a million findings while they come", Path: "/streamed", Body: each("[", 1_000_000, func(int) string { return `"d@kontor.de"` }, "]"), Status: []int{413}, State: overLimit},
		{Name: "depth while it comes", Path: "/streamed", Body: times("", "[", 10_000_000, ""), Status: []int{400}, State: overLimit},
		{Name: "cut short while it comes", Path: "/streamed", Body: text(begin, email), Status: []int{400}, State: invalid},
		{Name: "a byte at a time, while it comes", Path: "/streamed", Body: slowly(begin+email+end, 2*time.Millisecond), Status: []int{200}, State: "request=mask"},

		{Name: "NUL", Body: text(begin, "a\x00b", end), Status: []int{400}, State: invalid},
		{Name: "NUL, escaped", Body: text(begin, `a\u0000b`, end), Status: []int{200}},
		{Name: "lone high surrogate", Body: text(begin, `\ud83d`, end), Status: []int{200, 400}},
		{Name: "lone low surrogate", Body: text(begin, `\ude00x`, end), Status: []int{200, 400}},
		{Name: "surrogates in the wrong order", Body: text(begin, `\ude00\ud83d`, end), Status: []int{200, 400}},
		{Name: "BOM", Body: text("\xEF\xBB\xBF", begin, "hi", end), Status: []int{400}, State: invalid},
		{Name: "UTF-16, little endian", Body: text(utf16(begin+"hi"+end, false)), Status: []int{400}, State: invalid},
		{Name: "UTF-16, big endian, with BOM", Body: text("\xFE\xFF", utf16(begin+"hi"+end, true)), Status: []int{400}, State: invalid},
		{Name: "duplicate keys", Body: text(`{"messages":[],"messages":[]}`), Status: []int{400}, State: duplicate},
		{Name: "duplicate keys, one escaped", Body: text(`{"messages":[],"m\u0065ssages":[]}`), Status: []int{400}, State: duplicate},
		{Name: "two documents", Body: text(begin, "a", end, begin, "b", end), Status: []int{400}, State: invalid},
		{Name: "garbage behind", Body: text(begin, "a", end, "x"), Status: []int{400}, State: invalid},
		{Name: "white space of 900 kB", Body: times("", " ", 900_000, begin+"a"+end), Status: []int{200}},
		{Name: "nothing but white space", Body: times("", "\n", 900_000, ""), Status: []int{400}, State: invalid},
		{Name: "masks that outgrow the buffer", Envoys: true, Path: "/mask", Body: times(begin, "d@kontor.de ", 900_000, end), Status: []int{413}},
		{Name: "a byte at a time", Body: slowly(begin+email+end, 2*time.Millisecond), Status: []int{200}, State: "request=mask"},

		{Name: "gzip bomb", Head: coded + "gzip\r\n", Body: text(gzipped(strings.Repeat(" ", 64*mb))), Status: []int{413}, State: overLimit},
		{Name: "gzip bomb, wide", Wide: true, Head: coded + "gzip\r\n", Body: text(gzipped(begin + strings.Repeat("a", 100*mb) + end)), Status: []int{413}, State: overLimit},
		{Name: "deflate bomb", Head: coded + "deflate\r\n", Body: text(deflated(strings.Repeat(" ", 64*mb))), Status: []int{413}, State: overLimit},
		{Name: "gzip in gzip", Head: coded + "gzip, gzip\r\n", Body: text(gzipped(gzipped(begin + "hi" + end))), Status: []int{200}, State: encoding},
		{Name: "gzip of gzip, declared once", Head: coded + "gzip\r\n", Body: text(gzipped(gzipped(begin + "hi" + end))), Status: []int{400}, State: invalid},
		{Name: "a thousand gzip members", Head: coded + "gzip\r\n", Body: text(gzipped(begin), strings.Repeat(gzipped("a"), 1000), gzipped(end)), Status: []int{200}},
		{Name: "gzip, cut short", Head: coded + "gzip\r\n", Body: text(gzipped(begin + "hi" + end)[:40]), Status: []int{400}},
		{Name: "gzip that is none", Head: coded + "gzip\r\n", Body: text(begin, "hi", end), Status: []int{400}},
		{Name: "a thousand codings", Head: coded + strings.Repeat("gzip,", 1000) + "gzip\r\n", Body: text("x"), Status: []int{200}, State: encoding},
		{Name: "a coding that nobody knows", Head: coded + "zstd\r\n", Body: text("x"), Status: []int{200}, State: encoding},

		{Name: "content-length too small", Head: "content-type: application/json\r\ncontent-length: 5\r\n", Body: text(begin, "hi", end), Status: []int{400}, State: invalid},
		{Name: "content-length too large", Head: "content-type: application/json\r\ncontent-length: 500\r\n", Body: text(begin, "hi", end), Status: []int{0}, Hangup: true},
		{Name: "content-length and chunked", Head: "content-type: application/json\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n", Body: text(begin, "hi", end), Status: []int{400}},
		{Name: "two content-lengths", Head: "content-type: application/json\r\ncontent-length: 5\r\ncontent-length: 6\r\n", Body: text(begin), Status: []int{400}},
		{Name: "content-length that is no number", Head: "content-type: application/json\r\ncontent-length: 5x\r\n", Body: text(begin), Status: []int{400}},
		{Name: "content-length of 2^64", Head: "content-type: application/json\r\ncontent-length: 18446744073709551617\r\n", Body: text(begin), Status: []int{400}},
		{Name: "content-length of 4 GB", Head: "content-type: application/json\r\ncontent-length: 4294967299\r\n", Body: text(begin, "hi", end), Status: []int{0}, Hangup: true},
		{Name: "chunks of one byte", Head: "content-type: application/json\r\ntransfer-encoding: chunked\r\nx-raw: 1\r\n", Body: text(chunks(begin + strings.Repeat("a", 30_000) + email + end)), Status: []int{200}, State: "request=mask"},
		{Name: "header flood, many", Head: "content-type: application/json\r\ntransfer-encoding: chunked\r\n" + flood(2000, 10), Body: text(begin, "hi", end), Status: []int{431}},
		{Name: "header flood, long", Head: "content-type: application/json\r\ntransfer-encoding: chunked\r\n" + flood(90, 1000), Body: text(begin, "hi", end), Status: []int{431}},
		{Name: "header flood, as Envoy lets through", Head: "content-type: application/json\r\ntransfer-encoding: chunked\r\n" + flood(80, 500), Body: text(begin, email, end), Status: []int{200}, State: "request=mask"},
		{Name: "a path of 50 kB", Path: "/" + strings.Repeat("a/", 25_000), Body: text(begin, email, end), Status: []int{200}, State: "request=mask"},
		{Name: "a boundary of 10 kB", Head: "content-type: multipart/form-data; boundary=" + strings.Repeat("b", 10_000) + "\r\ntransfer-encoding: chunked\r\n", Body: text("--b\r\n"), Status: []int{200}, State: "request=allow,coverage=none:content-type"},
		{Name: "a hundred thousand lines", Head: "content-type: application/x-ndjson\r\ntransfer-encoding: chunked\r\n", Body: times("", "{}\n", 300_000, ""), Status: []int{200, 413}},
		{Name: "a hundred thousand fields", Head: "content-type: application/x-www-form-urlencoded\r\ntransfer-encoding: chunked\r\n", Body: times("", "a=b&", 400_000, ""), Status: []int{200, 400}},
		{Name: "ten thousand parts", Head: "content-type: multipart/form-data; boundary=b\r\ntransfer-encoding: chunked\r\n", Body: times("", "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nhi\r\n", 53*10_000, "--b--\r\n"), Status: []int{200, 400}},
	}
	for name, s := range map[string]string{
		"a continuation byte alone": "\x80", "an overlong slash": "\xC0\xAF", "an overlong NUL": "\xC0\x80", "a surrogate": "\xED\xA0\x80",
		"beyond U+10FFFF": "\xF4\x90\x80\x80", "a sequence cut short": "\xE2\x82", "bytes that never occur": "\xFE\xFF",
	} {
		list = append(list, Case{Name: "UTF-8: " + name, Body: text(begin, s, end), Status: []int{400}, State: invalid})
	}
	return list
}

// Truncated are requests that end at each byte.
func Truncated() (list []Case) {
	const whole = `{"model":"m","n":-1.5e+3,"messages":[{"role":"user","content":"caf\u00e9 \ud83d\ude00 é"}],"x":[true,null]}`
	for i := 1; i < len(whole); i++ {
		list = append(list, Case{Name: fmt.Sprintf("cut at %d", i), Body: text(whole[:i]), Status: []int{400}, State: invalid})
	}
	return list
}

// nest is JSON in a string in JSON in a string, as deep as escapes allow in a few kB.
func nest(depth int) string {
	s := email
	for range depth {
		if s = strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(`{"a":"` + s + `"}`); len(s) > 500_000 {
			break
		}
	}
	return s
}

func utf16(s string, big bool) string {
	b := make([]byte, 0, 2*len(s))
	for i := range len(s) {
		if big {
			b = append(b, 0, s[i])
		} else {
			b = append(b, s[i], 0)
		}
	}
	return string(b)
}

// chunks is s in chunks of one byte.
func chunks(s string) string {
	var b strings.Builder
	for i := range len(s) {
		fmt.Fprintf(&b, "1\r\n%c\r\n", s[i])
	}
	return b.String() + "0\r\n\r\n"
}

func flood(n, size int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "x-flood-%d: %s\r\n", i, strings.Repeat("f", size))
	}
	return b.String()
}

// Sane is an ordinary chat: what must be served after each of them.
var Sane = Case{Name: "a chat", Body: text(begin, email, end), Status: []int{200}, InBody: `"ok"`}
