package syntax

import (
	"strings"
	"unicode/utf8"
)

// perl reads a group that begins with "(?".
func (p *parser) perl() error {
	t := p.rest
	for _, start := range []string{"(?P<", "(?<"} {
		if strings.HasPrefix(t, start) {
			return p.named(len(start))
		}
	}
	f, sign, saw := p.flags, true, false
	for i := 2; i < len(t); i++ {
		switch c := t[i]; c {
		case 'i':
			f.fold, saw = sign, true
		case 'm':
			f.multi, saw = sign, true
		case 's':
			f.dotNL, saw = sign, true
		case 'U':
			f.ungreedy, saw = sign, true
		case '-':
			if !sign {
				return fault(badPerl, t[:i+1])
			}
			sign, saw = false, false
		case ':', ')':
			if !sign && !saw {
				return fault(badPerl, t[:i+1])
			}
			p.rest = t[i+1:]
			if c == ':' {
				if err := p.enter(0); err != nil {
					return err
				}
			}
			p.flags = f
			return nil
		default:
			_, size := utf8.DecodeRuneInString(t[i:])
			return fault(badPerl, t[:i+size])
		}
	}
	return fault(badPerl, t)
}

// named reads a group with a name, which begins at t[from].
func (p *parser) named(from int) error {
	t := p.rest
	end := strings.IndexByte(t, '>')
	if end < 0 {
		return fault(badName, t)
	}
	name := t[from:end]
	for _, r := range name {
		if !isWord(r) {
			return fault(badName, t[:end+1])
		}
	}
	if name == "" {
		return fault(badName, t[:end+1])
	}
	p.rest = t[end+1:]
	p.caps++
	return p.enter(p.caps)
}

// escaped reads what begins with a backslash, outside of brackets.
func (p *parser) escaped() error {
	t := p.rest
	if len(t) > 1 {
		switch t[1] {
		case 'A':
			return p.assertEscaped(BeginText)
		case 'z':
			return p.assertEscaped(EndText)
		case 'b':
			return p.assertEscaped(WordBoundary)
		case 'B':
			return p.assertEscaped(NoWordBoundary)
		case 'Q':
			quoted, rest, _ := strings.Cut(t[2:], `\E`)
			p.rest = rest
			for _, r := range quoted {
				p.push(&Node{Op: OpLiteral, Fold: p.fold, Rune: []rune{r}})
			}
			return nil
		}
	}
	list, rest, ok, err := p.classEscape(nil, t)
	if err != nil {
		return err
	}
	if ok {
		p.rest = rest
		p.push(&Node{Op: OpClass, Rune: clean(list)})
		return nil
	}
	r, rest, err := escape(t)
	if err != nil {
		return err
	}
	p.rest = rest
	p.push(&Node{Op: OpLiteral, Fold: p.fold, Rune: []rune{r}})
	return nil
}

func (p *parser) assertEscaped(a EmptyOp) error {
	p.rest = p.rest[2:]
	p.push(&Node{Op: OpAssert, Assert: a})
	return nil
}

// simple are the escapes of one letter, and what they stand for.
const (
	simple      = "aftnrv"
	simpleRunes = "\a\f\t\n\r\v"
)

// escape reads an escape that stands for one rune, in and outside of brackets.
func escape(t string) (r rune, rest string, err error) {
	if len(t) < 2 {
		return 0, "", fault(trailing, "")
	}
	c, size := utf8.DecodeRuneInString(t[1:])
	rest = t[1+size:]
	switch {
	case c >= '1' && c <= '7' && (rest == "" || rest[0] < '0' || rest[0] > '7'):
	case c >= '0' && c <= '7':
		r = c - '0'
		for i := 0; i < 2 && rest != "" && rest[0] >= '0' && rest[0] <= '7'; i++ {
			r, rest = r*8+rune(rest[0]-'0'), rest[1:]
		}
		return r, rest, nil
	case c == 'x':
		if r, rest, ok := hexadecimal(rest); ok {
			return r, rest, nil
		}
	case c < utf8.RuneSelf && (!isWord(c) || c == '_'):
		return c, rest, nil
	default:
		if i := strings.IndexRune(simple, c); i >= 0 {
			return rune(simpleRunes[i]), rest, nil
		}
	}
	return 0, "", fault(badEscape, t[:1+size])
}

// hexadecimal reads two digits, or any number of them in braces.
func hexadecimal(t string) (r rune, rest string, ok bool) {
	digits, rest := "", ""
	switch {
	case strings.HasPrefix(t, "{"):
		digits, rest, ok = strings.Cut(t[1:], "}")
	case len(t) >= 2:
		digits, rest, ok = t[:2], t[2:], true
	}
	if !ok || digits == "" {
		return 0, "", false
	}
	for i := range len(digits) {
		c := digits[i]
		switch {
		case c-'0' < 10:
			r = r*16 + rune(c-'0')
		case c|0x20-'a' < 6:
			r = r*16 + rune(c|0x20-'a'+10)
		default:
			return 0, "", false
		}
		if r > utf8.MaxRune {
			return 0, "", false
		}
	}
	return r, rest, true
}
