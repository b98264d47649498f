package guard

import (
	"strconv"

	"github.com/chatguard/chatguard/filter/chat"
	"github.com/chatguard/chatguard/filter/policy"
	"github.com/chatguard/chatguard/filter/wire"
)

// callStream judges the calls of tools in a stream. A call waits, and with it
// all that follows, until it can be told: its name decides, or, where the policy
// says something of its arguments, their end. Then its events go on as they came,
// or without it.
//
// Memory: frames wait up to the policy's limit of an event; no more calls are
// kept than channels.
type callStream struct {
	st    structure
	calls map[string]*streamCall
	order []*streamCall
	queue []heldFrame
	held  int // bytes of queue
	cut   []byte
}

// heldFrame is a frame that waits, for calls or for what stands before it.
type heldFrame struct {
	frame   *wire.Frame
	message bool
	calls   []*streamCall
}

// streamCall is one call of a stream.
type streamCall struct {
	key      string
	path     string // as the API names it
	names    []string
	args     []byte   // content of a JSON string, of its pieces so far
	finals   [][]byte // its arguments, where they are repeated as a whole
	state    callState
	replaced bool   // what takes its place was written
	notice   []byte // that it leaves
}

type callState uint8

const (
	callOpen  callState = iota // its name or its arguments are not known
	callPass                   // it goes on
	callStrip                  // it is taken out
)

// newCallStream is nil if the policy says nothing of tools.
func (s *Stream) newCallStream() *callStream {
	if s.plan.Policy.Tools == nil || s.plan.structure.wanted&s.dir == 0 {
		return nil
	}
	return &callStream{calls: map[string]*streamCall{}}
}

// framed takes a frame of the stream and passes on what can be told.
func (s *Stream) framed(f *wire.Frame) {
	cs := s.calls
	message := f.Err == nil && (f.Kind == wire.Message || f.Kind == wire.Partial) && f.Op != wire.OpBinary && !f.IsDone()
	if message {
		s.noteCalls(f)
	}
	if f.IsDone() || f.Kind == wire.Partial {
		s.endCalls("")
	}
	if s.ended {
		return
	}
	s.drain()
	var calls []*streamCall
	if message {
		calls = s.waitsFor(f)
	}
	if len(cs.queue) == 0 && calls == nil {
		s.passFrame(f, message)
		return
	}
	cs.queue = append(cs.queue, heldFrame{f.Clone(), message, calls})
	if cs.held += len(f.Raw); cs.held > s.plan.Policy.Limits.EventBytes {
		s.overLimit()
		s.drain()
	}
}

// overLimit gives up on calls that are not complete, as the policy says.
func (s *Stream) overLimit() {
	s.out.lower(Partial, OverLimit)
	if s.plan.Policy.OnOverLimit == policy.Refuse {
		s.block(nil, 502)
	}
	for _, c := range s.calls.order {
		if c.state == callOpen {
			c.state = callPass
		}
	}
}

// drain passes on the frames that wait for nothing any more.
func (s *Stream) drain() {
	cs := s.calls
	for len(cs.queue) > 0 && !s.ended {
		h := &cs.queue[0]
		for _, c := range h.calls {
			if c.state == callOpen {
				return
			}
		}
		f, message := h.frame, h.message
		cs.queue, cs.held = cs.queue[1:], cs.held-len(f.Raw)
		s.passFrame(f, message)
	}
	if len(cs.queue) == 0 {
		cs.queue = nil
	}
}

// passFrame hands a frame to the rest of the stream.
func (s *Stream) passFrame(f *wire.Frame, message bool) {
	switch {
	case s.ended:
	case message:
		s.passEvent(f)
	default:
		s.frame(f)
	}
}

// outline reads an event; false if its structure is of no interest.
func (s *Stream) outline(f *wire.Frame) bool {
	s.unwrap(f)
	if s.x.api == nil && s.ev.read(s.x, s.payload) == nil {
		s.settleAPI()
	}
	if !s.x.api.Outlined(chat.Event) {
		return false
	}
	err := s.calls.st.Read(s.x.api, chat.Event, s.payload, 0, s.plan.limits())
	if err == chat.ErrOutline {
		s.overLimit()
	}
	return err == nil
}

// callKey tells which call an item is a piece of.
func (st *structure) callKey(it *chat.Item) string {
	key := ""
	for n := it.Node; n >= 0; n = st.Nodes[n].Parent {
		if num, ok := st.Numbers[n]; ok {
			key = num.Text + "." + key
		} else if n == it.Node && st.Nodes[n].InArray {
			key = "#" + strconv.Itoa(int(st.Nodes[n].Ordinal)) + "." + key
		}
	}
	return key
}

// isWhole tells whether an item is a call that stands in one event.
// That is so in an API that numbers none.
func (st *structure) isWhole(it *chat.Item) bool { return it.Entry.Whole || !st.Numbered() }
