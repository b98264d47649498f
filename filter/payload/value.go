package payload

import (
	"bytes"

	"github.com/chatguard/chatguard/filter/text/ascii"
)

// MaxValue bounds the values that are read as a whole, in bytes: what breaks out of a statement or a command is short, and what is
// longer is a text.
const MaxValue = 512

// enough is the strength from which on a finding is sure.
const enough = 0.8

// Value appends to found, what Scan found in a short value, what that is as a whole, in the place of a number, a string or a word
// of somebody's statement or command; as it stands, and if that is nothing, with its escapes undone. It is for arguments, identifiers
// and the like: a sentence may fit, too.
func Value(t []byte, found []Finding) []Finding {
	if len(t) > MaxValue || len(t) < 2 {
		return found
	}
	s := scanner{t}
	if found = s.whole(found, plainly); strong(found) >= 0 {
		return found
	}
	var plain [MaxValue]byte
	var room [maxFindings + 8]Finding
	b := decode(t, &plain)
	if len(b) < 2 {
		return found
	}
	s = scanner{b}
	how := unquoted
	if bytes.IndexByte(t, '%') >= 0 {
		how = uncoded
	}
	inner := s.whole(Scan(b, 0, room[:0]), how)
	if k := strong(inner); k >= 0 {
		return append(found, Finding{0, len(t), inner[k].Kind, inner[k].Strength})
	}
	return found
}

// strong is the first finding that is sure, -1 if there is none.
func strong(found []Finding) int {
	for i := range found {
		if found[i].Strength >= enough {
			return i
		}
	}
	return -1
}

// has reports whether a strong finding of a kind is in found.
func has(found []Finding, k Kind) bool {
	for _, f := range found {
		if f.Kind == k && f.Strength >= enough {
			return true
		}
	}
	return false
}

// How a value is read: as it stands, or with escapes undone that are those of strings in programs, or have percent signs.
const (
	plainly = iota
	unquoted
	uncoded
)

// whole appends what the text is as a whole to out.
func (s *scanner) whole(out []Finding, how int) []Finding {
	t := s.text
	begin := skipSpace(t, 0)
	if how != unquoted && !has(out, SQL) { // a string with \n in it is of a program
		if f, ok := fits(t); ok {
			out = append(out, f)
		} else if f, ok := filter(t); ok {
			out = append(out, f)
		}
	}
	if !has(out, Command) {
		if f, ok := s.appended(); ok {
			out = append(out, f)
		}
	}
	if k := handler(t, begin); k > 0 && isEvent(t, begin+2) && !has(out, Markup) && contains(t, k, len(t), []string{"(", "`", "="}) {
		out = append(out, Finding{0, len(t), Markup, 0.85}) // of an element around it
	}
	if !has(out, Address) && (leads(t, begin) || includes(t)) {
		out = append(out, Finding{begin, len(t), Address, 0.85})
	}
	if f, ok := header(t, how == uncoded); ok {
		out = append(out, f)
	}
	for i := range forms.whole {
		f := &forms.whole[i]
		if e := f.match(t, begin); e > 0 && !has(out, f.kind) {
			out = append(out, Finding{begin, e, f.kind, f.strength})
		}
	}
	return out
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
	if k > i && !(t[i] == '|' && isRow(t, i)) {
		if e, _ := commandAt(t, skipSpace(t, k), true); e > 0 {
			return Finding{i, e, Command, 0.85}, true
		}
		if e := hasOption(t, skipSpace(t, k)); e > 0 {
			return Finding{i, e, Command, 0.85}, true
		}
	}
	if at(t, i) == '`' && t[len(t)-1] == '`' {
		if e, _ := commandAt(t, i+1, true); e > 0 {
			return Finding{i, len(t), Command, 0.85}, true
		}
	}
	var plain [maxWord]byte
	w, e, dressed := shellWord(t, k, &plain)
	if !dressed && e > k {
		n := nothing(t, e)
		dressed = n > 1 && (e+n == len(t) || space(t[e+n])) && commands.has(w) && t[e] == '$'
		e += n
	}
	if dressed && (commands.has(w) || ordinary.has(w)) {
		return Finding{k, e, Command, 0.9}, true
	}
	return s.nextLine()
}

// nextLine looks for a command as the only word behind the first line, which is no command.
func (s *scanner) nextLine() (Finding, bool) {
	t := s.text
	for i, c := range t[:min(len(t), maxBefore)] {
		if c != '\n' || i == 0 {
			continue
		}
		k := skipSpace(t, i)
		w := word(t, k)
		if at(t, k) == '/' {
			e, _ := commandAt(t, k, false)
			return Finding{i, e, Command, 0.85}, e > 0 && !ownCommand(t, 0, word(t, 0)) && t[0] != '/'
		}
		if e := skipSpace(t, k+len(w)); e == len(t) && (commands.has(w) || is(w, "id")) && !ownCommand(t, 0, word(t, 0)) {
			return Finding{i, k + len(w), Command, 0.85}, true
		}
		break
	}
	return Finding{}, false
}

// hasOption is the index behind a word in lower case that an option stands behind, as behind any command; 0 if none is at i.
func hasOption(t []byte, i int) int {
	if c := at(t, i); c == '\'' || c == '"' {
		i++
	}
	w := word(t, i)
	k := i + len(w)
	if c := at(t, k); c == '\'' || c == '"' {
		k++
	}
	if len(w) < 2 || !lowerCase(w) || ascii.Digit(w[0]) || at(t, k) != ' ' || at(t, k+1) != '-' {
		return 0
	}
	if c := at(t, k+2); ascii.Letter(c) || c == '-' && ascii.Letter(at(t, k+3)) {
		return k + 3
	}
	return 0
}
