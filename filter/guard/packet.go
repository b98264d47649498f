package guard

import (
	"bytes"

	"github.com/chatguard/chatguard/filter/jsonscan"
	"github.com/chatguard/chatguard/filter/text/ascii"
)

// Packets of socket.io (protocol 5, over Engine.IO 4) have a few characters in
// front of their JSON: 42["say",{...}], 42/chat,17["say",{...}]. Over a WebSocket
// each is a message; over HTTP polling several make a body of type text.

// maxPacketHead bounds those characters.
const maxPacketHead = 200

// packetSeparator stands between the packets of a body (Engine.IO 4).
const packetSeparator = '\x1e'

// packetHead is how long what stands in front of a packet's JSON is, and how
// much of it any packet of its kind has: all but the number that asks for an
// answer. ok is false if t is no packet with JSON.
func packetHead(t []byte) (head, kind int, ok bool) {
	t = t[:min(len(t), maxPacketHead+1)]
	if len(t) < 3 || t[0] != '4' || t[1] < '0' || t[1] > '6' {
		return 0, 0, false
	}
	i := 2
	if n := digits(t[i:]); n > 0 && i+n < len(t) && t[i+n] == '-' {
		i += n + 1 // attachments that follow
	}
	if i < len(t) && t[i] == '/' {
		comma := bytes.IndexByte(t[i:], ',')
		if comma < 0 {
			return 0, 0, false
		}
		i += comma + 1
	}
	kind = i
	i += digits(t[i:])
	if i == len(t) || t[i] != '[' && t[i] != '{' {
		return 0, 0, false
	}
	return i, kind, true
}

func digits(t []byte) int {
	n := 0
	for n < len(t) && t[n]-'0' < 10 {
		n++
	}
	return n
}

// silent tells the packets that have no JSON and nothing else that anybody says:
// opened, closed, ping, pong; connected to a namespace, and left it.
func silent(t []byte) bool {
	switch {
	case len(t) == 1:
		return t[0] >= '0' && t[0] <= '6'
	case t[0] == '2' || t[0] == '3':
		return string(t[1:]) == "probe"
	case t[0] != '4' || t[1] != '0' && t[1] != '1':
		return false
	case len(t) > 2 && t[2] != '/':
		return false
	}
	for _, c := range bytes.TrimSuffix(t[min(3, len(t)):], []byte{','}) {
		if !ascii.Word(c) && c != '-' {
			return false
		}
	}
	return true
}

// writePackets reads the next piece of a body of packets. One without JSON
// (a ping, a connection) has nothing to inspect.
func (in *Inspector) writePackets(p []byte) error {
	if in.overBytes() {
		return in.err
	}
	for len(p) > 0 && in.err == nil {
		packet, rest, ended := bytes.Cut(p, []byte{packetSeparator})
		in.packet(packet)
		if ended {
			in.endPacket()
			in.base++
		}
		p = rest
	}
	if in.err != nil && in.err.Code == jsonscan.TooLarge {
		return in.err
	}
	return nil // what is no body of packets is read again as text
}

// packet reads a part of a packet.
func (in *Inspector) packet(p []byte) {
	if !in.inLine {
		json := bytes.IndexAny(p, "[{")
		n := len(p)
		if json >= 0 {
			n = json
		}
		in.packetHead = append(in.packetHead, p[:n]...)
		in.base += int64(n)
		if len(in.packetHead) > maxPacketHead {
			in.err = &jsonscan.Error{Code: jsonscan.Syntax, Offset: in.base}
			return
		}
		if p = p[n:]; len(p) == 0 {
			return
		}
		if _, _, ok := packetHead(append(in.packetHead, p[0])); !ok {
			in.err = &jsonscan.Error{Code: jsonscan.Syntax, Offset: in.base}
			return
		}
	}
	in.line(p)
}

// endPacket ends a packet.
func (in *Inspector) endPacket() {
	if !in.inLine && len(in.packetHead) > 0 && !silent(in.packetHead) {
		in.err = &jsonscan.Error{Code: jsonscan.Syntax, Offset: in.base}
	}
	in.packetHead = in.packetHead[:0]
	in.endLine()
}
