package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/chatguard/chatguard/filter/detect/table"
)

// setForm decides how rule number n is found, and compiles its pattern.
func (c *compiler) setForm(r *table.Rule, e *entry, n uint16) error {
	if e.Matcher != "" {
		if err := c.setMatcher(r, e, n); err != nil || len(e.Phrases) == 0 {
			return err
		}
	}
	var pattern *node
	if e.Pattern != "" {
		var err error
		if pattern, err = parsePattern(e.Pattern); err != nil {
			return err
		}
		lo, hi := pattern.length()
		if lo == 0 {
			return errors.New("the pattern matches the empty string")
		}
		r.Max = uint16(orInt(e.Max, hi))
		if hi < 0 {
			r.Flags |= table.Unbounded
			r.Max = uint16(orInt(e.Max, defaultMax))
		}
	} else if e.Matcher == "" {
		return errors.New("needs a pattern or a matcher")
	}
	switch {
	case len(e.Phrases) > 0:
		r.Form, r.Least = table.Phrase, unbroken(pattern)
		return errors.Join(c.program(r, e.Pattern, pattern), c.addLiterals(e.Phrases, n))
	case len(e.Keywords) > 0:
		r.Form, r.Least = table.Assign, unbroken(pattern)
		return errors.Join(c.program(r, e.Pattern, pattern), c.addLiterals(e.Keywords, n))
	}
	return c.setPattern(r, e, pattern, n)
}

// tokenBytes are what a scan keeps open before an unfinished literal.
const tokenBytes = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.!#$%&'*+/=?^_`{|}~-:(@"

func (c *compiler) setPattern(r *table.Rule, e *entry, pattern *node, n uint16) error {
	a, ok := findAnchor(pattern)
	if len(e.Literals) > 0 {
		a, ok = anchor{words: e.Literals}, true
	}
	if !ok || e.Form == "shape" {
		return c.addShape(r, pattern, n)
	}
	for _, b := range a.set.list() {
		if a.back > 0 && b < 0x80 && strings.IndexByte(tokenBytes, b) < 0 {
			return fmt.Errorf("what stands before the literal may hold %q: it must be part of a token (%s)", b, tokenBytes)
		}
	}
	r.Form = table.Pattern
	r.Back = uint16(a.back)
	if a.back > 0 {
		r.Class = uint16(c.progs.set(a.set))
	}
	return errors.Join(c.program(r, e.Pattern, pattern), c.addLiterals(a.words, n))
}

// program compiles a pattern; rules with the same one share its program.
func (c *compiler) program(r *table.Rule, text string, pattern *node) (err error) {
	if pattern == nil {
		return nil
	}
	at, ok := c.shared[text]
	if !ok {
		if at, err = c.progs.compile(pattern); err != nil {
			return err
		}
		c.shared[text] = at
	}
	r.Code = at
	return nil
}

// addShape makes a pattern part of the shape automaton, which is tried at
// tokens with digits.
func (c *compiler) addShape(r *table.Rule, pattern *node, n uint16) error {
	r.Form = table.Shape
	_, hi := pattern.length()
	if hi < 0 || hi > shapeLimit {
		return fmt.Errorf("has no literal of %d bytes or more, and is longer than the %d bytes of a shape: name literals or keywords, or bound it", literalMin, shapeLimit)
	}
	f, _ := pattern.first()
	for _, b := range f.list() {
		if r := rune(b); b >= 0x80 || !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return fmt.Errorf("a shape must start with a letter or digit, not %q", r)
		}
	}
	if err := startsNearDigit(pattern); err != nil {
		return err
	}
	c.shapes = append(c.shapes, shapeRule{int(n), pattern})
	return nil
}

func (c *compiler) setMatcher(r *table.Rule, e *entry, n uint16) error {
	i := slices.Index(c.names, e.Matcher)
	if i < 0 {
		return fmt.Errorf("unknown matcher %q (known: %s)", e.Matcher, strings.Join(c.names, ", "))
	}
	r.Match, r.Form = uint16(i+1), table.Matcher
	if len(e.Phrases) > 0 {
		return nil
	}
	switch c.kinds[i] {
	case "@":
		c.triggers[0] = append(c.triggers[0], n)
	case ":":
		c.triggers[1] = append(c.triggers[1], n)
	case "token":
		c.triggers[2] = append(c.triggers[2], n)
	case "number":
		c.triggers[3] = append(c.triggers[3], n)
	case "house":
		c.triggers[4] = append(c.triggers[4], n)
	case "capital":
		c.triggers[5] = append(c.triggers[5], n)
	default:
		if len(e.Literals) == 0 {
			return errors.New("the matcher needs literals")
		}
		return c.addLiterals(e.Literals, n)
	}
	return nil
}

// addLiterals makes the automaton report rule n at each of words, in any case.
func (c *compiler) addLiterals(words []string, n uint16) error {
	for _, w := range words {
		if len(w) < 2 || len(w) > 255 {
			return fmt.Errorf("literal %q: between 2 and 255 bytes", w)
		}
		if w[0] == ' ' {
			return fmt.Errorf("literal %q begins with a space: a stream would hold each word for it", w)
		}
		for _, v := range cases(w) {
			if _, ok := c.literals[v]; !ok {
				c.words = append(c.words, v)
			}
			if !slices.Contains(c.literals[v], n) {
				c.literals[v] = append(c.literals[v], n)
			}
		}
	}
	return nil
}

// cases returns w as the automaton holds it: ASCII in lower case, letters
// outside ASCII in the cases that occur. A word that ends inside a character
// is the start of a pattern, which names the cases itself.
func cases(w string) []string {
	if !utf8.ValidString(w) {
		return []string{foldASCII(w)}
	}
	out := []string{foldASCII(strings.ToLower(w))}
	forms := []string{foldASCII(w), foldASCII(strings.ToUpper(w))}
	if strings.Contains(w, " ") {
		forms = forms[:1] // several words are hardly in capitals, and each form has its states
	}
	for _, v := range forms {
		if !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

func foldASCII(s string) string {
	b := []byte(s)
	for i := range b {
		b[i] = lower(b[i])
	}
	return string(b)
}
