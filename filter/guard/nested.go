package guard

import (
	"slices"
	"sort"

	"github.com/chatguard/chatguard/filter/detect"
	"github.com/chatguard/chatguard/filter/jsonscan"
	"github.com/chatguard/chatguard/filter/payload"
	"github.com/chatguard/chatguard/filter/text"
)

// nested reads JSON that is the content of a JSON string (tool arguments, tool
// results). The string was inspected as text already; what that cannot see is
// a value behind escapes of the inner document. So inner strings with escapes
// are inspected again, decoded, and in them only these findings count: an edit
// made from the outer text could cut an inner escape in two.
type nested struct {
	in      *Inspector
	scan    jsonscan.Scanner
	text    text.Text
	key     []byte
	from    int
	begin   int64 // of the inner string, in the outer text
	escaped bool
	outer   int // the outer hits are in.hits[outer:last]
	last    int
	turned  [][2]int64 // where placeholders of the inner string are turned back
	numbers []innerNumber
}

// innerNumber is a number of the inner document in which hit was found. It
// counts once the document is known to be one.
type innerNumber struct {
	hit      int
	from, to int64 // of the whole number in the body
}

// run reads the text that in holds; its hits begin at first.
func (n *nested) run(in *Inspector, first int) {
	n.in, n.outer, n.last, n.numbers = in, first, len(in.hits), n.numbers[:0]
	sort.Stable(byPlace(in.hits[first:]))
	n.scan.Reset(in.plan.limits(), n)
	err := n.scan.Write(in.text.Bytes()[in.from:])
	if err == nil {
		err = n.scan.Close()
	}
	if err == nil {
		for _, num := range n.numbers {
			h := &in.hits[num.hit]
			h.numFrom, h.numTo = num.from, num.to
		}
	}
	in.hits = append(in.hits[:first], slices.DeleteFunc(in.hits[first:], func(h hit) bool { return h.len < 0 })...)
	if err != nil {
		return
	}
	for i := first; i < len(in.hits); i++ {
		in.hits[i].level = levelNested
	}
}

func (n *nested) BeginObject(int64) { n.key = n.key[:0] }
func (n *nested) EndObject(int64)   { n.key = n.key[:0] }
func (n *nested) BeginArray(int64)  {}
func (n *nested) EndArray(int64)    { n.key = n.key[:0] }

func (n *nested) Key(key []byte, _ int64, _ int) { n.key = append(n.key[:0], key...) }

func (n *nested) Scalar(raw []byte, pos int64) {
	in := n.in
	if len(raw) < minNumber {
		return
	}
	from, to := in.text.Span(in.from+int(pos), in.from+int(pos)+len(raw))
	n.skipTo(from)
	for i := n.outer; i < n.last && in.hits[i].from < to; i++ {
		if h := &in.hits[i]; h.from >= from && !h.leak && !h.restored {
			n.numbers = append(n.numbers, innerNumber{i, from, to})
		}
	}
}

func (n *nested) BeginString(pos int64) bool {
	n.text.Reset()
	n.from = fieldContext(&n.text, n.key)
	n.begin, n.escaped = pos, false
	return true
}

func (n *nested) Text(b []byte, pos int64, raw int) {
	n.escaped = n.escaped || raw != len(b)
	n.text.Append(b, pos, raw)
}

func (n *nested) EndString(pos int64) {
	if n.escaped || n.attacked(pos) {
		n.lookAgain(pos)
	}
	if !n.in.again {
		n.judgeValue(pos)
	}
}

// lookAgain inspects the inner string that ends at pos.
func (n *nested) lookAgain(pos int64) {
	in := n.in
	n.giveUp(pos)
	if in.again {
		n.findRepeats()
		return
	}
	b := n.text.Bytes()
	found := in.x.scratch.lookAt(in.looksFor(), b, n.from)
	in.disguised = in.disguised || !in.x.scratch.Complete()
	for i := range found {
		f, value := &found[i].Finding, found[i].Value(b)
		if in.fate(f, value, levelNested) != "" {
			continue
		}
		start, end := n.text.Span(f.Start, f.End)
		from, to := in.text.Span(in.from+int(start), in.from+int(end))
		if n.turnsBack(from, to) {
			continue
		}
		in.add(hit{
			kind: f.Type, validated: f.Validated, gaveAway: in.x.gaveAway(f.Type, value, in.dir), level: levelNested, score: f.Score, from: from, to: to,
			start: int32(start), end: int32(end),
		}, value)
	}
	if in.plan.payloads.wanted&in.dir != 0 {
		for _, f := range in.x.scratch.payloadsIn(b, n.from) {
			n.addPayload(f)
		}
	}
}

