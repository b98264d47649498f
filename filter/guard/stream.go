package guard

import (
	"math"

	"github.com/chatguard/chatguard/filter/jsonedit"
	"github.com/chatguard/chatguard/filter/policy"
	"github.com/chatguard/chatguard/filter/text/sight"
	"github.com/chatguard/chatguard/filter/wire"
)

// Stream reads a response that arrives in events, or one direction of a
// WebSocket, and writes it again: masked, restored, or ended. Only text that can still become part of a value or of a
// placeholder is held; everything else goes on in the event that brought it.
type Stream struct {
	x    *Exchange
	plan *Plan
	dir  policy.Direction
	dec  wire.Decoder
	ev   event

	channels map[uint64]*channel
	order    []*channel
	parents  []uint64 // of what ends in the event
	scratch  []uint64
	found    []sight.Finding
	repeats  repeats
	changes  []change
	cuts     []jsonedit.Edit // of elements that are taken out of the event, in order
	edits    []jsonedit.Edit
	touched  []touch
	sequence int64 // number of the next event, as the upstream counts
	inserted int64 // events that were put in before it
	held     []int // see Held
	coded    bool  // with a content coding that is decoded
	decoder  wire.Decompressor
	plain    []byte
	payload  []byte // JSON of the event being read
	wrapped  bool   // it stands in base64 inside the frame's payload
	before   int    // bytes of the frame's payload before it
	packet   []byte // what stands before the JSON of packets of a socket.io
	chunk    wire.BedrockChunk
	data     []byte // of the event being written
	output   []byte
	begun    bool // something has been written
	spoken   bool // some text has been written
	ended    bool // blocked: nothing more goes on
	out      Outcome
	calls    *callStream // nil if the policy says nothing of tools
	shadow   *Stream     // that reads the same, nil if no policy is on trial

	rewritten bool // payload is not the frame's any more
}

// touch is a channel that the event being read adds to, and what it adds.
type touch struct {
	c   *channel
	str *eventString
}

const (
	maxChannels = 256
	maxReported = 1000 // findings kept for the report of one stream
	maxField    = 256
	maxModel    = 16 << 10
)

// OpenStream prepares a response that arrives in events; nil if b is none that
// can be read so.
func (x *Exchange) OpenStream(b Body) *Stream {
	dec := framing(b)
	c, readable := coding(b)
	if dec == nil || !readable {
		return nil
	}
	if b.Direction == policy.Request {
		x.api = x.guard.apis.ByPath(b.Path)
	}
	s := &x.streams[b.Direction>>1]
	*s = Stream{
		x: x, plan: x.plan, dir: b.Direction, dec: dec,
		channels: map[uint64]*channel{}, changes: s.changes[:0], edits: s.edits[:0],
		data: s.data[:0], output: s.output[:0], held: s.held[:0], ev: s.ev, repeats: s.repeats,
	}
	s.repeats.reset()
	dec.Reset(x.plan.Policy.Limits.EventBytes)
	if s.coded = c != 0; s.coded {
		s.decoder.Reset(c, expansion(math.MaxInt64))
	}
	s.ev.first, s.ev.fields = true, map[string][]byte{}
	s.out.Coverage = Full
	s.calls = s.newCallStream()
	if x.plan.shadow != nil {
		s.shadow = x.shadow.OpenStream(b)
	}
	return s
}

// Write takes the next piece and returns what goes on in its place, valid
// until the next call. With the last piece, what is held is judged as it is.
func (s *Stream) Write(p []byte, last bool) []byte {
	if s.shadow != nil {
		s.shadow.Write(p, last)
	}
	s.output, s.held = s.output[:0], s.held[:0]
	if s.ended {
		return s.output
	}
	if s.coded {
		p = s.decode(p, last)
	}
	s.x.read += int64(len(p))
	_ = s.dec.Write(p, s) // what is wrong with a frame is dealt with in Frame
	if last && !s.ended {
		_ = s.dec.Close(s)
	}
	if last && !s.ended && s.calls != nil {
		s.endCalls("")
		s.drain()
	}
	if last && !s.ended {
		s.flush(nil)
	}
	s.begun = s.begun || len(s.output) > 0
	return s.output
}

// Held tells for each delta of the last Write how many bytes of its text were
// kept back when the event went on. It is valid until the next Write.
func (s *Stream) Held() []int { return s.held }

// Coded tells whether the stream came with a content coding. It goes on
// without one.
func (s *Stream) Coded() bool { return s.coded }

func (s *Stream) decode(p []byte, last bool) []byte {
	var err error
	if s.plain, err = s.decoder.Append(s.plain[:0], p); err == nil && last {
		err = s.decoder.Close()
	}
	if err != nil {
		s.out.lower(Partial, BadFraming)
		s.block(nil, 502)
		return nil
	}
	return s.plain
}

// Outcome is what is known so far.
func (s *Stream) Outcome() *Outcome {
	s.out.API = s.x.API()
	if s.shadow != nil {
		s.out.Shadow = s.shadow.Outcome()
	}
	return &s.out
}

// Settled tells whether there was a first verdict: some text went on, or no
// rule blocks. Until then a refusal can still be a response of its own, if
// nothing was sent.
func (s *Stream) Settled() bool { return s.spoken || !s.plan.refuses }

// Lost notes that what Write returned last could not go on.
func (s *Stream) Lost() { s.out.lower(Partial, BadFraming) }

// Begun tells whether any byte went on: before that, a block can still be
// answered with a status of its own.
func (s *Stream) Begun() bool { return s.begun }

func (s *Stream) enforcing() bool { return s.plan.Policy.Mode == policy.Enforce }

func (s *Stream) holdLimit() int { return s.plan.Policy.Limits.HoldBytes }

// other passes bytes without a payload on. Bytes that cannot be read as events
// go by the policy.
func (s *Stream) other(f *wire.Frame) {
	if f.Err != nil {
		s.out.lower(Partial, BadFraming)
		refuse := s.plan.Policy.OnInvalid == policy.Refuse
		if f.Kind == wire.Oversize {
			s.out.lower(Partial, OverLimit)
			refuse = s.plan.Policy.OnOverLimit == policy.Refuse
		}
		if refuse {
			s.block(nil, 502)
			return
		}
	}
	s.output = f.AppendRaw(s.output)
}

// Frame is the decoder's handler.
func (s *Stream) Frame(f *wire.Frame) error {
	if s.ended {
		return nil
	}
	if s.calls != nil {
		s.framed(f)
	} else {
		s.frame(f)
	}
	return nil
}

// frame judges one frame and writes it.
func (s *Stream) frame(f *wire.Frame) {
	switch {
	case f.Err != nil || f.Kind != wire.Message && f.Kind != wire.Partial:
		s.other(f)
	case f.Op == wire.OpBinary:
		s.binary(f)
	case f.IsDone():
		if s.flush(nil) {
			s.output = f.AppendRaw(s.output)
		}
	default:
		s.event(f)
	}
}
