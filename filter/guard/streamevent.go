package guard

import (
	"github.com/chatguard/chatguard/filter/chat"
	"github.com/chatguard/chatguard/filter/jsonedit"
	"github.com/chatguard/chatguard/filter/wire"
)

// event judges one event and writes it.
func (s *Stream) event(f *wire.Frame) {
	s.unwrap(f)
	s.judgeEvent(f)
}

// judgeEvent judges the payload of an event and writes it.
func (s *Stream) judgeEvent(f *wire.Frame) {
	s.edits = s.edits[:0]
	err := s.ev.read(s.x, s.payload)
	partial := f.Kind == wire.Partial // nothing can follow it
	if err != nil {
		s.ev.first = false
		if !partial || s.flush(nil) {
			s.text(f)
		}
		return
	}
	if s.settleAPI() {
		_ = s.ev.read(s.x, s.payload) // with the places of its API
	}
	s.ev.first = false
	if !s.judgeForm() {
		return
	}
	ends := s.ends(f)
	s.touched = s.touched[:0]
	for i := range s.ev.strings {
		str := &s.ev.strings[i]
		if s.media(f, str) {
			s.out.Blobs++
			s.out.lower(Partial, Media)
		} else if str.b-str.a > maxText {
			s.tooLong(f)
			return
		} else if str.place.Delta {
			s.delta(f, str, ends)
		} else {
			s.whole(f, str)
		}
		if s.ended {
			return
		}
	}
	for _, t := range s.touched {
		t.c.keepModel(f.Event, s.payload, t.str, &s.ev, s.edits)
	}
	if len(ends) > 0 && !s.flush(ends) {
		return
	}
	if (partial || s.ev.last || s.ev.terminal(s.x.api, f.Event)) && !s.flush(nil) {
		return
	}
	s.edits = withCuts(s.edits, s.cuts)
	s.write(f)
}

// ends collects the identities of the containers whose texts end here.
func (s *Stream) ends(f *wire.Frame) []uint64 {
	s.parents = s.parents[:0]
	for _, i := range s.ev.ended {
		var h uint64
		s.scratch, h = s.ev.ancestors(s.scratch[:0], i)
		s.parents = append(s.parents, h)
	}
	if s.x.api != nil && s.x.api.Ends(s.ev.typ(f.Event)) {
		s.parents = append(s.parents, s.ev.root())
	}
	return s.parents
}

// delta adds a piece to its channel and puts in its place what may go on.
func (s *Stream) delta(f *wire.Frame, str *eventString, ends []uint64) {
	c := s.channel(f, str)
	if c == nil {
		s.whole(f, str)
		return
	}
	held := c.add(s.ev.text.Bytes()[str.a:str.b])
	s.out.Bytes += int64(str.b - str.a)
	final := f.Kind == wire.Partial || c.endsWith(ends)
	if final {
		c.settle()
	}
	v := s.judge(c, final)
	if v.rule != nil && s.blocked(v.rule) {
		return
	}
	s.mark(v)
	s.spoken = s.spoken || v.open > c.context
	if s.enforcing() && !c.readOnly {
		s.held = append(s.held, int(c.end()-c.at(v.open)))
	}
	if s.enforcing() && !c.readOnly && (len(v.changes) > 0 || c.at(v.open) < c.end() || held > c.at(c.context)) {
		s.edits = append(s.edits, jsonedit.Edit{From: str.from, To: str.to, New: s.render(c, v, str, held, s.payload)})
	}
	s.touched = append(s.touched, touch{c, str})
	c.release(v.open)
}

// settleAPI tells whether an event's shape has shown the API.
func (s *Stream) settleAPI() bool {
	return s.x.api == nil && s.x.settle(&s.ev.walk, chat.Event)
}

// media tells whether a string of an event is encoded binary. A piece of one
// can be short.
func (s *Stream) media(f *wire.Frame, str *eventString) bool {
	t := s.ev.text.Bytes()[str.a:str.b]
	if str.place.ByType && s.x.api != nil && s.x.api.TypeMedia(s.ev.typ(f.Event)) {
		return base64Run(t) == len(t)
	}
	return !str.place.Delta && isMedia(t, str.place.Media)
}
