package plugin

import (
	"bytes"
	"strings"

	"github.com/tetratelabs/proxy-wasm-go-sdk/proxywasm/types"

	"github.com/chatguard/chatguard/filter/abi"
	"github.com/chatguard/chatguard/filter/guard"
	"github.com/chatguard/chatguard/filter/policy"
)

// openStream starts reading a streamed response. Its events go on as they
// come; only the headers wait, for the first verdict, so that a refused
// response can still have a status of its own.
func (s *stream) openStream(st *guard.Stream) types.Action {
	h := &s.response
	h.stream = st
	h.active = true
	abi.RemoveHeader(abi.ResponseHeaders, "content-length")
	if st.Coded() {
		abi.RemoveHeader(abi.ResponseHeaders, "content-encoding")
	}
	if s.p.hold.enabled {
		h.held = true
		s.p.hold.watch(s)
		return types.ActionPause
	}
	s.tell()
	return types.ActionContinue
}

// upgrade opens the client's side of a WebSocket. Messages must come
// uncompressed to be read, so the offer of extensions is withdrawn.
func (s *stream) upgrade(protocol string) types.Action {
	if !strings.EqualFold(protocol, "websocket") {
		return s.enact(&requestSide, s.x.Uninspected(policy.Request, guard.Unsupported))
	}
	abi.RemoveHeader(abi.RequestHeaders, "sec-websocket-extensions")
	s.request.stream = s.x.OpenStream(guard.Body{Direction: policy.Request, Path: s.path, WebSocket: true})
	s.request.active = true
	return types.ActionContinue
}

// upgraded opens the server's side, if the server agreed.
func (s *stream) upgraded() types.Action {
	if responseHeader(":status") != "101" {
		s.request.active, s.request.stream = false, nil
		return types.ActionContinue
	}
	s.response.stream = s.x.OpenStream(guard.Body{Direction: policy.Response, Path: s.path, WebSocket: true})
	s.response.active = true
	return types.ActionContinue
}

// maxPending bounds the events that wait with the headers for the first
// verdict.
const maxPending = 16 << 10

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
	out := h.stream.Write(piece, end)
	s.p.metrics.hold(h.stream.Held())
	o := h.stream.Outcome()
	if h.held {
		switch {
		case o.Verdict == guard.Block:
			s.endStream(d)
			return s.block(d, o)
		case !end && !h.stream.Settled() && len(h.pending) < maxPending:
			h.pending = append(h.pending, out...)
			if d.replace(nil) != abi.OK {
				return s.fail(d)
			}
			return types.ActionPause
		}
		out = append(h.pending, out...)
		h.pending = nil
	}
	if !bytes.Equal(out, piece) && d.replace(out) != abi.OK {
		return s.fail(d)
	}
	if s.gone() {
		return types.ActionPause
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
