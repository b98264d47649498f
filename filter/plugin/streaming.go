package plugin

import (
	"bytes"

	"github.com/tetratelabs/proxy-wasm-go-sdk/proxywasm/types"

	"github.com/chatguard/chatguard/filter/abi"
	"github.com/chatguard/chatguard/filter/guard"
)

// openStream starts reading a streamed response. Its events go on as they
// come; only the headers wait, for the first verdict, so that a refused
// response can still have a status of its own.
func (s *stream) openStream(st *guard.Stream) types.Action {
	h := &s.response
	h.stream = st
	h.active = true
	abi.RemoveHeader(abi.ResponseHeaders, "content-length")
	if s.p.hold.enabled {
		h.held = true
		s.p.hold.watch(s)
		return types.ActionPause
	}
	s.tell()
	return types.ActionContinue
}

// onEvents passes a piece of a streamed response through the engine.
func (s *stream) onEvents(d *side, size int, end bool) types.Action {
	h := s.half(d)
	var piece []byte
	if size > 0 {
		var st abi.Status
		if piece, st = abi.GetBuffer(d.body, 0, size); st != abi.OK {
			return s.fail(d)
		}
	}
	begun := h.stream.Begun()
	out := h.stream.Write(piece, end)
	o := h.stream.Outcome()
	if o.Verdict == guard.Block && h.held && !begun {
		s.endStream(d)
		return s.block(d, o)
	}
	if !bytes.Equal(out, piece) && d.replace(out) != abi.OK {
		return s.fail(d)
	}
	if h.held {
		h.held = false
		s.tell()
	}
	if end {
		s.endStream(d)
	}
	return types.ActionContinue
}

// endStream records what a stream of events came to. An aborted one comes
// here, too.
func (s *stream) endStream(d *side) {
	h := s.half(d)
	if h.stream == nil {
		return
	}
	s.note(d, h.stream.Outcome())
	h.active, h.stream = false, nil
}
