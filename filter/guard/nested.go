package guard

import (
	"slices"
	"sort"

	"github.com/chatguard/chatguard/filter/jsonscan"
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
	for n.outer < n.last && in.hits[n.outer].to <= from {
		n.outer++
	}
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
	if !n.escaped {
		return
	}
	in := n.in
	n.giveUp(pos)
	if in.again {
		n.findRepeats()
		return
	}
	b := n.text.Bytes()
	found, _ := in.x.scratch.Look(in.looksFor(), b, n.from, true, true)
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
}

// giveUp takes back the outer hits inside the inner string that ends at pos of
// the outer text: they are judged again. What turns placeholders back stays.
// Hits and strings both come in order, so that each is looked at once.
func (n *nested) giveUp(pos int64) {
	in := n.in
	n.turned = n.turned[:0]
	from, to := in.text.Span(in.from+int(n.begin), in.from+int(pos))
	for n.outer < n.last && (in.hits[n.outer].to <= from || in.hits[n.outer].leak || in.hits[n.outer].attack) {
		n.outer++
	}
	for i := n.outer; i < n.last && in.hits[i].from < to; i++ {
		switch h := &in.hits[i]; {
		case h.leak, h.attack:
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
