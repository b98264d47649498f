package guard

import (
	"bytes"
	"encoding/binary"

	"github.com/chatguard/chatguard/filter/detect"
	"github.com/chatguard/chatguard/filter/text/ascii"
)

// A repeat is a value that was found once and stands in the same body or
// stream again, also where nothing beside it tells what it is. Policies ask
// for repeats; they are found as whole words of the same bytes. Nothing
// of them outlives the body.

// Bounds of repeats.
const (
	minRepeat       = 4 // bytes: the index is made of so many
	maxRepeat       = 256
	maxRepeats      = 1024
	maxRepeatValues = 64 << 10 // bytes of all values
)

// repeats are the values to look for.
type repeats struct {
	list  []repeat
	first map[uint32]int32 // by a value's first bytes: 1 + the last of them in list
	text  []byte           // of the values
	full  bool             // there was no room for one
}

// repeat is a value that was found.
type repeat struct {
	kind      detect.Type
	score     float32
	validated bool
	from, to  int32 // in text
	next      int32 // 1 + another one with the same first bytes, 0 for none
	in        *channel
	after     int64 // where it ended in that channel of a stream
}

func (r *repeats) reset() {
	clear(r.first)
	r.list, r.text, r.full = r.list[:0], r.text[:0], false
}

func (r *repeats) value(x *repeat) []byte { return r.text[x.from:x.to] }

// add keeps a value, unless it is there already.
func (r *repeats) add(x repeat, value []byte) {
	if len(value) < minRepeat || len(value) > maxRepeat {
		return
	}
	key := binary.LittleEndian.Uint32(value)
	for i := r.first[key]; i > 0; i = r.list[i-1].next {
		if bytes.Equal(r.value(&r.list[i-1]), value) {
			return
		}
	}
	if len(r.list) == maxRepeats || len(r.text)+len(value) > maxRepeatValues {
		r.full = true
		return
	}
	if r.first == nil {
		r.first = map[uint32]int32{}
	}
	x.from = int32(len(r.text))
	r.text = append(r.text, value...)
	x.to, x.next = int32(len(r.text)), r.first[key]
	r.list = append(r.list, x)
	r.first[key] = int32(len(r.list))
}

// find calls found for each value in t[from:], the longest where several begin.
// If more of t may follow, a word at its end is not told yet.
func (r *repeats) find(t []byte, from int, final bool, found func(x *repeat, start, end int)) {
	if len(r.list) == 0 {
		return
	}
	for i := from; i+minRepeat <= len(t); i++ {
		if divided(t, i) {
			continue
		}
		var best *repeat
		for k := r.first[binary.LittleEndian.Uint32(t[i:])]; k > 0; k = r.list[k-1].next {
			x := &r.list[k-1]
			end := i + int(x.to-x.from)
			if (best == nil || x.to-x.from > best.to-best.from) && (end < len(t) || end == len(t) && final) &&
				bytes.Equal(t[i:end], r.value(x)) && !divided(t, end) {
				best = x
			}
		}
		if best != nil {
			end := i + int(best.to-best.from)
			found(best, i, end)
			i = end - 1
		}
	}
}

// open is from where on t may end in a part of a value, or in one that may be
// part of a longer word.
func (r *repeats) open(t []byte, from int) int {
	if len(r.list) == 0 {
		return len(t)
	}
	for i := max(from, len(t)-maxRepeat); i < len(t); i++ {
		if !divided(t, i) && r.begins(t[i:]) {
			return i
		}
	}
	return len(t)
}

// begins tells whether some value begins with t.
func (r *repeats) begins(t []byte) bool {
	if len(t) >= minRepeat {
		for k := r.first[binary.LittleEndian.Uint32(t)]; k > 0; k = r.list[k-1].next {
			if bytes.HasPrefix(r.value(&r.list[k-1]), t) {
				return true
			}
		}
		return false
	}
	for i := range r.list {
		if bytes.HasPrefix(r.value(&r.list[i]), t) {
			return true
		}
	}
	return false
}

// divided tells whether position i of t is inside a word.
func divided(t []byte, i int) bool {
	return i > 0 && i < len(t) && ascii.Word(t[i-1]) && ascii.Word(t[i])
}

// planRepeats finds the types whose values count: not those that are judgements
// of a text, such as attacks.
func (p *Plan) planRepeats(types map[string]detect.Type) {
	if !p.Policy.Repeats {
		return
	}
	p.repeats = make([]bool, p.set.Len())
	for _, group := range []string{"pii", "secrets", "business"} {
		list, _ := detect.Catalog().Resolve(group)
		for _, name := range list {
			if t, ok := types[name]; ok {
				p.repeats[t] = true
			}
		}
	}
	for i := range p.Policy.Detectors {
		p.repeats[types[p.Policy.Detectors[i].Name]] = true
	}
}

