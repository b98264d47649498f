package guard

import (
	"strings"
	"testing"

	"github.com/chatguard/chatguard/filter/policy"
)

// Packets of socket.io are read as JSON behind what stands before it, over a WebSocket and over HTTP polling, at every cut.
func TestPackets(t *testing.T) {
	g := load(t, everything)
	const path = "/socket.io/?EIO=4&transport=websocket"
	client := []string{"2probe", "40/bot,", `42["user_uttered",{"message":"I am jane\u0040acme.org","session_id":"eve@acme.org"}]`, `42/bot,17["user_uttered",{"message":"bob@acme.org \"q\""}]`, `451-["f",{"_placeholder":true,"num":0}]`, "4plain bob@acme.org", `42["broken bob@acme.org`}
	want := []string{"2probe", "40/bot,", `42["user_uttered",{"message":"I am [EMAIL_ADDRESS_1]","session_id":"eve@acme.org"}]`, `42/bot,17["user_uttered",{"message":"[EMAIL_ADDRESS_2] \"q\""}]`, `451-["f",{"_placeholder":true,"num":0}]`, "4plain [EMAIL_ADDRESS_2]", `42["broken [EMAIL_ADDRESS_2]`}

	t.Run("WebSocket", func(t *testing.T) {
		x := &Exchange{}
		x.Begin(g, g.Default(), &Scratch{})
		up := x.OpenStream(Body{Direction: policy.Request, Path: path, WebSocket: true})
		var out string
		for _, m := range client {
			out += string(up.Write([]byte(wsFrame(1, m, "abcd")), false))
		}
		for i, got := range wsRead(out) {
			if got != "text:"+want[i] {
				t.Errorf("%q, want %q", got, want[i])
			}
		}
		down := x.OpenStream(Body{Direction: policy.Response, Path: path, WebSocket: true})
		back := wsRead(string(down.Write([]byte(wsFrame(1, `42["bot_uttered",{"text":"hello [EMAIL_ADDRESS_1]"}]`, "")), false)))
		if len(back) != 1 || back[0] != `text:42["bot_uttered",{"text":"hello jane@acme.org"}]` {
			t.Errorf("%q", back)
		}
	})

	polling := func(t *testing.T, body string, cut int) string {
		x := &Exchange{}
		x.Begin(g, g.Default(), &Scratch{})
		in := x.Open(Body{Direction: policy.Request, Path: strings.Replace(path, "websocket", "polling", 1), ContentType: "text/plain;charset=UTF-8"})
		_ = in.Write([]byte(body[:cut]))
		_ = in.Write([]byte(body[cut:]))
		return string(in.Close(Bytes([]byte(body))).Apply(nil, []byte(body)))
	}
	t.Run("polling", func(t *testing.T) {
		packets, masked := strings.Join(client[:5], "\x1e"), strings.Join(want[:5], "\x1e")
		for cut := range len(packets) + 1 {
			if got := polling(t, packets, cut); got != masked {
				t.Fatalf("cut at %d: %q\nwant %q", cut, got, masked)
			}
		}
	})
	t.Run("no packets", func(t *testing.T) { // read as text
		for _, body := range []string{"bob@acme.org", "4plain bob@acme.org", "42[bob@acme.org", "40/bob@acme.org,", "2 bob@acme.org", "42" + strings.Repeat("x", 300) + "[] bob@acme.org", `{"a":"bob@acme.org"}`} {
			if got, want := polling(t, body, len(body)/2), strings.Replace(body, "bob@acme.org", "[EMAIL_ADDRESS_1]", 1); got != want {
				t.Errorf("%q, want %q", got, want)
			}
		}
	})
}

func TestPacketHead(t *testing.T) {
	for packet, want := range map[string][3]int{
		`42[]`: {2, 2, 1}, `42{}`: {2, 2, 1}, `4217[1]`: {4, 2, 1}, `42/a,[]`: {5, 5, 1}, `42/a,17[]`: {7, 5, 1}, `451-[]`: {4, 4, 1}, `451-/a,2[]`: {8, 7, 1}, `430[]`: {3, 2, 1},
		``: {}, `4`: {}, `42`: {}, `42"x"`: {}, `22[]`: {}, `47[]`: {}, `42/a[]`: {}, `42 []`: {}, `[]`: {}, `42/` + strings.Repeat("a", 300) + `,[]`: {},
	} {
		head, kind, ok := packetHead([]byte(packet))
		got := [3]int{head, kind, 0}
		if ok {
			got[2] = 1
		}
		if got != want {
			t.Errorf("%q: %v, want %v", packet, got, want)
		}
	}
}
