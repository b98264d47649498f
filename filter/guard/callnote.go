package guard

import (
	"bytes"
	"slices"

	"github.com/chatguard/chatguard/filter/chat"
	"github.com/chatguard/chatguard/filter/mask"
	"github.com/chatguard/chatguard/filter/wire"
)

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
