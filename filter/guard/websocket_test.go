package guard

import (
	"encoding/binary"
	"strings"
	"testing"

	"github.com/chatguard/chatguard/filter/policy"
)

// wsFrame writes a final frame (RFC 6455, section 5.2), masked if key is set.
func wsFrame(op byte, payload string, key string) string {
	b := []byte{0x80 | op}
	mask := byte(0)
	if key != "" {
		mask = 0x80
	}
	if len(payload) < 126 {
		b = append(b, mask|byte(len(payload)))
	} else {
		b = binary.BigEndian.AppendUint16(append(b, mask|126), uint16(len(payload)))
	}
	b = append(b, key...)
	for i := range len(payload) {
		c := payload[i]
		if key != "" {
			c ^= key[i%4]
		}
		b = append(b, c)
	}
	return string(b)
}

// wsRead reads final frames back: "text:payload" and so on.
func wsRead(b string) (out []string) {
	names := map[byte]string{1: "text:", 2: "binary:", 8: "close:", 9: "ping:"}
	for len(b) >= 2 {
		op, n, key := b[0]&15, int(b[1]&127), ""
		masked := b[1]&128 != 0
		b = b[2:]
		if n == 126 {
			n = int(binary.BigEndian.Uint16([]byte(b)))
			b = b[2:]
		}
		if masked {
			key, b = b[:4], b[4:]
		}
		p := []byte(b[:n])
		for i := range p {
			if masked {
				p[i] ^= key[i%4]
			}
		}
		out, b = append(out, names[op]+string(p)), b[n:]
	}
	return out
}

func TestWebSocket(t *testing.T) {
	g := load(t, everything)
	client := wsFrame(1, `{"type":"message","text":"I am jane@acme.org"}`, "abcd") + wsFrame(9, "x", "efgh") + wsFrame(1, "or bob@acme.org", "ijkl")
	server := wsFrame(1, `{"say":"hello [EMAIL_ADDRESS_1]"}`, "") + wsFrame(2, "\x00jane@acme.org", "") + wsFrame(1, "and [EMAIL_ADDRESS_2], eve@acme.org", "")
	for cut := range len(client) + 1 {
		var s Scratch
		x := &Exchange{}
		x.Begin(g, g.Default(), &s)
		up := x.OpenStream(Body{Direction: policy.Request, WebSocket: true})
		down := x.OpenStream(Body{Direction: policy.Response, WebSocket: true})
		out := string(up.Write([]byte(client[:cut]), false))
		out += string(up.Write([]byte(client[cut:]), false))
		got := strings.Join(wsRead(out), "|")
		if want := `text:{"type":"message","text":"I am [EMAIL_ADDRESS_1]"}|ping:x|text:or [EMAIL_ADDRESS_2]`; got != want {
			t.Fatalf("cut at %d: upstream got %q, want %q", cut, got, want)
		}
		back := string(down.Write([]byte(server[:min(cut, len(server))]), false))
		back += string(down.Write([]byte(server[min(cut, len(server)):]), true))
		got = strings.Join(wsRead(back), "|")
		if want := "text:{\"say\":\"hello jane@acme.org\"}|binary:\x00jane@acme.org|text:and bob@acme.org, [EMAIL_ADDRESS_3]"; got != want {
			t.Fatalf("cut at %d: client got %q, want %q", cut, got, want)
		}
		if o := down.Outcome(); o.Coverage != Partial || o.Reason != NotText || o.Restored != 2 {
			t.Fatal(summary(o))
		}
	}
}

func TestWebSocketBlock(t *testing.T) {
	g := load(t, everything)
	var s Scratch
	x := &Exchange{}
	x.Begin(g, g.Default(), &s)
	up := x.OpenStream(Body{Direction: policy.Request, WebSocket: true})
	out := string(up.Write([]byte(wsFrame(1, "hi", "abcd")+wsFrame(1, privateKey, "abcd")+wsFrame(1, "more", "abcd")), false))
	got := wsRead(out)
	if len(got) != 2 || got[0] != "text:hi" || !strings.HasPrefix(got[1], "close:\x03\xf0") {
		t.Errorf("%q", got)
	}
	if len(up.Write([]byte("anything"), true)) != 0 {
		t.Error("something went on after the close")
	}
}
