package syntax

import "unicode"

// InstOp is what an instruction does.
type InstOp uint8

const (
	InstMatch    InstOp = iota // the expression matches
	InstFail                   // this way leads nowhere
	InstAlt                    // goes on at Out, and with less preference at Arg
	InstCapture                // notes the position as number Arg, goes on at Out
	InstEmpty                  // goes on at Out if the conditions Arg hold
	InstRune                   // reads a rune of the ranges, goes on at Out
	InstRune1                  // reads the rune Arg, of any case if Fold
	InstAny                    // reads a rune
	InstAnyNotNL               // reads a rune but a newline
)

// Inst is an instruction.
type Inst struct {
	Op       InstOp
	Fold     bool
	Out, Arg uint32
	Rune     []rune
}

// Prog is a compiled expression.
type Prog struct {
	Inst  []Inst
	Start int
}

// MatchRune tells whether an instruction reads r.
func (i *Inst) MatchRune(r rune) bool {
	switch i.Op {
	case InstRune1:
		return r == rune(i.Arg) || i.Fold && sameLetter(r, rune(i.Arg))
	case InstAny:
		return true
	case InstAnyNotNL:
		return r != '\n'
	case InstRune:
		return inRanges(i.Rune, r)
	}
	return false
}

func sameLetter(r, letter rune) bool {
	for f := unicode.SimpleFold(letter); f != letter; f = unicode.SimpleFold(f) {
		if f == r {
			return true
		}
	}
	return false
}

func inRanges(list []rune, r rune) bool {
	lo, hi := 0, len(list)/2
	for lo < hi {
		switch m := (lo + hi) / 2; {
		case r < list[2*m]:
			hi = m
		case r > list[2*m+1]:
			lo = m + 1
		default:
			return true
		}
	}
	return false
}

// maxInst bounds a program.
const maxInst = 1 << 15

// Compile makes a program of an expression. It is built from its end, so that
// each part knows where its way goes on.
func Compile(n *Node) (*Prog, error) {
	c := compiler{p: &Prog{}}
	end := c.inst(Inst{Op: InstMatch})
	c.p.Start = int(c.node(n, end))
	if c.full {
		return nil, fault(tooLarge, "")
	}
	return c.p, nil
}

type compiler struct {
	p    *Prog
	full bool
}

//go:noinline
func (c *compiler) inst(i Inst) uint32 {
	if len(c.p.Inst) >= maxInst {
		c.full = true
		return 0
	}
	c.p.Inst = append(c.p.Inst, i)
	return uint32(len(c.p.Inst) - 1)
}

// node compiles n so that it goes on at next, and returns where it begins. Its
// recursion is bounded by the depth of groups.
func (c *compiler) node(n *Node, next uint32) uint32 {
	if c.full {
		return 0
	}
	switch n.Op {
	case OpEmpty:
		return next
	case OpLiteral:
		for i := len(n.Rune) - 1; i >= 0; i-- {
			next = c.inst(Inst{Op: InstRune1, Out: next, Arg: uint32(n.Rune[i]), Fold: n.Fold})
		}
		return next
	case OpClass:
		return c.inst(Inst{Op: InstRune, Out: next, Rune: n.Rune})
	case OpAny:
		return c.inst(Inst{Op: InstAny, Out: next})
	case OpAnyNotNL:
		return c.inst(Inst{Op: InstAnyNotNL, Out: next})
	case OpAssert:
		return c.inst(Inst{Op: InstEmpty, Out: next, Arg: uint32(n.Assert)})
	case OpCapture:
		next = c.inst(Inst{Op: InstCapture, Out: next, Arg: uint32(2*n.Cap + 1)})
		return c.inst(Inst{Op: InstCapture, Out: c.node(n.Sub[0], next), Arg: uint32(2 * n.Cap)})
	case OpRepeat:
		return c.repeat(n, next)
	case OpConcat:
		for i := len(n.Sub) - 1; i >= 0; i-- {
			next = c.node(n.Sub[i], next)
		}
		return next
	case OpAlternate:
		start := c.node(n.Sub[len(n.Sub)-1], next)
		for i := len(n.Sub) - 2; i >= 0; i-- {
			start = c.inst(Inst{Op: InstAlt, Out: c.node(n.Sub[i], next), Arg: start})
		}
		return start
	}
	return c.inst(Inst{Op: InstFail})
}

// repeat counts out what must be there, then what may: x{2,4} is xx(x(x)?)?,
// x{2,} is xx+.
func (c *compiler) repeat(n *Node, next uint32) uint32 {
	sub, must := n.Sub[0], n.Min
	if sub.Op == OpEmpty {
		return next
	}
	switch {
	case n.Max < 0 && must == 0:
		next = c.star(n, next)
	case n.Max < 0:
		next, _ = c.plus(n, next)
		must--
	default:
		end := next
		for range n.Max - must {
			next = c.alt(n, c.node(sub, next), end)
		}
	}
	for range must {
		next = c.node(sub, next)
	}
	return next
}

// alt prefers the way through what repeats, or past it.
func (c *compiler) alt(n *Node, through, past uint32) uint32 {
	if n.Lazy {
		through, past = past, through
	}
	return c.inst(Inst{Op: InstAlt, Out: through, Arg: past})
}

// plus goes through what repeats at least once; loop is where it decides to go
// through it again.
func (c *compiler) plus(n *Node, next uint32) (body, loop uint32) {
	loop = c.alt(n, 0, next)
	body = c.node(n.Sub[0], loop)
	if c.full {
		return 0, 0
	}
	if i := &c.p.Inst[loop]; n.Lazy {
		i.Arg = body
	} else {
		i.Out = body
	}
	return body, loop
}

// star is (x+)? where x may be empty, so that the order of preference is right.
func (c *compiler) star(n *Node, next uint32) uint32 {
	body, loop := c.plus(n, next)
	if nullable(n.Sub[0]) {
		return c.alt(n, body, next)
	}
	return loop
}

// nullable tells whether a part may match the empty text.
func nullable(n *Node) bool {
	switch n.Op {
	case OpEmpty, OpAssert:
		return true
	case OpCapture:
		return nullable(n.Sub[0])
	case OpRepeat:
		return n.Min == 0 || nullable(n.Sub[0])
	case OpConcat:
		for _, s := range n.Sub {
			if !nullable(s) {
				return false
			}
		}
		return true
	case OpAlternate:
		for _, s := range n.Sub {
			if nullable(s) {
				return true
			}
		}
	}
	return false
}
