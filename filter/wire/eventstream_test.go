package wire

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"slices"
	"strings"
	"testing"
)

// naiveMessage builds a message from its parts.
func naiveMessage(headers, payload string) string {
	b := binary.BigEndian.AppendUint32(nil, uint32(16+len(headers)+len(payload)))
	b = binary.BigEndian.AppendUint32(b, uint32(len(headers)))
	b = binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b))
	b = append(append(b, headers...), payload...)
	return string(binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b)))
}

func stringHeader(name, value string) string {
	return string(rune(len(name))) + name + "\x07" + string([]byte{byte(len(value) >> 8), byte(len(value))}) + value
}

// naiveEvents parses a whole event stream: name, headers and payload of each.
func naiveEvents(stream []byte) (events []string, err error) {
	for len(stream) > 0 {
		if len(stream) < 16 {
			return events, fmt.Errorf("%d bytes left", len(stream))
		}
		total, hlen := int(binary.BigEndian.Uint32(stream)), int(binary.BigEndian.Uint32(stream[4:]))
		if crc32.ChecksumIEEE(stream[:8]) != binary.BigEndian.Uint32(stream[8:]) ||
			crc32.ChecksumIEEE(stream[:total-4]) != binary.BigEndian.Uint32(stream[total-4:]) {
			return events, fmt.Errorf("checksum")
		}
		headers, payload := stream[12:12+hlen], stream[12+hlen:total-4]
		list := map[string]string{}
		for len(headers) > 0 { // all recorded headers are strings
			n := int(headers[0])
			name := string(headers[1 : 1+n])
			if headers[1+n] != 7 {
				return events, fmt.Errorf("type %d", headers[1+n])
			}
			v := int(binary.BigEndian.Uint16(headers[2+n:]))
			list[name] = string(headers[4+n : 4+n+v])
			headers = headers[4+n+v:]
		}
		events = append(events, fmt.Sprintf("%s|%s|%s|%s", list[":message-type"], list[":event-type"]+list[":exception-type"], list[":content-type"], payload))
		stream = stream[total:]
	}
	return events, nil
}

// eventClient collects what naiveEvents does.
type eventClient struct{ events []string }

func (c *eventClient) Frame(f *Frame) error {
	if f.Err != nil {
		return f.Err
	}
	kind, _, _ := f.Header(":message-type")
	content, _, _ := f.Header(":content-type")
	c.events = append(c.events, fmt.Sprintf("%s|%s|%s|%s", kind, f.Event, content, f.Data))
	return nil
}

func sameMessages(t testing.TB, stream []byte) {
	t.Helper()
	want, err := naiveEvents(stream)
	if err != nil {
		t.Fatal(err)
	}
	var e EventStream
	e.Reset(0)
	var c eventClient
	if err := e.Write(stream, &c); err != nil {
		t.Fatal(err)
	}
	if err := e.Close(&c); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(c.events, want) {
		t.Errorf("messages\n%q\nwant\n%q", c.events, want)
	}
}

// allTypes is a header of each type.
const allTypes = "\x01a\x00" + "\x01b\x01" + "\x01c\x02\x7f" + "\x01d\x03\x00\x01" + "\x01e\x04\x00\x00\x00\x02" +
	"\x01f\x05\x00\x00\x00\x00\x00\x00\x00\x03" + "\x01g\x06\x00\x02\xff\xfe" + "\x01h\x07\x00\x02hi" +
	"\x01i\x08\x00\x00\x01\x8b\xcf\xe5\x68\x00" + "\x01j\x090123456789abcdef"

func TestEventStream(t *testing.T) {
	event := naiveMessage(stringHeader(":event-type", "delta")+stringHeader(":message-type", "event"), `{"a":1}`)
	exception := naiveMessage(stringHeader(":exception-type", "throttlingException")+stringHeader(":message-type", "exception"), `{}`)
	typed := naiveMessage(allTypes, "x")
	bare := naiveMessage("", "")
	stream := event + exception + typed + bare
	g := sameAtEveryCut(t, &EventStream{}, 0, []byte(stream))
	if len(g.frames) != 4 || string(g.same) != stream {
		t.Errorf("%q", g.frames)
	}
	for i, want := range []string{`event="delta" data="{\"a\":1}"`, `event="throttlingException" data="{}"`, ` data="x"`, ` data=""`} {
		if !strings.HasSuffix(g.frames[i], want) || !strings.HasPrefix(g.frames[i], "message") {
			t.Errorf("%s, want %s", g.frames[i], want)
		}
	}
	sameMessages(t, []byte(event+exception))
}

