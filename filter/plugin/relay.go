package plugin

import (
	"github.com/tetratelabs/proxy-wasm-go-sdk/proxywasm/types"

	"github.com/chatguard/chatguard/filter/abi"
	"github.com/chatguard/chatguard/filter/guard"
)

// maxOut bounds the memory that is kept for the next piece or edited body, in bytes.
const maxOut = 256 << 10

// onRelay passes a piece of a request that goes on while it comes. Its headers are gone, without a content-length.
func (s *stream) onRelay(d *side, size int, end bool) types.Action {
	h := s.half(d)
	out := s.p.out[:0]
	if size > 0 {
		st, _ := abi.Pieces(d.body, 0, size, func(p []byte) error {
			out = append(out, h.relay.Write(p)...)
			return nil
		})
		if st != abi.OK {
			return s.fail(d)
		}
	}
	if end || h.relay.Failed() {
		rest, o := h.relay.Close()
		h.active = false
		s.note(d, o)
		if o.Verdict == guard.Block {
			return s.block(d, o)
		}
		out = append(out, rest...)
	}
	if s.p.out = out; cap(out) > maxOut {
		s.p.out = nil
	}
	if (size > 0 || len(out) > 0) && d.replace(out) != abi.OK {
		return s.fail(d)
	}
	return types.ActionContinue
}

// endRelay ends a request with trailers, which takes no more body: what is left of an unended text cannot go on.
func (s *stream) endRelay(d *side) types.Action {
	rest, o := s.half(d).relay.Close()
	s.half(d).active = false
	s.note(d, o)
	switch {
	case o.Verdict == guard.Block:
		return s.block(d, o)
	case len(rest) > 0:
		return s.fail(d)
	}
	return types.ActionContinue
}
