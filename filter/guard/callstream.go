package guard

import (
	"bytes"
	"slices"
	"strconv"

	"github.com/chatguard/chatguard/filter/chat"
	"github.com/chatguard/chatguard/filter/mask"
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

// noteCalls takes what an event says of calls, and judges those that it tells
// enough of.
func (s *Stream) noteCalls(f *wire.Frame) {
	if !s.outline(f) {
		return
	}
	cs := s.calls
	for i := range cs.st.Items {
		it := &cs.st.Items[i]
		switch {
		case it.Entry.Kind == chat.Finish:
			if it.Value != "" {
				s.endCalls(cs.st.callKey(it))
			}
		case it.Entry.Kind != chat.Call || cs.st.isWhole(it) || len(it.Tools()) == 0 && len(it.Args) == 0 && len(it.Finals) == 0:
		default:
			s.notePiece(it)
		}
		if s.ended {
			return
		}
	}
	api := s.x.api
	switch t := s.eventType(f); {
	case api.EndsAll(t):
		s.endCalls("")
	case api.Ends(t):
		if num, ok := cs.st.Numbers[0]; ok {
			s.endCalls(num.Text + ".")
		}
	}
}

// eventType is the event's type: in its data or, without that, its name.
func (s *Stream) eventType(f *wire.Frame) []byte {
	if s.ev.read(s.x, s.payload) != nil {
		return f.Event
	}
	return s.ev.typ(f.Event)
}

// notePiece adds a piece of a call.
func (s *Stream) notePiece(it *chat.Item) {
	cs := s.calls
	key := cs.st.callKey(it)
	c := cs.calls[key]
	if c == nil {
		if len(it.Tools()) == 0 {
			return // the end of one that was never begun
		}
		if len(cs.order) == maxChannels {
			s.overLimit()
			return
		}
		c = &streamCall{key: key, path: it.Entry.Path}
		cs.calls[key] = c
		cs.order = append(cs.order, c)
	}
	for _, name := range it.Tools() {
		if !slices.Contains(c.names, name) {
			c.names = append(c.names, name)
			if c.state == callPass {
				c.state = callOpen // it is another one
			}
		}
	}
	if c.state != callOpen {
		return
	}
	constrained := false
	for _, name := range c.names {
		if !s.plan.Policy.Tools.Allowed(name) {
			s.judgeCall(c, s.plan.structure.denied, name)
			return
		}
		constrained = constrained || s.plan.Policy.Tools.Constrains(name)
	}
	if !constrained {
		c.state = callPass
		return
	}
	for _, node := range it.Finals {
		n := &cs.st.Nodes[node]
		c.finals = append(c.finals, bytes.Clone(s.payload[n.From:n.To]))
	}
	for _, node := range it.Args {
		n := &cs.st.Nodes[node]
		raw := s.payload[n.From:n.To]
		switch {
		case raw[0] == '"':
			c.args = append(c.args, raw[1:len(raw)-1]...)
		case n.Kids > 0 || string(raw) != "{}" && !n.Null:
			c.args = mask.AppendJSON(c.args, raw)
		}
	}
	size := len(c.args)
	for _, b := range c.finals {
		size += len(b)
	}
	if size > s.plan.Policy.Limits.EventBytes || len(c.names)+len(c.finals) > maxChannels {
		s.overLimit()
	}
}

// endCalls judges the open calls whose key begins with a prefix: they are
// complete.
func (s *Stream) endCalls(prefix string) {
	for _, c := range s.calls.order {
		if c.state != callOpen || len(c.key) < len(prefix) || c.key[:len(prefix)] != prefix {
			continue
		}
		c.state = callPass
		if name, fit := s.callFits(c); !fit {
			s.judgeCall(c, s.plan.structure.arguments, name)
		}
		c.args, c.finals = nil, nil
		if s.ended {
			return
		}
	}
}

// waitsFor lists the calls that an event has a piece of and that cannot be
// told yet.
func (s *Stream) waitsFor(f *wire.Frame) (calls []*streamCall) {
	if !s.enforcing() || !s.outline(f) {
		return nil
	}
	st := &s.calls.st
	for i := range st.Items {
		if it := &st.Items[i]; it.Entry.Kind == chat.Call && !st.isWhole(it) {
			if c := s.calls.calls[st.callKey(it)]; c != nil && c.state == callOpen {
				calls = append(calls, c)
			}
		}
	}
	return calls
}