func TestEventStreamHeaderTypes(t *testing.T) {
	want := map[string]string{"a": "", "b": "", "c": "\x7f", "d": "\x00\x01", "e": "\x00\x00\x00\x02", "f": "\x00\x00\x00\x00\x00\x00\x00\x03",
		"g": "\xff\xfe", "h": "hi", "i": "\x00\x00\x01\x8b\xcf\xe5\x68\x00", "j": "0123456789abcdef"}
	var e EventStream
	e.Reset(0)
	seen := 0
	err := e.Write([]byte(naiveMessage(allTypes, "")), handlerFunc(func(f *Frame) error {
		for name, value := range want {
			got, typ, ok := f.Header(name)
			if !ok || string(got) != value || typ != HeaderType(name[0]-'a') {
				t.Errorf("header %s: %q type %d, want %q", name, got, typ, value)
			}
			seen++
		}
		if _, _, ok := f.Header("z"); ok {
			t.Error("there is a header z")
		}
		return nil
	}))
	if err != nil || seen != len(want) {
		t.Errorf("%d headers, error %v", seen, err)
	}
}

func TestEventStreamFaults(t *testing.T) {
	good := naiveMessage(stringHeader(":event-type", "delta"), `{"a":1}`)
	broken := func(at int) string {
		b := []byte(good)
		b[at] ^= 1
		return string(b)
	}
	lengths := func(total, headers uint32) string {
		b := binary.BigEndian.AppendUint32(nil, total)
		b = binary.BigEndian.AppendUint32(b, headers)
		return string(binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b))) + "some more"
	}
	for _, c := range []struct {
		name, bad string
		code      Code
	}{
		{"length", broken(3), BadPreludeCRC},
		{"prelude checksum", broken(9), BadPreludeCRC},
		{"header", broken(14), BadMessageCRC},
		{"payload", broken(len(good) - 6), BadMessageCRC},
		{"message checksum", broken(len(good) - 1), BadMessageCRC},
		{"too short", lengths(15, 0), BadLength},
		{"headers longer than the message", lengths(100, 85), BadLength},
		{"headers too long", lengths(1<<20, 128<<10+1), BadLength},
		{"enormous", lengths(1<<31, 0), BadLength},
		{"header without name", naiveMessage("\x00\x00", ""), BadHeader},
		{"header type", naiveMessage("\x01a\x0a", ""), BadHeader},
		{"header cut in the name", naiveMessage("\x09a", ""), BadHeader},
		{"header cut in the length", naiveMessage("\x01a\x07\x00", ""), BadHeader},
		{"header cut in the value", naiveMessage("\x01a\x07\x00\x05abc", ""), BadHeader},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := sameAtEveryCut(t, &EventStream{}, 0, []byte(good+c.bad+good))
			want := fmt.Sprintf("broken@%d %q wire: %v at offset %d", len(good), c.bad+good, c.code, len(good))
			if len(g.frames) != 2 || g.frames[1] != want {
				t.Errorf("%s\nwant %s", g.frames[len(g.frames)-1], want)
			}
			var e EventStream
			e.Reset(0)
			err := e.Write([]byte(good+c.bad), &eventClient{})
			if fault, ok := err.(*Error); !ok || fault.Code != c.code {
				t.Errorf("refused with %v", err)
			}
		})
	}
}

func TestEventStreamLimitAndEnd(t *testing.T) {
	small, long := naiveMessage("", "{}"), naiveMessage("", strings.Repeat("x", 100))
	g := sameAtEveryCut(t, &EventStream{}, 64, []byte(small+long+small+small[:9]))
	check(t, g, fmt.Sprintf(`message@0 %q data="{}"`, small), fmt.Sprintf("oversize@18 %q last wire: frame-too-large at offset 18", long),
		fmt.Sprintf(`message@134 %q data="{}"`, small), fmt.Sprintf("partial@152 %q wire: truncated at offset 152", small[:9]))
	g = sameAtEveryCut(t, &EventStream{}, 64, []byte(long[:70]))
	check(t, g, fmt.Sprintf("oversize@0 %q last wire: frame-too-large at offset 0", long[:70]))
}