// judgeValue looks at the inner string that ends at pos as a whole.
func (n *nested) judgeValue(pos int64) {
	if n.in.plan.payloads.wanted&n.in.dir == 0 {
		return
	}
	b := n.text.Bytes()[n.from:]
	if len(b) > payload.MaxValue || isProse(b) {
		return
	}
	for _, f := range n.in.x.scratch.value(b) {
		if !n.told(n.in.plan.payloads.types[f.Kind], pos) {
			f.Start, f.End = f.Start+n.from, f.End+n.from
			n.addPayload(f)
		}
	}
}

// attacked reports whether the outer text showed a payload in the inner string that ends at pos. What it means depends on how
// that string begins.
func (n *nested) attacked(pos int64) bool {
	in := n.in
	from, to := in.text.Span(in.from+int(n.begin), in.from+int(pos))
	n.skipTo(from)
	for i := n.outer; i < n.last && in.hits[i].from < to; i++ {
		if in.hits[i].payload && in.hits[i].to > from {
			return true
		}
	}
	return false
}

// skipTo leaves out the outer hits that end before from.
func (n *nested) skipTo(from int64) {
	for n.outer < n.last && n.in.hits[n.outer].to <= from {
		n.outer++
	}
}

// told reports whether something of a kind was found in the inner string that ends at pos. Its outer hits are the ones from
// outer on, its own the last.
func (n *nested) told(kind detect.Type, pos int64) bool {
	in := n.in
	from, to := in.text.Span(in.from+int(n.begin), in.from+int(pos))
	n.skipTo(from)
	for i := n.outer; i < n.last && in.hits[i].from < to; i++ {
		if h := &in.hits[i]; h.kind == kind && h.len >= 0 {
			return true
		}
	}
	for i := len(in.hits) - 1; i >= n.last && in.hits[i].from >= from; i-- {
		if in.hits[i].kind == kind {
			return true
		}
	}
	return false
}

// addPayload keeps a payload of the inner string.
func (n *nested) addPayload(f payload.Finding) {
	in := n.in
	if f.Start = max(f.Start, n.from); f.Start >= f.End {
		return
	}
	start, end := n.text.Span(f.Start, f.End)
	in.addPayload(f.Kind, in.from+int(start), in.from+int(end), f.Strength, levelNested, false)
}

// giveUp takes back the outer hits inside the inner string that ends at pos of
// the outer text: they are judged again. What turns placeholders back stays.
// Hits and strings both come in order, so that each is looked at once.
func (n *nested) giveUp(pos int64) {
	in := n.in
	n.turned = n.turned[:0]
	from, to := in.text.Span(in.from+int(n.begin), in.from+int(pos))
	for n.outer < n.last && (in.hits[n.outer].to <= from || in.hits[n.outer].leak || in.hits[n.outer].attack && !in.hits[n.outer].payload) {
		n.outer++
	}
	for i := n.outer; i < n.last && in.hits[i].from < to; i++ {
		switch h := &in.hits[i]; {
		case h.leak, h.attack && !h.payload:
		case h.restored:
			n.turned = append(n.turned, [2]int64{h.from, h.to})
		default:
			h.len = -1
		}
	}
}

// turnsBack tells whether some of the body's bytes [from, to) are going to be
// replaced by what the request had there. It is asked in order of the text.
func (n *nested) turnsBack(from, to int64) bool {
	for len(n.turned) > 0 && n.turned[0][1] <= from {
		n.turned = n.turned[1:]
	}
	return len(n.turned) > 0 && n.turned[0][0] < to
}
