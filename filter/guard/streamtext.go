package guard

import (
	"slices"

	"github.com/chatguard/chatguard/filter/chat"
	"github.com/chatguard/chatguard/filter/delta"
	"github.com/chatguard/chatguard/filter/jsonedit"
	"github.com/chatguard/chatguard/filter/policy"
	"github.com/chatguard/chatguard/filter/wire"
)

// channel finds the text that a delta belongs to, nil if there are too many.
func (s *Stream) channel(f *wire.Frame, str *eventString) *channel {
	var parents []uint64
	parents, h := s.ev.ancestors(s.scratch[:0], str.in)
	s.scratch = parents
	id := mix(h, str.leaf)
	if str.place.ByType {
		id = mix(id, hashBytes(s.ev.typ(f.Event)))
	}
	if c := s.channels[id]; c != nil {
		return c
	}
	if len(s.order) == maxChannels {
		return nil
	}
	scope := s.ev.scope(str.place, s.x.api, f.Event)
	c := &channel{
		id: id, scope: scope, readOnly: str.place.ReadOnly, class: str.place.Path, parents: slices.Clone(parents),
	}
	if scope == policy.ToolInput {
		c.args = new(delta.Arguments)
	}
	s.channels[id] = c
	s.order = append(s.order, c)
	s.traceChannel(c)
	return c
}

func (c *channel) endsWith(ends []uint64) bool {
	for _, e := range ends {
		if slices.Contains(c.parents, e) {
			return true
		}
	}
	return false
}

// keepModel remembers the event without any delta's text, for the event that
// may have to follow it.
// Neither has it any text that is edited: it would go on a second time; nor the
// name and the identifier of a call, which clients would put together.
func (c *channel) keepModel(name, data []byte, str *eventString, e *event, edits []jsonedit.Edit) {
	m := &c.model
	if len(data) > maxModel {
		return
	}
	m.name = append(m.name[:0], name...)
	m.data = m.data[:0]
	m.from, m.to = int(e.number.from), int(e.number.to)
	blank := e.once(str)
	for i := range e.strings {
		d := &e.strings[i]
		for len(edits) > 0 && edits[0].To < d.from {
			edits = edits[1:]
		}
		if d.place.Delta || len(edits) > 0 && edits[0].From < d.to {
			blank = append(blank, d)
		}
	}
	for i := range blank { // few
		for k := i; k > 0 && blank[k].from < blank[k-1].from; k-- {
			blank[k], blank[k-1] = blank[k-1], blank[k]
		}
	}
	at := int64(0)
	for i, d := range blank {
		if i > 0 && d == blank[i-1] {
			continue
		}
		m.data = append(m.data, data[at:d.from]...)
		if d == str {
			m.at = len(m.data)
		}
		if at = d.to; e.number.from >= d.to {
			m.from, m.to = m.from-int(d.to-d.from), m.to-int(d.to-d.from)
		}
	}
	m.data = append(m.data, data[at:]...)
}

// whole judges a text that stands complete in one event, such as the repeated
// text of a final event.
func (s *Stream) whole(f *wire.Frame, str *eventString) {
	t := s.ev.text.Bytes()[:str.b]
	if str.a == str.b {
		return
	}
	scope := s.ev.scope(str.place, s.x.api, f.Event)
	c := channel{
		scope: scope, readOnly: str.place.ReadOnly,
		complete: true, class: str.place.Path, buf: t[str.a-str.context:], context: str.context,
	}
	c.offset = -int64(str.context)
	if scope == policy.ToolInput && looksLikeJSON(t[str.a:]) {
		c.args = new(delta.Arguments)
		c.args.Text.Prefix(c.buf[:c.context]...)
		c.add(t[str.a:])
		c.settle()
	}
	s.out.Bytes += int64(str.b - str.a)
	v := s.judge(&c, true)
	if v.rule != nil && s.blocked(v.rule) {
		return
	}
	s.mark(v)
	s.spoken = true
	for _, ch := range v.changes {
		from, to := s.ev.text.Span(str.a+int(c.at(ch.start)), str.a+int(c.at(ch.end)))
		s.edits = append(s.edits, jsonedit.Edit{From: from, To: to, New: c.put(nil, &ch)})
	}
}

// text judges an event that is not JSON as plain text.
func (s *Stream) text(f *wire.Frame) {
	if f.Op != wire.OpText {
		s.out.lower(Partial, InvalidJSON)
	}
	if len(s.payload) > maxText {
		s.tooLong(f)
		return
	}
	c := channel{scope: policy.Other, complete: true, buf: s.payload}
	v := s.judge(&c, true)
	if v.rule != nil && s.blocked(v.rule) {
		return
	}
	s.mark(v)
	s.spoken = true
	for _, ch := range v.changes {
		s.edits = append(s.edits, jsonedit.Edit{From: int64(ch.start), To: int64(ch.end), New: ch.with})
	}
	s.write(f)
}

// root identifies the event's outermost object.
func (e *event) root() uint64 {
	ids := uint64(0)
	for i := range e.nodes {
		if !e.nodes[i].array {
			ids = e.nodes[i].ids
			break
		}
	}
	return mix(0, hashBytes(nil)+ids)
}

// terminal tells whether the event ends all texts of the stream.
func (e *event) terminal(api *chat.API, name []byte) bool {
	return api != nil && api.EndsAll(e.typ(name))
}
