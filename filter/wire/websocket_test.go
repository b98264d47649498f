package wire

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

type socketClient struct{ all []string }

func (c *socketClient) Frame(f *Frame) error {
	if f.Err != nil {
		return f.Err
	}
	c.all = append(c.all, fmt.Sprintf("%d %q", f.Op, f.Data))
	return nil
}

func messagesOf(t testing.TB, w *WebSocket, stream []byte) []string {
	t.Helper()
	w.Reset(0)
	var c socketClient
	if err := w.Write(stream, &c); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(&c); err != nil {
		t.Fatal(err)
	}
	return c.all
}

var (
	none = [4]byte{}
	key1 = [4]byte{0xA1, 0x00, 0x37, 0xFF}
	key2 = [4]byte{1, 2, 3, 4}
)

func TestWebSocket(t *testing.T) {
	for _, c := range []struct {
		name   string
		frames []string
		want   []string // in the order of handing over
	}{
		{"text", []string{naiveFrame(0x81, none, "héllo")}, []string{`1 "héllo"`}},
		{"masked", []string{naiveFrame(0x81, key1, "héllo, wörld")}, []string{`1 "héllo, wörld"`}},
		{"empty", []string{naiveFrame(0x81, none, ""), naiveFrame(0x82, none, "")}, []string{`1 ""`, `2 ""`}},
		{"binary need not be UTF-8", []string{naiveFrame(0x82, none, "\xff\xfe")}, []string{`2 "\xff\xfe"`}},
		{"fragments", []string{naiveFrame(0x01, none, "a"), naiveFrame(0x00, none, ""), naiveFrame(0x80, none, "b")}, []string{`1 "ab"`}},
		{"a character over fragments", []string{naiveFrame(0x01, key1, "\xc3"), naiveFrame(0x80, key2, "\xa9")}, []string{`1 "é"`}},
		{"control between fragments", []string{naiveFrame(0x01, key1, "hello "), naiveFrame(0x89, key2, "ping"), naiveFrame(0x00, key2, "wor"),
			naiveFrame(0x8a, key1, ""), naiveFrame(0x80, key1, "ld")}, []string{`9 "ping"`, `10 ""`, `1 "hello world"`}},
		{"the longest control", []string{naiveFrame(0x89, none, strings.Repeat("x", 125))}, []string{`9 "` + strings.Repeat("x", 125) + `"`}},
		{"close", []string{naiveFrame(0x88, none, ""), naiveFrame(0x88, none, "\x03\xe8bye")}, []string{`8 ""`, `8 "\x03\xe8bye"`}},
		{"lengths", []string{naiveFrame(0x82, none, strings.Repeat("a", 125)), naiveFrame(0x82, none, strings.Repeat("a", 126)), naiveFrame(0x82, none, strings.Repeat("a", 300))},
			[]string{`2 "` + strings.Repeat("a", 125) + `"`, `2 "` + strings.Repeat("a", 126) + `"`, `2 "` + strings.Repeat("a", 300) + `"`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			stream := []byte(strings.Join(c.frames, ""))
			w := NewWebSocket(stream[1]&0x80 != 0)
			g := sameAtEveryCut(t, w, 0, stream)
			if !bytes.Equal(g.raw, g.same) || len(g.raw) != len(stream) {
				t.Errorf("payloads written over themselves give %q", g.same)
			}
			got := messagesOf(t, w, stream)
			if naive := naiveMessages(stream); !slices.Equal(got, c.want) || !slices.Equal(got, naive) {
				t.Errorf("%q, want %q, independently %q", got, c.want, naive)
			}
		})
	}
}

func TestWebSocketFaults(t *testing.T) {
	good := naiveFrame(0x81, none, "hi")
	for _, c := range []struct{ name, bad string }{
		{"reserved bit", naiveFrame(0xC1, none, "hi")},
		{"reserved opcode", naiveFrame(0x83, none, "hi")},
		{"reserved control opcode", naiveFrame(0x8B, none, "hi")},
		{"masked by a server", naiveFrame(0x81, key1, "hi")},
		{"continuation of nothing", naiveFrame(0x80, none, "hi")},
		{"a second message inside", naiveFrame(0x01, none, "hi") + naiveFrame(0x81, none, "hi")},
		{"fragmented control", naiveFrame(0x09, none, "hi")},
		{"long control", naiveFrame(0x89, none, strings.Repeat("x", 126))},
		{"length in two bytes", "\x81\x7e\x00\x7d"},
		{"length in eight bytes", "\x81\x7f\x00\x00\x00\x00\x00\x00\xff\xff"},
		{"negative length", "\x81\x7f\x80\x00\x00\x00\x00\x00\x00\x00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := sameAtEveryCut(t, NewWebSocket(false), 0, []byte(good+c.bad+good))
			want := fmt.Sprintf("broken@4 %q wire: protocol at offset 4", c.bad+good)
			if len(g.frames) != 2 || g.frames[1] != want {
				t.Errorf("%s\nwant %s", g.frames[len(g.frames)-1], want)
			}
		})
	}
	g := sameAtEveryCut(t, NewWebSocket(true), 0, []byte(good))
	check(t, g, fmt.Sprintf("broken@0 %q wire: protocol at offset 0", good))
}

