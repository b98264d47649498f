package guard

import (
	"encoding/base64"
	"slices"
	"strconv"
	"strings"

	"github.com/chatguard/chatguard/filter/jsonedit"
	"github.com/chatguard/chatguard/filter/mask"
	"github.com/chatguard/chatguard/filter/policy"
	"github.com/chatguard/chatguard/filter/wire"
)

func (s *Stream) write(f *wire.Frame) {
	s.renumber()
	if !s.rewritten && (len(s.edits) == 0 || !s.enforcing()) {
		s.output = f.AppendRaw(s.output)
		return
	}
	o := Outcome{Edits: s.edits}
	s.data = o.Apply(s.data[:0], s.payload)
	if s.before > 0 {
		s.data = slices.Insert(s.data, 0, f.Data[:s.before]...)
	}
	if s.wrapped {
		s.data = s.chunk.AppendWith(nil, f.Data, s.data)
	}
	s.output = f.AppendWith(s.output, s.data)
}

// unwrap finds the event's JSON. Bedrock's invoke-with-response-stream has the
// model's own in base64, socket.io a few characters before it.
func (s *Stream) unwrap(f *wire.Frame) {
	s.payload, s.wrapped, s.before = f.Data, false, 0
	if head, kind, ok := packetHead(f.Data); ok && f.Op == wire.OpText {
		s.payload, s.before = f.Data[head:], head
		s.packet = append(s.packet[:0], f.Data[:kind]...)
		return
	}
	if string(f.Event) != "chunk" {
		return
	}
	if inner, ok := s.chunk.Decode(f.Data); ok {
		s.payload, s.wrapped = inner, true
	}
}

// wrap is a payload of our own as the stream's frames hold them.
func (s *Stream) wrap(event string, data []byte) []byte {
	if event != "chunk" {
		return append(slices.Clone(s.packet), data...)
	}
	return append(base64.StdEncoding.AppendEncode([]byte(`{"bytes":"`), data), `"}`...)
}

// mark enters a verdict into the outcome.
func (s *Stream) mark(v channelVerdict) {
	if v.masked && s.out.Would == Allow {
		s.out.Would = Mask
		if s.enforcing() {
			s.out.Verdict = Mask
		}
	}
}

// render is the text that goes on, as content of the event's string. What
// came in this very event, from position held on, keeps its own spelling.
func (s *Stream) render(c *channel, v channelVerdict, str *eventString, held int64, data []byte) []byte {
	var out []byte
	at := c.at(c.context)
	through := func(end int64) {
		if at < held {
			cut := min(end, held)
			out = c.escape(out, c.bytes(at, cut))
			at = cut
		}
		if at < end {
			from, to := s.ev.text.Span(str.a+int(at-held), str.a+int(end-held))
			out = append(out, data[from:to]...)
			at = end
		}
	}
	for _, ch := range v.changes {
		if ch.start >= v.open {
			break
		}
		through(c.at(ch.start))
		out = c.put(out, &ch)
		at = c.at(ch.end)
	}
	if end := c.at(v.open); at < end {
		through(end)
	}
	return out
}

// flush judges what channels hold as final and writes it in events of its
// own: all channels if ends is nil, else those inside one of these containers.
// False if that ended the stream.
func (s *Stream) flush(ends []uint64) bool {
	for _, c := range s.order {
		if ends != nil && !c.endsWith(ends) {
			continue
		}
		if c.settle(); len(c.buf) == c.context {
			continue
		}
		v := s.judge(c, true)
		if v.rule != nil && s.blocked(v.rule) {
			return false
		}
		s.mark(v)
		if s.enforcing() && !c.readOnly {
			rest := s.render(c, v, &eventString{}, c.end(), nil)
			m := &c.model
			edits := insertEdit([]jsonedit.Edit{{From: int64(m.at), To: int64(m.at), New: rest}}, s.nextNumber(m))
			s.data = (&Outcome{Edits: edits}).Apply(s.data[:0], m.data)
			s.output = s.dec.AppendNew(s.output, string(m.name), s.wrap(string(m.name), s.data))
		}
		c.release(len(c.buf))
	}
	return true
}

// renumber gives the event that is written the number that it has behind the
// events that were put in before it, so that none is repeated.
func (s *Stream) renumber() {
	n := &s.ev.number
	if n.to == 0 {
		return
	}
	if s.inserted != 0 {
		s.edits = insertEdit(s.edits, jsonedit.Edit{From: n.from, To: n.to, New: strconv.AppendInt(nil, n.value+s.inserted, 10)})
	}
	s.sequence = n.value + 1
}

// nextNumber numbers an event that is put in, if the stream's are numbered.
func (s *Stream) nextNumber(m *eventModel) jsonedit.Edit {
	if m.to == 0 {
		return jsonedit.Edit{}
	}
	if s.ev.number.to > 0 && s.ev.number.value >= s.sequence {
		s.sequence = s.ev.number.value // of the event that comes behind it
	}
	s.inserted++
	return jsonedit.Edit{From: int64(m.from), To: int64(m.to), New: strconv.AppendInt(nil, s.sequence+s.inserted-1, 10)}
}

// insertEdit keeps edits in order; an empty one is dropped.
func insertEdit(list []jsonedit.Edit, e jsonedit.Edit) []jsonedit.Edit {
	if e.To == 0 {
		return list
	}
	i := len(list)
	for i > 0 && list[i-1].From > e.From {
		i--
	}
	return slices.Insert(list, i, e)
}

// report keeps a finding, up to a bound.
func (s *Stream) report(f Finding) {
	if len(s.out.Findings) < maxReported {
		s.out.Findings = append(s.out.Findings, f)
	}
}

// blocked carries a blocking rule out, if the policy enforces.
func (s *Stream) blocked(r *policy.Rule) bool {
	if !s.enforcing() {
		s.out.Would = Block
		return false
	}
	s.block(r, s.plan.Policy.Response.Status)
	return true
}

// block ends the stream as its API ends a refused one.
func (s *Stream) block(r *policy.Rule, status int) {
	s.out.Verdict, s.out.Would, s.out.Status = Block, Block, status
	if r != nil {
		s.out.Rule = r.Name
	}
	if !s.enforcing() {
		s.out.Verdict = Allow
		return
	}
	s.ended = true
	s.end()
}

// fill puts the stream's own fields and the message into a block event.
func (s *Stream) fill(data string) string {
	data = strings.ReplaceAll(data, "{message}", string(mask.AppendJSON(nil, []byte(s.plan.Policy.Response.Message))))
	var b strings.Builder
	for {
		head, rest, ok := strings.Cut(data, `"{=`)
		b.WriteString(head)
		if !ok {
			return b.String()
		}
		name, tail, _ := strings.Cut(rest, `}"`)
		if name == sequenceKey {
			b.WriteString(strconv.FormatInt(s.sequence+s.inserted, 10))
		} else if v := s.ev.fields[name]; v != nil {
			b.Write(v)
		} else {
			b.WriteString("null")
		}
		data = tail
	}
}

func quoted(value []byte) []byte {
	return append(mask.AppendJSON([]byte{'"'}, value), '"')
}
