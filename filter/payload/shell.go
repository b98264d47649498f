package payload

import "github.com/chatguard/chatguard/filter/text/ascii"

// command looks for a command behind a separator.
func (s *scanner) command(i int) (Finding, bool) {
	t := s.text
	k := i
	for k < len(t) && k-i < 4 && (t[k] == ';' || t[k] == '|' || t[k] == '&') {
		k++
	}
	k = skipSpace(t, k)
	e, strength := commandAt(t, k, false)
	if e == 0 {
		return Finding{}, false
	}
	return Finding{i, e, Command, strength}, true
}

// commandAt is the index behind a command at i, and how telling it is; 0 if
// there is none. alone tells that nothing but a command can stand there.
func commandAt(t []byte, i int, alone bool) (end int, strength float32) {
	k := i
	for range 2 { // quotes and a backslash in front are evasion
		if c := at(t, k); c == '\'' || c == '"' || c == '\\' || c == '(' || c == '{' || c == '`' {
			k++
		}
	}
	if ascii.Has(t, k, "$(") {
		k += 2
	}
	alone = alone || k > i
	if at(t, k) == '/' {
		for e := min(len(t), k+32); k < e && (t[k] == '/' || ascii.Word(t[k])); k++ {
		}
		w := before(t, k)
		if !commands.has(w) && !ordinary.has(w) {
			return 0, 0
		}
		return k, 0.95
	}
	w := word(t, k)
	e := k + len(w)
	c := at(t, e)
	switch {
	case len(w) == 0 || c == '=' || c == ':' || c == '(':
		return 0, 0
	case commands.has(w):
		if c == '.' && !ascii.Has(t, e, ".exe") {
			return 0, 0
		}
		return e, 0.9
	case ordinary.has(w):
		if glued := i > 0 && (at(t, i-1) == ';' || at(t, i-1) == '|' || at(t, i-1) == '&'); glued && (c == '|' || c == ';' || c == '&' || c == '`') {
			return e, 0.85
		}
		if a := skipSpace(t, e); alone || a > e && (at(t, a) == '-' || at(t, a) == '/' || at(t, a) == '$' || at(t, a) == '~' || at(t, a) == '%') || c == 0 && len(t) < 64 {
			return e, 0.85
		}
	}
	return 0, 0
}

// backtick looks for a command between backticks that something stands before:
// alone they are how people write code in prose.
func (s *scanner) backtick(i int) (Finding, bool) {
	t := s.text
	if t[i] != '`' || i == 0 || space(t[i-1]) || t[i-1] == '(' || t[i-1] == '`' {
		return Finding{}, false
	}
	e, _ := commandAt(t, i+1, true)
	if e == 0 || ascii.Find(t, e, "`", reach) < 0 {
		return Finding{}, false
	}
	return Finding{i, e, Command, 0.85}, true
}

// substitution looks for a command whose output the shell puts in.
func (s *scanner) substitution(i int) (Finding, bool) {
	t := s.text
	if ascii.Has(t, i, "${ifs") || ascii.Has(t, i, "$ifs$") {
		return Finding{i, i + 5, Command, 0.95}, true
	}
	if !ascii.Has(t, i, "$(") {
		return Finding{}, false
	}
	e, strength := commandAt(t, skipSpace(t, i+2), true)
	if e == 0 {
		return Finding{}, false
	}
	return Finding{i, e, Command, strength}, true
}

// redirect looks for a shell that is connected to the network.
func (s *scanner) redirect(i int) (Finding, bool) {
	k := skipSpace(s.text, i+1)
	if s.text[i] == '>' && at(s.text, k) == '&' {
		k = skipSpace(s.text, k+1)
	}
	if s.text[i] == '>' && (ascii.Has(s.text, k, "/dev/tcp/") || ascii.Has(s.text, k, "/dev/udp/")) {
		return Finding{i, k + 9, Command, 0.95}, true
	}
	return Finding{}, false
}

// call looks for a function that runs a command, with one in quotes.
func (s *scanner) call(i, k int) (Finding, bool) {
	t := s.text
	k = skipSpace(t, k)
	if at(t, k) != '(' {
		return Finding{}, false
	}
	k = skipSpace(t, k+1)
	if c := at(t, k); c != '\'' && c != '"' {
		return Finding{}, false
	}
	e, _ := commandAt(t, k+1, true)
	if e == 0 {
		return Finding{}, false
	}
	return Finding{i, e, Command, 0.85}, true
}
