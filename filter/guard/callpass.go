package guard

import (
	"slices"
	"strconv"
	"strings"

	"github.com/chatguard/chatguard/filter/chat"
	"github.com/chatguard/chatguard/filter/jsonedit"
	"github.com/chatguard/chatguard/filter/mask"
	"github.com/chatguard/chatguard/filter/policy"
	"github.com/chatguard/chatguard/filter/wire"
)

// passEvent hands an event to the rest of the stream, without the calls that
// are taken out.
func (s *Stream) passEvent(f *wire.Frame) {
	if !s.outline(f) {
		if !s.ended {
			s.event(f)
		}
		return
	}
	cs := s.calls
	st := &cs.st
	st.strips.Reset()
	if c := s.callOf(f); c != nil {
		s.replace(c, f)
		return
	}
	s.wholeCalls()
	if s.ended {
		return
	}
	for i := range st.Items {
		it := &st.Items[i]
		if it.Entry.Kind != chat.Call || st.isWhole(it) || st.Nodes[it.Node].Parent < 0 {
			continue
		}
		if c := cs.calls[st.callKey(it)]; c != nil && c.state == callStrip {
			notice := c.notice
			if c.replaced {
				notice = nil // it is said once
			}
			c.replaced = true
			st.strips.Add(&st.Outline, int32(i), notice)
		}
	}
	edits, ok := st.strips.Edits(&st.Outline, s.payload)
	if !ok {
		s.block(nil, s.plan.Policy.Response.Status)
		return
	}
	edits = s.otherEdits(edits)
	if len(edits) == 0 {
		s.event(f)
		return
	}
	cs.cut = (&Outcome{Edits: edits}).Apply(cs.cut[:0], s.payload)
	s.unwrap(f)
	s.payload, s.rewritten = cs.cut, true
	s.judgeEvent(f)
	s.rewritten = false
}

// callOf is the call that an event is a part of as a whole, if it is taken out.
func (s *Stream) callOf(f *wire.Frame) *streamCall {
	num, ok := s.calls.st.Numbers[0]
	if !ok {
		return nil
	}
	c := s.calls.calls[num.Text+"."]
	if c == nil || c.state != callStrip || !s.x.api.OfCalls(s.eventType(f)) {
		return nil
	}
	return c
}

// replace drops an event of a call. In place of the first one the API's own
// events for a text are written.
func (s *Stream) replace(c *streamCall, f *wire.Frame) {
	_ = s.eventType(f) // reads its number
	first := !c.replaced
	c.replaced = true
	number := s.ev.number
	if number.to > 0 {
		s.inserted--
		s.sequence = number.value + 1
	}
	if !first {
		return
	}
	for _, e := range s.x.api.Replace {
		if number.to > 0 {
			s.inserted++
		}
		data := strings.ReplaceAll(e.Data, "{notice}", string(mask.AppendJSON(nil, c.notice)))
		data = strings.ReplaceAll(data, `"{index}"`, strings.TrimSuffix(c.key, "."))
		data = strings.ReplaceAll(data, `"{sequence}"`, strconv.FormatInt(number.value+s.inserted, 10))
		event := e.Event
		if s.wrapped {
			event = string(f.Event)
		}
		s.output = s.dec.AppendNew(s.output, event, s.wrap(event, []byte(data)))
	}
	s.spoken = true
}

// wholeCalls judges the calls that stand complete in an event, and puts those
// that are taken out on the list.
func (s *Stream) wholeCalls() {
	st, tools := &s.calls.st, s.plan.Policy.Tools
	for i := range st.Items {
		it := &st.Items[i]
		scope := policy.ToolInput
		switch {
		case it.Entry.Kind == chat.Definition:
			scope = policy.ToolDefinition
		case it.Entry.Kind != chat.Call || !st.isWhole(it):
			continue
		}
		for _, name := range it.Tools() {
			kind := s.plan.structure.denied
			if tools.Allowed(name) {
				if kind = s.plan.structure.arguments; scope != policy.ToolInput || st.argumentsFit(s.plan, tools, it, name, s.payload) {
					continue
				}
			}
			strip, notice := s.judgeTool(kind, name, scope, it.Entry.Path)
			if s.ended {
				return
			}
			if strip && !st.strips.Add(&st.Outline, int32(i), notice) {
				s.block(s.plan.decide(kind, 1, scope, s.dir), s.plan.Policy.Response.Status)
				return
			}
			break
		}
	}
}

// otherEdits adds what follows from calls that are gone: the reason for
// stopping, and the numbers of calls behind them.
func (s *Stream) otherEdits(edits []jsonedit.Edit) []jsonedit.Edit {
	st := &s.calls.st
	gone, left := s.countCalls()
	for i := range st.Items {
		it := &st.Items[i]
		n := &st.Nodes[it.Node]
		switch {
		case it.Entry.Kind == chat.Finish && it.Value == it.Entry.From && gone > 0 && left == 0 && !inEdits(edits, n.From):
			edits = insertEdit(edits, jsonedit.Edit{From: n.From, To: n.To, New: append(mask.AppendJSON([]byte{'"'}, []byte(it.Entry.To)), '"')})
		case it.Entry.Kind == chat.Call && !st.isWhole(it) && n.Parent >= 0 && gone > 0:
			num, ok := st.Numbers[it.Node]
			v, err := strconv.Atoi(num.Text)
			if before := s.goneBefore(st.callKey(it), v); ok && err == nil && before > 0 && !inEdits(edits, n.From) {
				at := &st.Nodes[num.Node]
				edits = insertEdit(edits, jsonedit.Edit{From: at.From, To: at.To, New: strconv.AppendInt(nil, int64(v-before), 10)})
			}
		}
	}
	return edits
}

func inEdits(edits []jsonedit.Edit, pos int64) bool {
	return slices.ContainsFunc(edits, func(e jsonedit.Edit) bool { return e.From <= pos && pos < e.To })
}

// countCalls counts the calls of the stream that were taken out and the others.
func (s *Stream) countCalls() (gone, left int) {
	for _, c := range s.calls.order {
		if c.state == callStrip {
			gone++
		} else {
			left++
		}
	}
	return
}

// goneBefore counts the calls that were taken out and have a smaller number
// than v, beside the call with a key.
func (s *Stream) goneBefore(key string, v int) (n int) {
	cut := strings.LastIndexByte(strings.TrimSuffix(key, "."), '.') + 1
	for _, c := range s.calls.order {
		if c.state != callStrip || !strings.HasPrefix(c.key, key[:cut]) {
			continue
		}
		if x, err := strconv.Atoi(strings.TrimSuffix(c.key[cut:], ".")); err == nil && x < v {
			n++
		}
	}
	return n
}
