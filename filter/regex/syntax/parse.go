package syntax

import (
	"strings"
	"unicode/utf8"
)

// Bounds of expressions.
const (
	maxDepth  = 250  // of groups
	maxRepeat = 1000 // of a part, and of a part of a part
)

// flags are what "(?ims-U)" sets.
type flags struct{ fold, multi, dotNL, ungreedy bool }

// frame is an open group: what stands in it so far.
type frame struct {
	flags      // on entry
	cap    int // 0 for none
	alts   []*Node
	concat []*Node
}

type parser struct {
	flags
	expr string
	rest string
	open []frame
	caps int
}

// Parse reads an expression. The second value is the number of its groups.
func Parse(expr string) (*Node, int, error) {
	if !utf8.ValidString(expr) {
		return nil, 0, fault(badUTF8, expr)
	}
	p := parser{expr: expr, rest: expr, open: []frame{{}}}
	repeated := ""
	for p.rest != "" {
		before := p.rest
		isRepeat, err := p.next(repeated)
		if err != nil {
			return nil, 0, err
		}
		if repeated = ""; isRepeat {
			repeated = before
		}
	}
	if len(p.open) > 1 {
		return nil, 0, fault(noParen, expr)
	}
	n := p.top().close()
	if !repeatsAtMost(n, maxRepeat) {
		return nil, 0, fault(badRepeat, expr)
	}
	return n, p.caps, nil
}

func (p *parser) top() *frame { return &p.open[len(p.open)-1] }

//go:noinline
func (p *parser) push(n *Node) { f := p.top(); f.concat = append(f.concat, n) }

// next reads one item. repeated is the text from the item before on, if that
// was a repetition.
func (p *parser) next(repeated string) (isRepeat bool, err error) {
	t := p.rest
	switch t[0] {
	case '(':
		if strings.HasPrefix(t, "(?") {
			return false, p.perl()
		}
		p.rest = t[1:]
		p.caps++
		return false, p.enter(p.caps)
	case '|':
		p.rest = t[1:]
		f := p.top()
		f.alts, f.concat = append(f.alts, concat(f.concat)), nil
	case ')':
		p.rest = t[1:]
		return false, p.leave()
	case '^':
		p.rest = t[1:]
		p.assert(p.multi, BeginLine, BeginText)
	case '$':
		p.rest = t[1:]
		p.assert(p.multi, EndLine, EndText)
	case '.':
		p.rest = t[1:]
		op := OpAnyNotNL
		if p.dotNL {
			op = OpAny
		}
		p.push(&Node{Op: op})
	case '[':
		return false, p.class()
	case '*':
		return true, p.repeat(0, -1, 1, repeated)
	case '+':
		return true, p.repeat(1, -1, 1, repeated)
	case '?':
		return true, p.repeat(0, 1, 1, repeated)
	case '{':
		if least, most, size, ok := counts(t); ok {
			if least < 0 || least > maxRepeat || most > maxRepeat || most >= 0 && least > most {
				return false, fault(badRepeat, t[:size])
			}
			return true, p.repeat(least, most, size, repeated)
		}
		p.literal()
	case '\\':
		return false, p.escaped()
	default:
		p.literal()
	}
	return false, nil
}

func (p *parser) literal() {
	r, size := utf8.DecodeRuneInString(p.rest)
	p.rest = p.rest[size:]
	p.push(&Node{Op: OpLiteral, Fold: p.fold, Rune: []rune{r}})
}

func (p *parser) assert(lines bool, line, text EmptyOp) {
	if lines {
		text = line
	}
	p.push(&Node{Op: OpAssert, Assert: text})
}

// enter opens a group, cap 0 for one that captures nothing.
func (p *parser) enter(cap int) error {
	if len(p.open) > maxDepth {
		return fault(tooDeep, p.expr)
	}
	p.open = append(p.open, frame{flags: p.flags, cap: cap})
	return nil
}

func (p *parser) leave() error {
	if len(p.open) == 1 {
		return fault(strayParen, p.expr)
	}
	f := p.top()
	n := f.close()
	if f.cap > 0 {
		n = &Node{Op: OpCapture, Cap: f.cap, Sub: []*Node{n}}
	}
	p.flags = f.flags
	p.open = p.open[:len(p.open)-1]
	p.push(n)
	return nil
}

// close makes one node of what stands in a group.
func (f *frame) close() *Node {
	last := concat(f.concat)
	if len(f.alts) == 0 {
		return last
	}
	return &Node{Op: OpAlternate, Sub: append(f.alts, last)}
}

// concat joins literals that stand side by side.
func concat(list []*Node) *Node {
	out := list[:0:0]
	for _, n := range list {
		if k := len(out) - 1; n.Op == OpLiteral && k >= 0 && out[k].Op == OpLiteral && out[k].Fold == n.Fold {
			out[k].Rune = append(out[k].Rune, n.Rune...)
			continue
		}
		out = append(out, n)
	}
	switch len(out) {
	case 0:
		return &Node{Op: OpEmpty}
	case 1:
		return out[0]
	}
	return &Node{Op: OpConcat, Sub: out}
}

// repeat lets the item before repeat. size is the operator's.
func (p *parser) repeat(least, most, size int, repeated string) error {
	before := p.rest
	p.rest = p.rest[size:]
	lazy := p.ungreedy
	if strings.HasPrefix(p.rest, "?") {
		p.rest = p.rest[1:]
		lazy = !lazy
	}
	if repeated != "" {
		return fault(badRepeatOp, repeated[:len(repeated)-len(p.rest)])
	}
	f := p.top()
	if len(f.concat) == 0 {
		return fault(noArgument, before[:len(before)-len(p.rest)])
	}
	last := &f.concat[len(f.concat)-1]
	*last = &Node{Op: OpRepeat, Min: least, Max: most, Lazy: lazy, Sub: []*Node{*last}}
	return nil
}

// counts reads "{n}", "{n,}" or "{n,m}"; a number that is far too large is -1.
func counts(t string) (least, most, size int, ok bool) {
	least, rest, ok := number(t[1:])
	if !ok {
		return
	}
	most = least
	if strings.HasPrefix(rest, ",") {
		rest = rest[1:]
		if most = -1; !strings.HasPrefix(rest, "}") {
			if most, rest, ok = number(rest); !ok {
				return
			}
			if most < 0 {
				least = -1 // too large
			}
		}
	}
	if !strings.HasPrefix(rest, "}") {
		return 0, 0, 0, false
	}
	return least, most, len(t) - len(rest) + 1, true
}

func number(t string) (n int, rest string, ok bool) {
	i := 0
	for i < len(t) && t[i]-'0' < 10 {
		if n = n*10 + int(t[i]-'0'); n >= 1e8 {
			n = 1e8
		}
		i++
	}
	if i == 0 || i > 1 && t[0] == '0' {
		return 0, t, false
	}
	if n >= 1e8 {
		n = -1
	}
	return n, t[i:], true
}

// repeatsAtMost tells whether no part of n is counted out more than most times.
func repeatsAtMost(n *Node, most int) bool {
	if n.Op == OpRepeat {
		count := n.Max
		if count < 0 {
			count = n.Min
		}
		if n.Max == 0 {
			return true
		}
		if count > most {
			return false
		}
		most /= max(count, 1)
	}
	for _, s := range n.Sub {
		if !repeatsAtMost(s, most) {
			return false
		}
	}
	return true
}
