package payload

import "github.com/chatguard/chatguard/filter/text/ascii"

// Kind is what a payload attacks.
type Kind uint8

// The kinds, by what they attack.
const (
	SQL Kind = iota
	Markup
	Command
	Path
	Template
	Address
	Header
	Kinds // how many there are
)

// names are the entity ids of the kinds.
var names = [Kinds]string{"SQL_INJECTION", "XSS", "COMMAND_INJECTION", "PATH_TRAVERSAL", "TEMPLATE_INJECTION", "SSRF", "HEADER_INJECTION"}

// String is the kind's entity id.
func (k Kind) String() string { return names[k] }

// Finding is a payload in text[Start:End]. Strength is how sure it is to be one
// in a place that holds no prose, from 0 to 1.
type Finding struct {
	Start, End int
	Kind       Kind
	Strength   float32
}

// reach is how far from a byte that may begin an attack its evidence is sought.
const reach = 256

// maxFindings bounds what one text gives: more tell nothing new.
const maxFindings = 16

// Bytes that may begin an attack, each with what looks at it.
const (
	atNothing = iota
	atForm    // what only forms begin with
	atQuote
	atSeparator
	atTag
	atDot
	atBrace
	atColon
	atEqual
	atSlash
	atDollar
	atLetter // one of those that begin a telling word; from here on, all are part of words
	atCaller // one of those that begin a word which tells something by what follows it
	atDigit
	atOther // part of a word, no beginning
)

var class = func() (t [256]byte) {
	for c, set := range map[byte]string{
		atQuote: "'\"`", atSeparator: ";|&", atTag: "<", atDot: ".", atBrace: "{#*@%", atColon: ":", atEqual: "=>", atSlash: `/\`, atDollar: "$",
		atLetter: "uUwW", atCaller: "sSbBpPeEaA", atDigit: "0",
	} {
		for i := range len(set) {
			t[set[i]] = c
		}
	}
	for i := range t {
		if t[i] == atNothing && ascii.Word(byte(i)) {
			t[i] = atOther
		}
	}
	for i := range forms.plain.all {
		if c := forms.plain.all[i].text[0]; t[c] == atNothing {
			t[c] = atForm
		}
	}
	t[wide[0]] = atDot
	return t
}()

// Scan appends the payloads in text[from:] to out. What text is as a whole
// (a statement, a command, a page) is told by all of it.
func Scan(text []byte, from int, out []Finding) []Finding {
	s, first := scanner{text}, len(out)
	for i, end := next(text, from); i < len(text); i, end = next(text, end) {
		var f Finding
		ok, c := false, class[text[i]]
		if c < atLetter || forms.plain.may(text, i) {
			f, ok = s.form(c, i)
		}
		if !ok && (c < atLetter || tells(text, c, end)) {
			f, ok = s.at(c, i)
		}
		if ok {
			if out = add(out, first, f); len(out)-first >= maxFindings {
				break
			}
			end = max(i+1, f.End)
		}
	}
	for i := range out[first:] { // what the text is as a whole lowers what it has
		f := &out[first+i]
		f.Strength = Temper(text[from:], f, f.Start-from)
	}
	return out
}

// next is where in t, from i on, a byte or a word stands first that may begin an attack, and the index behind it.
func next(t []byte, i int) (begin, end int) {
	x := &forms.plain
	for i < len(t) {
		c := class[t[i]]
		if c == atNothing {
			i++
			continue
		}
		end := i + 1
		if c < atLetter {
			return i, end
		}
		for end < len(t) && class[t[end]] >= atLetter {
			end++
		}
		if i > 0 && class[t[i-1]] >= atLetter {
			i = end
			continue
		}
		if tells(t, c, end) {
			return i, end
		}
		if i+2 < len(t) && x.mayBe(t[i], t[i+1], t[i+2], at(t, i+3)) { // as may does, without a call for each word
			return i, end
		}
		i = end
	}
	return i, i
}

// tells tells that a word, which begins with a byte of class c and ends at end, may be telling by itself.
func tells(t []byte, c byte, end int) bool {
	return c == atLetter || c == atDigit || c == atCaller && isCalled(t, end)
}

// isCalled tells that a parenthesis stands behind the word that ends at end.
func isCalled(t []byte, end int) bool {
	c := at(t, end)
	return c == '(' || c == ' ' && at(t, end+1) == '('
}

type scanner struct{ text []byte }

// add appends f to out, or makes the last finding of out[first:] longer by it.
func add(out []Finding, first int, f Finding) []Finding {
	if n := len(out); n > first && out[n-1].Kind == f.Kind && f.Start <= out[n-1].End {
		out[n-1].End = max(out[n-1].End, f.End)
		out[n-1].Strength = max(out[n-1].Strength, f.Strength)
		return out
	}
	return append(out, f)
}

// at looks for an attack that begins at byte i, of class c.
func (s *scanner) at(c byte, i int) (Finding, bool) {
	switch c {
	case atQuote:
		if f, ok := s.sqlQuote(i); ok {
			return f, true
		}
		if f, ok := s.attribute(i); ok {
			return f, true
		}
		return s.backtick(i)
	case atSeparator:
		if f, ok := s.stacked(i); ok {
			return f, true
		}
		return s.command(i)
	case atTag:
		if f, ok := s.tag(i); ok {
			return f, true
		}
		return s.expression(i)
	case atDot:
		return s.traversal(i)
	case atBrace:
		if f, ok := s.traversal(i); ok { // the dots may be encoded
			return f, true
		}
		if f, ok := s.expression(i); ok {
			return f, true
		}
		switch s.text[i] {
		case '%':
			return s.loop(i)
		case '{':
			return s.braces(i)
		}
	case atColon:
		if f, ok := s.scheme(i); ok {
			return f, true
		}
		return s.address(i)
	case atEqual:
		if f, ok := s.tautology(i); ok {
			return f, true
		}
		return s.redirect(i)
	case atSlash:
		return s.absolute(i)
	case atDollar:
		if f, ok := s.substitution(i); ok {
			return f, true
		}
		if f, ok := s.assigned(i); ok {
			return f, true
		}
		return s.expression(i)
	case atLetter, atCaller, atDigit:
		return s.word(i)
	}
	return Finding{}, false
}

// Temper is the strength of f, at byte at of a text that begins with head: less if the text is somebody's own statement, command or
// page.
func Temper(head []byte, f *Finding, at int) float32 {
	const whole = 0.5
	begin := skipSpace(head, 0)
	first := word(head, begin)
	switch {
	case f.Kind == SQL && statements.has(first) && at > begin,
		f.Kind == Command && f.Strength < 0.95 && ownCommand(head, begin, first),
		f.Kind == Markup && (ascii.Has(head, begin, "<!doctype") || ascii.Has(head, begin, "<html>") || ascii.Has(head, begin, "<html lang")):
		return min(f.Strength, whole)
	}
	return f.Strength
}

// ownCommand tells whether t reads like a command as a whole, which begins with the word first at i.
func ownCommand(t []byte, i int, first []byte) bool {
	switch at(t, i+len(first)) {
	case '(', '*', '=', '.': // a call, a pattern, a value, a name
		return false
	case '-':
		return cmdletVerbs.has(first)
	}
	return commands.has(first) || ordinary.has(first) || starters.has(first) || ascii.Has(t, i, "#!")
}