// reread reads the body a second time, for repeats of what it found in the first.
func (in *Inspector) reread(again Again) {
	if in.plan.repeats == nil || in.err != nil || in.skip != "" || len(in.hits) == 0 || again == nil {
		return
	}
	in.repeats.reset()
	for i := range in.hits {
		if h := &in.hits[i]; !h.restored && in.plan.repeats[h.kind] {
			in.repeats.add(repeat{kind: h.kind, score: h.score, validated: h.validated}, in.values[h.value:h.value+h.len])
		}
	}
	if len(in.repeats.list) == 0 {
		return
	}
	out, size, read, n := in.out, in.size, in.x.read, len(in.hits)
	in.again, in.size = true, 0
	in.rewind()
	err := in.readAgain(again)
	in.again, in.out, in.size, in.x.read = false, out, size, read
	if err != nil {
		_ = in.undecodable(err)
		in.hits = in.hits[:n]
	}
	if in.repeats.full {
		in.out.lower(Partial, OverLimit)
	}
	in.hits = in.hits[:n+apart(in.hits[:n], in.hits[n:])]
	in.repeats.reset()
}

// readAgain reads the whole body, in the form that the first reading settled.
func (in *Inspector) readAgain(again Again) error {
	if in.form == formText {
		if err := in.textAgain(again); err != nil {
			return err
		}
		in.inspectBody()
		return nil
	}
	if err := in.plainAgain(again, in.write); err != nil {
		return err
	}
	in.endForm()
	return nil
}

// findRepeats looks for them in the string that was collected.
func (in *Inspector) findRepeats(lv level) {
	b, first := in.text.Bytes(), len(in.hits)
	in.repeats.find(b, in.from, true, func(x *repeat, start, end int) {
		if lv == levelNumber && (start != in.from || end != len(b) || !x.validated) {
			return
		}
		from, to := in.text.Span(start, end)
		in.add(hit{
			kind: x.kind, validated: x.validated, level: lv, score: x.score, from: from, to: to, repeat: true,
			start: int32(start - in.from + in.skipped), end: int32(end - in.from + in.skipped),
		}, b[start:end])
	})
	if lv == levelString && in.skipped == 0 && looksLikeJSON(b[in.from:]) && (len(in.hits) > first || bytes.IndexByte(b, '\\') >= 0) {
		in.nested.run(in, first)
	}
}

// findRepeats looks for them in a string of an inner document.
func (n *nested) findRepeats() {
	in, b := n.in, n.text.Bytes()
	in.repeats.find(b, n.from, true, func(x *repeat, start, end int) {
		a, z := n.text.Span(start, end)
		from, to := in.text.Span(in.from+int(a), in.from+int(z))
		in.add(hit{
			kind: x.kind, validated: x.validated, level: levelNested, score: x.score, from: from, to: to, repeat: true,
			start: int32(a), end: int32(z),
		}, b[start:end])
	})
}

// apart moves those of more to the front that touch none of hits, and tells how
// many they are. It sorts both.
func apart(hits, more []hit) int {
	sortHits(hits)
	sortHits(more)
	kept, next, reach := 0, 0, int64(-1) // of the hits that begin before the end of the one looked at
	for i := range more {
		for ; next < len(hits) && hits[next].from < more[i].to; next++ {
			if !hits[next].attack && !hits[next].payload {
				reach = max(reach, hits[next].to)
			}
		}
		if reach <= more[i].from {
			more[kept] = more[i]
			kept++
		}
	}
	return kept
}

// noteRepeats keeps the values of a channel that are going to be told, and
// returns from where on its text has to wait for more of them.
func (s *Stream) noteRepeats(c *channel, open int, final bool) int {
	if s.plan.repeats == nil {
		return open
	}
	for i := range s.found {
		f, value := &s.found[i].Finding, s.found[i].Value(c.buf)
		if f.End > open || !s.plan.repeats[f.Type] || s.x.tokens.Covers(f) || s.plan.harmless(f) || s.plan.Policy.Allow.Match(value) ||
			s.plan.decide(f.Type, f.Score, c.scope, s.dir) == nil {
			continue
		}
		x := repeat{kind: f.Type, score: f.Score, validated: f.Validated}
		if !c.complete {
			x.in, x.after = c, c.offset+int64(f.End)
		}
		if s.repeats.add(x, value); s.repeats.full {
			s.out.lower(Partial, OverLimit)
		}
	}
	if final {
		return open
	}
	return min(open, s.repeats.open(c.buf, c.context))
}

// actRepeats enters into v what the rules say of the repeats that can be told.
// In a text that comes in pieces those count that follow the value: what is in
// front of it may be gone.
func (s *Stream) actRepeats(c *channel, v *channelVerdict) {
	told := v.open == len(c.buf)
	s.repeats.find(c.buf, c.context, told, func(x *repeat, start, end int) {
		if end > v.open || x.in == c && c.offset+int64(start) < x.after {
			return
		}
		for i := range s.found {
			if f := &s.found[i]; f.Start < end && start < f.End {
				return
			}
		}
		s.carryOut(c, v, s.plan.decide(x.kind, x.score, c.scope, s.dir), x.kind, start, end, x.score, c.buf[start:end])
	})
}
