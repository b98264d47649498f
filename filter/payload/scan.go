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
	Kinds // how many there are
)

// names are the entity ids of the kinds.
var names = [Kinds]string{"SQL_INJECTION", "XSS", "COMMAND_INJECTION", "PATH_TRAVERSAL", "TEMPLATE_INJECTION", "SSRF"}

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
		atLetter: "uUwWiIxXjJvV_", atCaller: "sSbBpPeEaAmM", atDigit: "10",
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
	return t
}()

// Scan appends the payloads in text[from:] to out. What text is as a whole
// (a statement, a command, a page) is told by all of it.
func Scan(text []byte, from int, out []Finding) []Finding {
	s := scanner{text: text, first: len(out), out: out}
	for i := from; i < len(text); {
		c, end := class[text[i]], i+1
		if c >= atLetter {
			for end < len(text) && class[text[end]] >= atLetter {
				end++
			}
			if c == atOther || c == atCaller && isProseWord(text, i, end) || i > 0 && class[text[i-1]] >= atLetter {
				c = atNothing
			}
		}
		if c != atNothing {
			if f, ok := s.at(c, i); ok {
				s.add(f)
				if len(s.out)-s.first >= maxFindings {
					break
				}
				end = max(i+1, f.End)
			}
		}
		i = end
	}
	s.temper(from)
	return s.out
}

// longWord is the length from which a word tells something by itself.
const longWord = 10

// isProseWord tells that the word t[i:end] is neither called nor part of a name, and short.
func isProseWord(t []byte, i, end int) bool {
	c := at(t, end)
	return c != '(' && c != '.' && end-i < longWord && !(c == ' ' && at(t, end+1) == '(')
}

type scanner struct {
	text  []byte
	first int // of out that are ours
	out   []Finding
}

func (s *scanner) add(f Finding) {
	if n := len(s.out); n > s.first && s.out[n-1].Kind == f.Kind && f.Start <= s.out[n-1].End {
		s.out[n-1].End = max(s.out[n-1].End, f.End)
		s.out[n-1].Strength = max(s.out[n-1].Strength, f.Strength)
		return
	}
	s.out = append(s.out, f)
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
		if s.text[i] == '%' {
			return s.loop(i)
		}
		return s.serverWord(i)
	case atColon:
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
		return s.expression(i)
	case atLetter, atCaller, atDigit:
		return s.word(i)
	}
	return Finding{}, false
}

// temper lowers what a text has that is a statement, a command or a page as a
// whole: then its parts are no way out of something else.
func (s *scanner) temper(from int) {
	for i := range s.out[s.first:] {
		f := &s.out[s.first+i]
		f.Strength = Temper(s.text[from:], f, f.Start-from)
	}
}

// Temper is the strength of f, at byte at of a text that begins with head: less if the text is somebody's own statement, command or
// page.
func Temper(head []byte, f *Finding, at int) float32 {
	const whole = 0.5
	begin := skipSpace(head, 0)
	first := word(head, begin)
	switch {
	case f.Kind == SQL && statements.has(first) && at > begin,
		f.Kind == Command && f.Strength < 0.95 && (commands.has(first) || ordinary.has(first) || starters.has(first) || ascii.Has(head, begin, "#!")),
		f.Kind == Markup && (ascii.Has(head, begin, "<!doctype") || ascii.Has(head, begin, "<html>") || ascii.Has(head, begin, "<html lang")):
		return min(f.Strength, whole)
	}
	return f.Strength
}