func TestWebSocketText(t *testing.T) {
	for _, bad := range []string{"\xff", "a\xc3", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80"} {
		stream := naiveFrame(0x01, none, bad) + naiveFrame(0x80, none, "") + naiveFrame(0x81, none, "ok")
		g := sameAtEveryCut(t, NewWebSocket(false), 0, []byte(stream))
		if len(g.frames) != 2 || !strings.HasSuffix(g.frames[0], "wire: not-utf8 at offset 0") || !strings.HasSuffix(g.frames[1], `data="ok"`) {
			t.Errorf("%q: %q", bad, g.frames)
		}
	}
}

func TestWebSocketClosePayload(t *testing.T) {
	for payload, want := range map[string]string{"\x03": "protocol", "\x03\xe7": "protocol", "\x03\xe8": "", "\x03\xec": "protocol", "\x03\xed": "protocol",
		"\x03\xee": "protocol", "\x03\xef": "", "\x03\xf6": "", "\x03\xf7": "protocol", "\x0b\xb7": "protocol", "\x0b\xb8": "", "\x13\x87": "",
		"\x13\x88": "protocol", "\x03\xe8\xff": "not-utf8"} {
		g := sameAtEveryCut(t, NewWebSocket(true), 0, []byte(naiveFrame(0x88, key1, payload)))
		if len(g.frames) != 1 || strings.Contains(g.frames[0], "wire: "+want+" at") != (want != "") || strings.Contains(g.frames[0], "wire:") != (want != "") {
			t.Errorf("%q: %q, want %q", payload, g.frames, want)
		}
	}
	f := &Frame{Kind: Control, Op: OpClose, Data: []byte("\x03\xf0no")}
	if code, reason := f.CloseReason(); code != ClosePolicy || string(reason) != "no" {
		t.Errorf("%d %q", code, reason)
	}
}

func TestWebSocketOversize(t *testing.T) {
	long := strings.Repeat("x", 100)
	small, ping := naiveFrame(0x81, none, "hi"), naiveFrame(0x89, none, "p")
	whole := naiveFrame(0x81, none, long)
	g := sameAtEveryCut(t, NewWebSocket(false), 64, []byte(small+whole+small))
	check(t, g, fmt.Sprintf("message@0 %q op=1 data=\"hi\"", small), fmt.Sprintf("oversize@4 %q last wire: frame-too-large at offset 4", whole),
		fmt.Sprintf("message@106 %q op=1 data=\"hi\"", small))

	// 52 bytes of the first fragment are held; the header of the second tells.
	first, second, third := naiveFrame(0x01, none, long[:50]), naiveFrame(0x00, none, long[:20]), naiveFrame(0x80, none, long)
	g = sameAtEveryCut(t, NewWebSocket(false), 64, []byte(first+ping+second+ping+third+small))
	check(t, g, fmt.Sprintf("control@0 %q op=9 data=\"p\"", ping), fmt.Sprintf("oversize@3 %q wire: frame-too-large at offset 3", first+second),
		fmt.Sprintf("control@77 %q op=9 data=\"p\"", ping), fmt.Sprintf("oversize@80 %q last wire: frame-too-large at offset 3", third),
		fmt.Sprintf("message@182 %q op=1 data=\"hi\"", small))

	exact := naiveFrame(0x81, none, long[:62])
	if g := sameAtEveryCut(t, NewWebSocket(false), 64, []byte(exact+exact)); len(g.data) != 2 {
		t.Errorf("messages as long as the limit: %q", g.frames)
	}
	huge := "\x82\x7f\x7f\xff\xff\xff\xff\xff\xff\xff" + long // claims 8 EiB
	g = sameAtEveryCut(t, NewWebSocket(false), 1000, []byte(huge))
	check(t, g, fmt.Sprintf("oversize@0 %q last wire: frame-too-large at offset 0", huge))
}

