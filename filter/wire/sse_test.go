package wire

import (
	"bytes"
	"slices"
	"strings"
	"testing"
)

// sseStreams are small streams, at least one for each rule.
var sseStreams = []struct {
	name, stream string
	want         []string
}{
	{"event", "data: x\n\n", []string{`message@0 "data: x\n\n" data="x"`}},
	{"crlf", "data: x\r\n\r\n", []string{`message@0 "data: x\r\n\r\n" data="x"`}},
	{"cr", "data: x\r\rdata: y\r\r", []string{`message@0 "data: x\r\r" data="x"`, `message@9 "data: y\r\r" data="y"`}},
	{"cr then lf", "data: x\r\r\ndata: y\n\n", []string{`message@0 "data: x\r\r" data="x"`, `other@9 "\n"`, `message@10 "data: y\n\n" data="y"`}},
	{"lf then cr", "data: x\n\rdata: y\n\n", []string{`message@0 "data: x\n\r" data="x"`, `message@9 "data: y\n\n" data="y"`}},
	{"lf then crlf", "data: x\n\r\ndata: y\n\n", []string{`message@0 "data: x\n\r\n" data="x"`, `message@10 "data: y\n\n" data="y"`}},
	{"all fields", "event: e\nid: 7\nretry: 250\ndata: x\n\n", []string{`message@0 "event: e\nid: 7\nretry: 250\ndata: x\n\n" event="e" id="7" retry=250 data="x"`}},
	{"last field wins", "event: a\nevent: b\ndata: x\n\n", []string{`message@0 "event: a\nevent: b\ndata: x\n\n" event="b" data="x"`}},
	{"multi-line", "data: a\ndata:b\ndata\ndata:  c\n\n", []string{`message@0 "data: a\ndata:b\ndata\ndata:  c\n\n" data="a\nb\n\n c"`}},
	{"no data", "event: ping\n\ndata: x\n\n", []string{`other@0 "event: ping\n\n" event="ping"`, `message@13 "data: x\n\n" data="x"`}},
	{"empty data", "data:\n\ndata\n\n", []string{`message@0 "data:\n\n" data=""`, `message@7 "data\n\n" data=""`}},
	{"comments", ": a\n:\n\ndata: x\n: b\n\n", []string{`other@0 ": a\n"`, `other@4 ":\n"`, `other@6 "\n"`, `message@7 "data: x\n: b\n\n" data="x"`}},
	{"comment crlf", ": a\r\n\r\n: b\r\n", []string{`other@0 ": a\r\n"`, `other@5 "\r\n"`, `other@7 ": b\r\n"`}},
	{"comment cr", ":a\r:b\r", []string{`other@0 ":a\r"`, `other@3 ":b\r"`}},
	{"byte order mark", "\uFEFFdata: x\n\n", []string{`other@0 "` + `\ufeff` + `"`, `message@3 "data: x\n\n" data="x"`}},
	{"second mark", "data: x\n\n\uFEFFdata: y\n\n", []string{`message@0 "data: x\n\n" data="x"`, `other@9 "` + `\ufeff` + `data: y\n\n"`}},
	{"half a mark", "\xEF\xBBdata: x\n\ndata: y\n\n", []string{`other@0 "\xef\xbbdata: x\n\n"`, `message@11 "data: y\n\n" data="y"`}},
	{"mark only", "\xEF\xBB", []string{`partial@0 "\xef\xbb"`}},
	{"id with NUL", "id: a\x00b\ndata: x\n\nid\ndata: y\n\n", []string{`message@0 "id: a\x00b\ndata: x\n\n" data="x"`, `message@17 "id\ndata: y\n\n" id="" data="y"`}},
	{"bad retry", "retry: 1s\ndata: x\n\nretry:\n\n", []string{`message@0 "retry: 1s\ndata: x\n\n" data="x"`, `other@19 "retry:\n\n"`}},
	{"unknown fields", "DATA: x\nfoo: y\ndata : z\n data: z\n\n", []string{`other@0 "DATA: x\nfoo: y\ndata : z\n data: z\n\n"`}},
	{"done", "data: [DONE]\n\n", []string{`message@0 "data: [DONE]\n\n" data="[DONE]"`}},
	{"cut in a line", "data: x\n\ndata: y", []string{`message@0 "data: x\n\n" data="x"`, `partial@9 "data: y" data="y"`}},
	{"cut before the blank line", "event: e\r\ndata: y\r\n", []string{`partial@0 "event: e\r\ndata: y\r\n" event="e" data="y"`}},
	{"cut in a comment", ": y", []string{`other@0 ": y"`}},
	{"cut after the last cr", "data: y\r\n\r", []string{`message@0 "data: y\r\n\r" data="y"`}},
	{"empty", "", nil},
}

