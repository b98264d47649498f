package payload

import "github.com/chatguard/chatguard/filter/text/ascii"

// command looks for a command behind a separator.
func (s *scanner) command(i int) (Finding, bool) {
	t := s.text
	k := i
	for k < len(t) && k-i < 4 && (t[k] == ';' || t[k] == '|' || t[k] == '&') {
		k++
	}
	for k = skipSpace(t, k); at(t, k) == '+'; k++ { // of a query
	}
	e, strength := commandAt(t, k, false)
	if e == 0 || isList(t, i, k, e) || t[i] == ';' && endsReference(t, i) {
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
	var plain [maxWord]byte
	w, e, dressed := shellWord(t, k, &plain)
	if dressed && (commands.has(w) || ordinary.has(w)) {
		return e, 0.95
	}
	c := at(t, e)
	switch {
	case len(w) == 0 || c == '=' || c == ':' || c == '(' || c == ',' || c == '[' || c == '/' || c == '-': // data:image/png;base64,
		return 0, 0
	case commands.has(w):
		if c == '.' && !ascii.Has(t, e, ".exe") {
			return 0, 0
		}
		return e, 0.9
	case ordinary.has(w) && lowerCase(w) && c != '.':
		if glued := i > 0 && (at(t, i-1) == ';' || at(t, i-1) == '|' || at(t, i-1) == '&'); glued && (c == '|' || c == ';' || c == '&' || c == '`') {
			return e, 0.85
		}
		if a := skipSpace(t, e); alone || a > e && !newLine(t, e, a) && (at(t, a) == '-' || at(t, a) == '/' || at(t, a) == '$' || at(t, a) == '~' || at(t, a) == '%') || c == 0 && len(t) < 64 && !isAnd(t, i) {
			return e, 0.85
		}
	}
	return 0, 0
}

// isAnd tells whether the & before i stands between words, as in prose.
func isAnd(t []byte, i int) bool {
	return i > 2 && t[i-1] == ' ' && t[i-2] == '&' && t[i-3] == ' '
}

func isUpper(w []byte) bool {
	for _, c := range w {
		if ascii.Letter(c) && c >= 'a' {
			return false
		}
	}
	return true
}

func lowerCase(w []byte) bool {
	for _, c := range w {
		if c-'A' < 26 {
			return false
		}
	}
	return true
}

// shellWord is the word at i as a shell reads it, and the index behind it: quotes, backslashes and what is empty when it is put in
// ($@, $(), <()) are no part of it. dressed tells that some stood inside the word, which then lies in plain.
func shellWord(t []byte, i int, plain *[maxWord]byte) (w []byte, end int, dressed bool) {
	n, k, junk, quotes := 0, i, 0, 0
	for k < len(t) && k-i < 2*maxWord {
		if ascii.Word(t[k]) {
			if n == maxWord {
				return nil, k, false
			}
			plain[n] = t[k]
			n, k, dressed = n+1, k+1, dressed || junk > 0 && n > 0
			continue
		}
		if n == 0 {
			break
		}
		m := nothing(t, k)
		if m == 0 {
			break
		}
		if junk++; t[k] == '\'' || t[k] == '"' {
			quotes += m
		}
		k += m
		if !ascii.Word(at(t, k)) && nothing(t, k) == 0 {
			k -= m // it stands behind the word
			break
		}
	}
	if !dressed || quotes%2 == 1 || n < 3 && quotes == 0 && junk == 1 { // I'd, a\t
		w = word(t, i)
		return w, i + len(w), false
	}
	return plain[:n:n], k, true
}

// nothing is the length of what a shell puts nothing in for, at i: 0 if there is no such thing.
func nothing(t []byte, i int) int {
	switch at(t, i) {
	case '\'', '"':
		if at(t, i+1) == t[i] {
			return 2
		}
		return 1
	case '\\', '^':
		return 1
	case '$':
		switch c := at(t, i+1); c {
		case '@', '*', '-', '$', '!':
			return 2
		case '(':
			if at(t, i+2) == ')' {
				return 3
			}
		default:
			if d := at(t, i+2); ascii.Letter(c) && !ascii.Word(d) && d != '{' { // a variable that nobody set
				return 2
			}
		}
	case '<', '>':
		if ascii.Has(t, i+1, "()") {
			return 3
		}
	}
	return 0
}

// backtick looks for a command between backticks that something stands before:
// alone they are how people write code in prose.
func (s *scanner) backtick(i int) (Finding, bool) {
	t := s.text
	if t[i] != '`' || i == 0 || space(t[i-1]) || t[i-1] == '(' || t[i-1] == '[' || t[i-1] == ':' || t[i-1] == '`' {
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
	if ascii.Has(t, i, "$shell ") {
		return Finding{i, i + 6, Command, 0.85}, true
	}
	if !ascii.Has(t, i, "$(") {
		return Finding{}, false
	}
	e, strength := commandAt(t, skipSpace(t, i+2), true)
	if e == 0 || at(t, e) == ')' && isUpper(t[i+2:e]) { // a variable of a makefile
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

// braces looks for a command that a shell puts together from a list: {cat,/etc/hosts}, {,id}.
func (s *scanner) braces(i int) (Finding, bool) {
	t := s.text
	k := i + 1
	lead := at(t, k) == ','
	if lead {
		k++
	}
	var plain [maxWord]byte
	w, e, _ := shellWord(t, k, &plain)
	if len(w) == 0 || !commands.has(w) && !ordinary.has(w) {
		return Finding{}, false
	}
	c := at(t, e+1)
	if at(t, e) == ',' && (lead || c == '-' || c == '/' || c == '$' || c == '~' || ascii.Has(t, e+1, "http")) || lead && at(t, e) == '}' {
		return Finding{i, e, Command, 0.9}, true
	}
	return Finding{}, false
}

// assigned looks for a command that is the value of a variable which the text sets before: c=cat;$c.
func (s *scanner) assigned(i int) (Finding, bool) {
	t := s.text
	k, begin := i, i+1
	for k > 0 && space(t[k-1]) && i-k < 4 {
		k--
	}
	if at(t, begin) == '{' {
		begin++
	}
	name := word(t, begin)
	if c := at(t, k-1); len(name) == 0 || c != ';' && c != '&' && c != '|' {
		return Finding{}, false
	}
	if c := at(t, begin+len(name)); c != 0 && c != '$' && c != '}' && !space(c) {
		return Finding{}, false
	}
	for j := max(0, i-maxGap); j+len(name) < k; j++ {
		if t[j+len(name)] == '=' && string(t[j:j+len(name)]) == string(name) && !space(t[j+len(name)+1]) && (j == 0 || !ascii.Word(t[j-1]) && t[j-1] != '$') {
			return Finding{i, begin + len(name), Command, 0.9}, true
		}
	}
	return Finding{}, false
}