// A header that may not be ends the framing after a fragment of an oversize message, which is not lost with it.
func TestWebSocketOversizeThenBroken(t *testing.T) {
	fragment := naiveFrame(0x02, key1, strings.Repeat("x", 69))
	for _, bad := range []string{"\x70\x80key1", naiveFrame(0x02, key1, "x"), naiveFrame(0x80, none, "x")} {
		g := sameAtEveryCut(t, NewWebSocket(true), 64, []byte(fragment+bad))
		want := fmt.Sprintf("oversize@0 %q wire: frame-too-large at offset 0", fragment) // not the last: the message goes on
		if len(g.frames) != 2 || g.frames[0] != want || !strings.HasPrefix(g.frames[1], "broken@") {
			t.Errorf("%q", g.frames)
		}
	}
}

func TestWebSocketCutOff(t *testing.T) {
	fragment, ping := naiveFrame(0x01, key1, "hello"), naiveFrame(0x89, key2, "ping")
	for _, stream := range []string{fragment, fragment + ping[:4], fragment + ping[:8], fragment + "\x80", fragment[:7], "\x81"} {
		g := sameAtEveryCut(t, NewWebSocket(true), 0, []byte(stream))
		check(t, g, fmt.Sprintf("partial@0 %q wire: truncated at offset 0", stream))
	}
}

// TestWebSocketRandom builds long streams of all that is allowed.
func TestWebSocketRandom(t *testing.T) {
	for seed := range uint64(20) {
		rng := rand.New(rand.NewPCG(seed, 5))
		client := seed%2 == 0
		stream := randomSocket(rng, client, 20)
		w := NewWebSocket(client)
		whole := decode(t, w, 0, stream)
		for _, most := range []int{1, 3, 20, 1000} {
			compare(t, fmt.Sprintf("seed %d, pieces up to %d", seed, most), decode(t, w, 0, randomCuts(stream, rng, most)...), whole)
		}
		if got, want := messagesOf(t, w, stream), naiveMessages(stream); !slices.Equal(got, want) {
			t.Errorf("seed %d: %d messages, want %d", seed, len(got), len(want))
		}
		if again := naiveMessages(whole.same); !slices.Equal(again, naiveMessages(stream)) {
			t.Errorf("seed %d: the output has other messages", seed)
		}
	}
}

func TestWebSocketAppendWith(t *testing.T) {
	for _, key := range [][4]byte{none, key1} {
		for _, size := range []int{0, 1, 125, 126, 65535, 65536} {
			data := strings.Repeat("n", size)
			w := NewWebSocket(key != none)
			w.Reset(0)
			var out []byte
			stream := naiveFrame(0x02, key, "old") + naiveFrame(0x80, key, " message")
			if err := w.Write([]byte(stream), handlerFunc(func(f *Frame) error { out = f.AppendWith(out, []byte(data)); return nil })); err != nil {
				t.Fatal(err)
			}
			if want := naiveFrame(0x82, key, data); string(out) != want {
				t.Errorf("%d bytes: %.40q, want %.40q", size, out, want)
			}
		}
	}
}

func TestWebSocketAppendNew(t *testing.T) {
	server, client := NewWebSocket(false), NewWebSocket(true)
	server.Reset(0)
	client.Reset(0)
	if err := client.Write([]byte(naiveFrame(0x81, key1, "x")), &socketClient{}); err != nil {
		t.Fatal(err)
	}
	if got, want := string(server.AppendNew(nil, "", []byte("new"))), naiveFrame(0x81, none, "new"); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := string(client.AppendNew(nil, "", []byte("new"))), naiveFrame(0x81, key1, "new"); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := string(server.AppendEnd(nil)), naiveFrame(0x88, none, "\x03\xe8"); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := string(client.AppendClose(nil, ClosePolicy, "blocked")), naiveFrame(0x88, key1, "\x03\xf0blocked"); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := string(AppendMaskedClose(nil, key2, CloseTooBig, "")), naiveFrame(0x88, key2, "\x03\xf1"); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	// 61 characters of two bytes fit.
	if got, want := string(AppendClose(nil, ClosePolicy, strings.Repeat("é", 100))), naiveFrame(0x88, none, "\x03\xf0"+strings.Repeat("é", 61)); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