func TestSSE(t *testing.T) {
	for _, c := range sseStreams {
		t.Run(c.name, func(t *testing.T) {
			g := sameAtEveryCut(t, &SSE{}, 0, []byte(c.stream))
			check(t, g, c.want...)
			if !bytes.Equal(g.same, g.raw) {
				t.Errorf("payloads written over themselves give %q", g.same)
			}
			sameEvents(t, c.stream)
		})
	}
}

// sameEvents compares with the independent parser.
func sameEvents(t testing.TB, stream string) {
	t.Helper()
	want, retry := naiveSSE(stream)
	var s SSE
	s.Reset(0)
	client := sseClient{retry: -1}
	if err := s.Write([]byte(stream), &client); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(&client); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(client.events, want) || client.retry != retry {
		t.Errorf("events %q retry %v\nwant %q retry %v", client.events, client.retry, want, retry)
	}
}

func TestSSEOversize(t *testing.T) {
	long := "data: " + strings.Repeat("x", 100) + "\n\n"
	g := sameAtEveryCut(t, &SSE{}, 64, []byte("data: a\n\n"+long+":"+strings.Repeat("c", 80)+"\r\ndata: b\n\n"))
	check(t, g, `message@0 "data: a\n\n" data="a"`,
		`oversize@9 "data: `+strings.Repeat("x", 100)+`\n\n" last wire: frame-too-large at offset 9`,
		`oversize@117 ":`+strings.Repeat("c", 80)+`\r\n" last wire: frame-too-large at offset 117`,
		`message@200 "data: b\n\n" data="b"`)

	fits := "data: " + strings.Repeat("x", 56) + "\n\n" // 64 bytes
	if g := sameAtEveryCut(t, &SSE{}, 64, []byte(fits+fits)); len(g.data) != 2 {
		t.Errorf("frames as long as the limit: %q", g.frames)
	}
	if g := sameAtEveryCut(t, &SSE{}, 64, []byte(long[:90])); len(g.frames) != 1 || !strings.HasPrefix(g.frames[0], "oversize") {
		t.Errorf("cut off: %q", g.frames)
	}
	if g := sameAtEveryCut(t, &SSE{}, 64, []byte("data: "+strings.Repeat("x", 55)+"\r\n\r")); len(g.data) != 1 {
		t.Errorf("the limit at a carriage return: %q", g.frames)
	}
}

func TestSSERefusedFrameEndsDecoding(t *testing.T) {
	var s SSE
	s.Reset(64)
	var client sseClient
	err := s.Write([]byte("data: "+strings.Repeat("x", 100)), &client)
	if e, ok := err.(*Error); !ok || e.Code != FrameTooLarge {
		t.Fatalf("error %v", err)
	}
	if again := s.Write([]byte("data: y\n\n"), &client); again != err {
		t.Errorf("then %v", again)
	}
	if again := s.Close(&client); again != err {
		t.Errorf("at the end %v", again)
	}
	if len(client.events) > 0 {
		t.Errorf("events %q", client.events)
	}
}

