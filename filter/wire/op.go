package wire

// Op is the opcode of a WebSocket frame (RFC 6455, section 11.8).
type Op uint8

// The opcodes. A message has that of its first fragment.
const (
	OpContinuation Op = 0
	OpText         Op = 1
	OpBinary       Op = 2
	OpClose        Op = 8
	OpPing         Op = 9
	OpPong         Op = 10
)

// control reports whether the opcode is one of those that may stand between the
// fragments of a message.
func (o Op) control() bool { return o&8 != 0 }

func (o Op) known() bool { return o <= OpBinary || o >= OpClose && o <= OpPong }
