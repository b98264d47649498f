package payload

import "github.com/chatguard/chatguard/filter/text/ascii"

// MaxValue bounds the values that are read as a whole, in bytes: what breaks out of a statement or a command is short, and what is
// longer is a text.
const MaxValue = 512

// Value appends to found, what Scan found in a short value, what that is as a whole, in the place of a number, a string or a word
// of somebody's statement or command. It is for arguments, identifiers and the like: a sentence may fit, too.
func Value(t []byte, found []Finding) []Finding {
	if len(t) > MaxValue || len(t) < 2 {
		return found
	}
	s := scanner{text: t, out: found}
	if !s.has(SQL) {
		if f, ok := fits(t); ok {
			s.out = append(s.out, f)
		}
	}
	if !s.has(Command) {
		if f, ok := s.appended(); ok {
			s.out = append(s.out, f)
		}
	}
	if k := handler(t, skipSpace(t, 0)); k > 0 && !s.has(Markup) && contains(t, k, len(t), []string{"(", "`", "="}) {
		s.out = append(s.out, Finding{0, len(t), Markup, 0.85}) // of an element around it
	}
	return s.out
}

// has reports whether a strong finding of a kind is there.
func (s *scanner) has(k Kind) bool {
	for _, f := range s.out[s.first:] {
		if f.Kind == k && f.Strength >= 0.8 {
			return true
		}
	}
	return false
}

// appended looks for a command in a value that begins by ending another one, or in a word that only a shell puts together.
func (s *scanner) appended() (Finding, bool) {
	t := s.text
	i := skipSpace(t, 0)
	if c := at(t, i); c == '\'' || c == '"' {
		i++
	}
	k := i
	for k < len(t) && k-i < 4 && (t[k] == ';' || t[k] == '|' || t[k] == '&') {
		k++
	}
	if n := skipSpace(t, 0); k == i && n > 0 && ascii.Find(t[:n], 0, "\n", n) >= 0 {
		k, i = n, 0 // a new line ends a command, too
	}
	if k > i {
		if e, _ := commandAt(t, skipSpace(t, k), true); e > 0 {
			return Finding{i, e, Command, 0.85}, true
		}
	}
	if at(t, i) == '`' && t[len(t)-1] == '`' {
		if e, _ := commandAt(t, i+1, true); e > 0 {
			return Finding{i, len(t), Command, 0.85}, true
		}
	}
	var plain [maxWord]byte
	if w, e, dressed := shellWord(t, k, &plain); dressed && (commands.has(w) || ordinary.has(w)) {
		return Finding{k, e, Command, 0.9}, true
	}
	return Finding{}, false
}