func TestSSEAppendWith(t *testing.T) {
	for _, c := range []struct{ name, frame, data, want string }{
		{"one line", "event: e\ndata: x\nid: 1\n\n", "new", "event: e\ndata: new\nid: 1\n\n"},
		{"no space", "data:x\n\n", "new", "data:new\n\n"},
		{"no space but needed", "data:x\n\n", " new", "data:  new\n\n"},
		{"no colon", "data\n\n", "new", "data: new\n\n"},
		{"crlf", ": c\r\ndata: x\r\n\r\n", "new", "data: new\r\n\r\n"},
		{"more lines", "data: x\r\nid: 1\r\n\r\n", "a\nb\r\nc", "data: a\r\ndata: b\r\ndata: c\r\nid: 1\r\n\r\n"},
		{"fewer lines", "data: a\nid: 1\ndata:b\n: c\ndata: c\n\n", "x\ny", "data: x\nid: 1\ndata:y\n: c\n\n"},
		{"line for line", "data: a\nid: 1\ndata:b\r\n\n", "x\ny", "data: x\nid: 1\ndata:y\r\n\n"},
		{"empty", "data: a\ndata: b\n\n", "", "data: \n\n"},
		{"ends in a line end", "data: a\n\n", "x\n", "data: x\ndata: \n\n"},
		{"cut off", "data: a\ndata: b", "x\ny\nz", "data: x\ndata: y\ndata: z"},
		{"no data to write", "event: ping\n\n", "x", "event: ping\n\n"},
	} {
		var out []byte
		var s SSE
		s.Reset(0)
		h := handlerFunc(func(f *Frame) error {
			if f.Kind != Other || f.Event != nil {
				out = f.AppendWith(out, []byte(c.data))
			}
			return nil
		})
		if s.Write([]byte(c.frame), h) != nil || s.Close(h) != nil || string(out) != c.want {
			t.Errorf("%s: %q, want %q", c.name, out, c.want)
		}
	}
}

type handlerFunc func(f *Frame) error

func (h handlerFunc) Frame(f *Frame) error { return h(f) }

func TestSSEAppendNew(t *testing.T) {
	for _, c := range []struct{ name, before, event, data, want string }{
		{"first", "", "", "x", "data: x\n\n"},
		{"named", "data: a\n\n", "error", "x", "event: error\ndata: x\n\n"},
		{"crlf", "data: a\r\n\r\n", "error", "x", "event: error\r\ndata: x\r\n\r\n"},
		{"cr", "data: a\r\r", "", "x\ny", "data: x\rdata: y\r\r"},
		{"after an event that was cut off", "data: a", "", "x", "\n\ndata: x\n\n"},
		{"after a line of it", "id: 1\r\ndata: a\r\n", "", "x", "\r\ndata: x\r\n\r\n"},
		{"after half a line end", "id: 1\r\ndata: a\r", "", "x", "\rdata: x\r\r"},
	} {
		var s SSE
		s.Reset(0)
		var client sseClient
		if s.Write([]byte(c.before), &client) != nil || s.Close(&client) != nil {
			t.Fatal(c.name)
		}
		out := s.AppendEnd(s.AppendNew(nil, c.event, []byte(c.data)))
		if string(out) != c.want {
			t.Errorf("%s: %q, want %q", c.name, out, c.want)
		}
		events, _ := naiveSSE(c.before + string(out))
		if n := len(events); n == 0 || !strings.HasSuffix(events[n-1], "x\"") && !strings.HasSuffix(events[n-1], `x\ny"`) {
			t.Errorf("%s: a client sees %q", c.name, events)
		}
	}
}

func TestIsDone(t *testing.T) {
	for data, want := range map[string]bool{"[DONE]": true, " [DONE] ": true, "[DONE] and more": false, "[done]": false, "": false, "{}": false} {
		if f := (&Frame{Kind: Message, Data: []byte(data)}); f.IsDone() != want {
			t.Errorf("%q: %v", data, !want)
		}
	}
}

func TestSSERecordings(t *testing.T) {
	traffic(t, func(kind, _ string) bool { return kind == "sse" }, func(t *testing.T, stream []byte) {
		g := sameAtEveryCut(t, &SSE{}, 0, stream)
		if !bytes.Equal(g.same, stream) {
			t.Error("payloads written over themselves give other bytes")
		}
		sameEvents(t, string(stream))
	})
}

// A retry is a day at most.
func TestRetryAtMost(t *testing.T) {
	for text, want := range map[string]int{"0": 0, "86399999": 86399999, "86400000": 86400000, "86400001": 86400000, "99999999999999999999": 86400000} {
		if n, ok := digits([]byte(text)); n != want || !ok {
			t.Errorf("%s is %d, %t, want %d", text, n, ok, want)
		}
	}
}
