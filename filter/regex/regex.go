// Package regex tells whether an expression of a policy matches a text. It is
// what package regexp is for where no more is asked, in a tenth of the code:
// every kilobyte of the module costs start-up. The language is RE2's, as package
// syntax reads it; time is linear in the text, whatever the expression is.
package regex

import (
	"sync"
	"unicode/utf8"

	"github.com/chatguard/chatguard/filter/regex/syntax"
)

// Regexp is a compiled expression. It may be used concurrently.
type Regexp struct {
	expr   string
	prog   *syntax.Prog
	groups int
}

// Compile reads an expression. whole makes it match whole texts only.
func Compile(expr string, whole bool) (*Regexp, error) {
	n, groups, err := syntax.Parse(expr)
	if err != nil {
		return nil, err
	}
	r := &Regexp{expr: expr, groups: groups}
	if whole {
		begin, end := &syntax.Node{Op: syntax.OpAssert, Assert: syntax.BeginText}, &syntax.Node{Op: syntax.OpAssert, Assert: syntax.EndText}
		n = &syntax.Node{Op: syntax.OpConcat, Sub: []*syntax.Node{begin, n, end}}
	}
	r.prog, err = syntax.Compile(n)
	return r, err
}

// String is the expression.
func (r *Regexp) String() string { return r.expr }

// Groups is the number of capture groups.
func (r *Regexp) Groups() int { return r.groups }

// Match tells whether the expression matches somewhere in t.
func (r *Regexp) Match(t []byte) bool { return match(r.prog, t) }

// MatchString is Match for a string.
func (r *Regexp) MatchString(t string) bool { return match(r.prog, t) }

var machines = sync.Pool{New: func() any { return new(machine) }}

func match[T string | []byte](prog *syntax.Prog, t T) bool {
	m := machines.Get().(*machine)
	defer machines.Put(m)
	m.reset(prog)
	prev := rune(-1)
	for pos := 0; ; {
		next, width := rune(-1), 0
		if pos < len(t) {
			next, width = utf8.DecodeRuneInString(string(t[pos:min(pos+utf8.UTFMax, len(t))]))
		}
		if m.step(syntax.EmptyOpContext(prev, next), next) {
			return true
		}
		if width == 0 {
			return false
		}
		prev = next
		pos += width
	}
}

// machine goes all ways through the expression at once (Thompson's
// construction). Only whether one of them ends counts, so their order does not.
type machine struct {
	prog  *syntax.Prog
	mark  []uint32 // instructions reached at this position hold round
	round uint32
	ready []uint32 // instructions to go on with
	stack []uint32
}

func (m *machine) reset(prog *syntax.Prog) {
	m.prog, m.ready, m.round = prog, m.ready[:0], 0
	if len(m.mark) < len(prog.Inst) {
		m.mark = make([]uint32, len(prog.Inst))
	}
	clear(m.mark)
}

// step goes on from a position whose context is flags over the rune r, -1 at the
// end of the text, and reports whether a way ended at that position.
func (m *machine) step(flags syntax.EmptyOp, r rune) bool {
	m.round++
	m.stack = append(append(m.stack[:0], m.ready...), uint32(m.prog.Start))
	m.ready = m.ready[:0]
	for len(m.stack) > 0 {
		pc := m.stack[len(m.stack)-1]
		m.stack = m.stack[:len(m.stack)-1]
		if m.mark[pc] == m.round {
			continue
		}
		m.mark[pc] = m.round
		inst := &m.prog.Inst[pc]
		switch inst.Op {
		case syntax.InstMatch:
			return true
		case syntax.InstFail:
		case syntax.InstAlt:
			m.stack = append(m.stack, inst.Out, inst.Arg)
		case syntax.InstEmpty:
			if syntax.EmptyOp(inst.Arg)&^flags == 0 {
				m.stack = append(m.stack, inst.Out)
			}
		case syntax.InstCapture:
			m.stack = append(m.stack, inst.Out)
		default:
			if r >= 0 && inst.MatchRune(r) {
				m.ready = append(m.ready, inst.Out)
			}
		}
	}
	return false
}