func TestEventStreamAppend(t *testing.T) {
	headers := stringHeader(":event-type", "delta") + allTypes
	var e EventStream
	e.Reset(0)
	var out []byte
	if err := e.Write([]byte(naiveMessage(headers, "old")), handlerFunc(func(f *Frame) error {
		out = f.AppendWith(out, []byte("something new"))
		return nil
	})); err != nil {
		t.Fatal(err)
	}
	if want := naiveMessage(headers, "something new"); string(out) != want {
		t.Errorf("%q, want %q", out, want)
	}
	out = e.AppendNew([]byte{}, "messageStop", []byte(`{"stopReason":"guardrail_intervened"}`))
	out = e.AppendEnd(e.AppendException(out, "validationException", []byte(`{"message":"no"}`)))
	want := naiveMessage(stringHeader(":event-type", "messageStop")+stringHeader(":content-type", "application/json")+stringHeader(":message-type", "event"), `{"stopReason":"guardrail_intervened"}`) +
		naiveMessage(stringHeader(":exception-type", "validationException")+stringHeader(":content-type", "application/json")+stringHeader(":message-type", "exception"), `{"message":"no"}`)
	if string(out) != want {
		t.Errorf("%q, want %q", out, want)
	}
}

func TestBedrockChunk(t *testing.T) {
	b64 := base64.StdEncoding.EncodeToString
	var c BedrockChunk
	for _, inner := range []string{`{"type":"content_block_delta"}`, "", "{}", `{"a":"??>>"}`} {
		for _, payload := range []string{
			`{"bytes":"` + b64([]byte(inner)) + `","p":"abcdefgh"}`,
			` { "p" : "bytes", "more" : {"bytes":"x"}, "list":["bytes",{"bytes":"y"}], "bytes" : "` + strings.ReplaceAll(b64([]byte(inner)), "/", `\/`) + `" } `,
		} {
			got, ok := c.Decode([]byte(payload))
			if !ok || string(got) != inner {
				t.Fatalf("%s: %q, %v", payload, got, ok)
			}
			edited := c.AppendWith(nil, []byte(payload), []byte(`{"new":"value"}`))
			var parsed map[string]any
			if err := json.Unmarshal(edited, &parsed); err != nil || parsed["bytes"] != b64([]byte(`{"new":"value"}`)) {
				t.Fatalf("%s", edited)
			}
			if same := c.AppendWith(nil, []byte(payload), []byte(inner)); !strings.Contains(payload, `\/`) && string(same) != payload {
				t.Errorf("%s, want %s", same, payload)
			}
		}
	}
	for _, bad := range []string{"", "{}", `{"bytes":1}`, `{"bytes":null,"p":"x"}`, `{"bytes":"****"}`, `{"bytes":"e30"}`, `["bytes","e30="]`, `"bytes"`,
		`{"bytes":"e30=","bytes":"e30="}`, `{"bytes":{"bytes":"e30="}}`, `{"bytes":["e30="]}`, `{"bytes":"e30="`} {
		if inner, ok := c.Decode([]byte(bad)); ok {
			t.Errorf("%s: %q", bad, inner)
		}
	}
}

func TestEventStreamRecordings(t *testing.T) {
	traffic(t, func(kind, _ string) bool { return kind == "eventstream" }, func(t *testing.T, stream []byte) {
		g := sameAtEveryCut(t, &EventStream{}, 0, stream)
		if !bytes.Equal(g.same, stream) {
			t.Error("payloads written over themselves give other bytes")
		}
		sameMessages(t, stream)
		var c BedrockChunk
		for _, payload := range g.data {
			if !bytes.Contains(payload, []byte(`"bytes"`)) {
				continue
			}
			var want struct{ Bytes []byte }
			if err := json.Unmarshal(payload, &want); err != nil {
				t.Fatal(err)
			}
			inner, ok := c.Decode(payload)
			if !ok || !bytes.Equal(inner, want.Bytes) || !json.Valid(inner) {
				t.Fatal("the JSON inside differs")
			}
			if !bytes.Equal(c.AppendWith(nil, payload, inner), payload) {
				t.Error("the JSON written over itself gives other bytes")
			}
		}
	})
}

// A header of a message that the filter makes holds what the format can: 32,767 bytes.
func TestLongestHeader(t *testing.T) {
	for _, n := range []int{0, 1, 1<<15 - 2, 1<<15 - 1, 1 << 15, 1<<15 + 1, 1 << 17} {
		h, rest, ok := nextHeader(appendHeader(nil, ":x", strings.Repeat("v", n)))
		if !ok || len(rest) != 0 || len(h.value) != min(n, 32767) {
			t.Errorf("of %d bytes %d are read, %d left, %t", n, len(h.value), len(rest), ok)
		}
	}
}
