package main

import (
	"errors"
	"fmt"

	"github.com/chatguard/chatguard/filter/detect/table"
)

// programs collects the pattern programs and byte sets of all rules.
type programs struct {
	code  []uint32
	sets  []uint32
	known map[byteSet]uint32
}

// set returns the number of a byte set.
func (p *programs) set(s byteSet) uint32 {
	if p.known == nil {
		p.known = map[byteSet]uint32{}
	}
	if i, ok := p.known[s]; ok {
		return i
	}
	i := uint32(len(p.sets) / table.ClassWords)
	for _, w := range s {
		p.sets = append(p.sets, uint32(w), uint32(w>>32))
	}
	p.known[s] = i
	return i
}

// compile appends the program of n and returns where it starts. The pattern
// must be deterministic: wherever it may go on in two ways, the next byte
// decides which, once decide has gone over it. That makes one pass without
// going back possible.
func (p *programs) compile(n *node) (uint32, error) {
	start := len(p.code)
	g := &generator{p: p}
	if err := g.gen(decide(n), byteSet{}, true); err != nil {
		p.code = p.code[:start]
		return 0, err
	}
	p.emit(table.OpDone, 0)
	return uint32(start), nil
}

func (p *programs) emit(op table.Op, operand uint32, words ...uint32) int {
	at := len(p.code)
	p.code = append(p.code, uint32(op)|operand<<8)
	p.code = append(p.code, words...)
	return at
}

type generator struct {
	p       *programs
	depth   uint32 // counters in use
	capture bool
}

// gen emits n. follow holds the bytes that may come after n, end says that
// the whole match may end after n.
func (g *generator) gen(n *node, follow byteSet, end bool) error {
	switch n.kind {
	case kindSet:
		g.p.emit(table.OpByte, g.p.set(n.set))
		return nil
	case kindConcat:
		return g.concat(n.subs, follow, end)
	case kindAlt:
		return g.alternate(n, follow, end)
	case kindCapture:
		if g.capture {
			return errors.New("more than one capture group")
		}
		g.capture = true
		g.p.emit(table.OpSave, 0)
		if err := g.gen(n.subs[0], follow, end); err != nil {
			return err
		}
		g.p.emit(table.OpSave, 1)
		return nil
	}
	return g.repeat(n, follow, end)
}

func (g *generator) concat(subs []*node, follow byteSet, end bool) error {
	for i, s := range subs {
		f, nullable := firstOf(subs[i+1:])
		if nullable {
			f = f.or(follow)
		}
		if err := g.gen(s, f, end && nullable); err != nil {
			return err
		}
	}
	return nil
}

func (g *generator) alternate(n *node, follow byteSet, end bool) error {
	var seen byteSet
	var last *node
	var jumps []int
	_, nullable := n.first()
	if nullable {
		seen = follow
		if end {
			g.p.emit(table.OpMark, 0)
		}
	}
	for i, s := range n.subs {
		f, e := s.first()
		if x := f.and(seen); !x.empty() {
			return overlap("two alternatives", x)
		}
		seen = seen.or(f)
		if e && last != nil {
			return errors.New("two alternatives may be empty")
		}
		if e || (i == len(n.subs)-1 && !nullable) {
			last = s
			continue
		}
		test := g.p.emit(table.OpIf, g.p.set(f), 0)
		if err := g.gen(s, follow, end); err != nil {
			return err
		}
		jumps = append(jumps, g.p.emit(table.OpJump, 0))
		g.p.code[test+1] = uint32(len(g.p.code))
	}
	if last != nil {
		if err := g.gen(last, follow, end); err != nil {
			return err
		}
	}
	for _, j := range jumps {
		g.p.code[j] = uint32(table.OpJump) | uint32(len(g.p.code))<<8
	}
	return nil
}

func (g *generator) repeat(n *node, follow byteSet, end bool) error {
	body := n.subs[0]
	f, nullable := body.first()
	if nullable {
		return errors.New("a repeated part may be empty")
	}
	if x := f.and(follow); !x.empty() && n.min != n.max {
		return overlap("a repetition and what follows it", x)
	}
	hi := uint32(table.NoMax)
	if n.max >= 0 {
		hi = uint32(n.max)
	}
	if body.kind == kindSet {
		g.p.emit(table.OpRun, g.p.set(body.set), uint32(n.min), hi)
		return nil
	}
	if n.max == 1 {
		return g.optional(n, f, follow, end)
	}
	if g.depth == table.Counters {
		return fmt.Errorf("more than %d nested repetitions", table.Counters)
	}
	counter := g.depth
	g.depth++
	mark := uint32(0)
	if end {
		mark = 1
	}
	g.p.emit(table.OpZero, counter)
	head := g.p.emit(table.OpLoop, g.p.set(f), counter, uint32(n.min), hi, 0, mark)
	if err := g.gen(body, follow.or(f), end); err != nil {
		return err
	}
	g.p.emit(table.OpJump, uint32(head))
	g.p.code[head+4] = uint32(len(g.p.code))
	g.depth--
	return nil
}

func (g *generator) optional(n *node, f, follow byteSet, end bool) error {
	if n.min == 1 {
		return g.gen(n.subs[0], follow, end)
	}
	if end {
		g.p.emit(table.OpMark, 0)
	}
	test := g.p.emit(table.OpIf, g.p.set(f), 0)
	if err := g.gen(n.subs[0], follow, end); err != nil {
		return err
	}
	g.p.code[test+1] = uint32(len(g.p.code))
	return nil
}

func overlap(what string, x byteSet) error {
	return fmt.Errorf("%s may start with the same byte (%q): rewrite the pattern so that the next byte decides, use a fixed count, or a matcher in Go", what, x.list())
}
