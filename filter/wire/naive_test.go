package wire

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
)

// naiveSSE follows the WHATWG algorithm on the whole stream. It returns the events
// that a client dispatches, as type, last event id and data, and the last retry of
// a block that is complete.
func naiveSSE(stream string) (events []string, retry float64) {
	stream = strings.TrimPrefix(stream, "\uFEFF")
	stream = strings.ReplaceAll(stream, "\r\n", "\n")
	stream = strings.ReplaceAll(stream, "\r", "\n")
	lines := strings.Split(stream, "\n")
	lines = lines[:len(lines)-1] // what has no line end is no line
	var data, event, id string
	next := -1.0
	retry = -1
	for _, line := range lines {
		if line == "" {
			if data != "" {
				events = append(events, fmt.Sprintf("%q %q %q", event, id, strings.TrimSuffix(data, "\n")))
			}
			if next >= 0 {
				retry = next
			}
			data, event = "", ""
			continue
		}
		name, value, _ := strings.Cut(line, ":")
		value = strings.TrimPrefix(value, " ")
		switch name {
		case "event":
			event = value
		case "data":
			data += value + "\n"
		case "id":
			if !strings.Contains(value, "\x00") {
				id = value
			}
		case "retry":
			if value != "" && strings.Trim(value, "0123456789") == "" {
				ms, _ := strconv.ParseFloat(value, 64) // infinite, if it must be
				next = min(ms, 24*60*60*1000)
			}
		}
	}
	return events, retry
}

// sseClient is the handler that dispatches what naiveSSE does.
type sseClient struct {
	id     string
	retry  float64
	events []string
}

func (c *sseClient) Frame(f *Frame) error {
	if f.Err != nil {
		return f.Err
	}
	if f.Kind == Partial {
		return nil
	}
	if f.ID != nil {
		c.id = string(f.ID)
	}
	if f.Retry >= 0 {
		c.retry = float64(f.Retry)
	}
	if f.Kind == Message {
		c.events = append(c.events, fmt.Sprintf("%q %q %q", f.Event, c.id, f.Data))
	}
	return nil
}

// naiveLines is the values of NDJSON, one a line.
func naiveLines(stream string) (values []string) {
	for _, line := range strings.Split(stream, "\n") {
		if line = strings.Trim(line, " \t\r"); line != "" {
			values = append(values, line)
		}
	}
	return values
}

// naiveFrame builds a WebSocket frame. A key of zeros makes a server's.
func naiveFrame(first byte, key [4]byte, payload string) string {
	b := []byte{first, 0}
	switch n := len(payload); {
	case n < 126:
		b[1] = byte(n)
	case n < 65536:
		b[1] = 126
		b = binary.BigEndian.AppendUint16(b, uint16(n))
	default:
		b[1] = 127
		b = binary.BigEndian.AppendUint64(b, uint64(n))
	}
	if key != [4]byte{} {
		b[1] |= 0x80
		b = append(b, key[:]...)
	}
	for i := range len(payload) {
		b = append(b, payload[i]^key[i%4])
	}
	return string(b)
}

// naiveMessages parses a whole stream without faults, to messages and control
// frames in the order in which they end.
func naiveMessages(stream []byte) (all []string) {
	var op byte
	var message []byte
	for len(stream) > 0 {
		first, n := stream[0], uint64(stream[1]&0x7f)
		masked := stream[1]&0x80 != 0
		stream = stream[2:]
		switch n {
		case 126:
			n, stream = uint64(binary.BigEndian.Uint16(stream)), stream[2:]
		case 127:
			n, stream = binary.BigEndian.Uint64(stream), stream[8:]
		}
		var key [4]byte
		if masked {
			copy(key[:], stream)
			stream = stream[4:]
		}
		payload := bytes.Clone(stream[:n])
		stream = stream[n:]
		for i := range payload {
			payload[i] ^= key[i%4]
		}
		if first&0xf >= 8 {
			all = append(all, fmt.Sprintf("%d %q", first&0xf, payload))
			continue
		}
		if first&0xf != 0 {
			op, message = first&0xf, nil
		}
		message = append(message, payload...)
		if first&0x80 != 0 {
			all = append(all, fmt.Sprintf("%d %q", op, message))
		}
	}
	return all
}

func randomSocket(rng *rand.Rand, client bool, messages int) (stream []byte) {
	frame := func(first byte, payload string) {
		var key [4]byte
		if client {
			binary.LittleEndian.PutUint32(key[:], rng.Uint32()|1)
		}
		stream = append(stream, naiveFrame(first, key, payload)...)
	}
	for range messages {
		op, text := byte(1+rng.IntN(2)), strings.Repeat("é", rng.IntN(100))
		if rng.IntN(40) == 0 { // a length of eight bytes now and then: such streams take long
			text = strings.Repeat("x", 60000+rng.IntN(10000))
		}
		for rng.IntN(3) > 0 {
			n := rng.IntN(len(text) + 1)
			frame(op, text[:n])
			op, text = 0, text[n:]
			if rng.IntN(2) == 0 {
				frame(0x89+byte(rng.IntN(2)), "ping"[:rng.IntN(5)])
			}
		}
		frame(0x80|op, text)
	}
	return stream
}
