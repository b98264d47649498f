package payload

import "github.com/chatguard/chatguard/filter/text/ascii"

// tag looks for a tag that runs a script.
func (s *scanner) tag(i int) (Finding, bool) {
	t := s.text
	k := i + 1
	if at(t, k) == '/' || at(t, k) == '!' && !ascii.Has(t, k, "!--#") {
		k++
	}
	switch {
	case ascii.Has(t, k, "!--#exec"):
		return Finding{i, k + 8, Command, 0.95}, true
	case at(t, k) == '?':
		return s.script(i, k)
	case ascii.Has(t, k, "entity") && at(t, k-1) == '!':
		return s.entity(i, k+6)
	}
	w := word(t, k)
	end := k + len(w)
	if len(w) == 0 {
		return Finding{}, false
	}
	stop := min(len(t), end+reach)
	for j := end; j < stop; j++ {
		if t[j] == '>' || t[j] == '<' {
			stop = j
			break
		}
	}
	switch {
	case ascii.Has(t, k, "script") && len(w) == 6 && at(t, i+1) != '/':
		return Finding{i, stop, Markup, 0.95}, true
	case hasHandler(t, end, stop):
		return Finding{i, stop, Markup, 0.95}, true
	case contains(t, end, stop, scriptValues):
		return Finding{i, stop, Markup, 0.95}, true
	case frames.has(w),
		ascii.Has(t, k, "meta") && len(w) == 4 && contains(t, end, stop, []string{"refresh"}) && contains(t, end, stop, []string{"http-equiv"}),
		ascii.Has(t, k, "base") && len(w) == 4 && contains(t, end, stop, []string{"href"}),
		contains(t, end, stop, []string{"attributename=\"on", "attributename=on", "attributename='on"}):
		return Finding{i, stop, Markup, 0.85}, true
	case ascii.Has(t, k, "style") && len(w) == 5:
		return s.style(i, stop)
	}
	return Finding{}, false
}

// style looks for a style sheet that runs a script or fetches one.
func (s *scanner) style(i, k int) (Finding, bool) {
	e := min(len(s.text), k+reach)
	if !contains(s.text, k, e, scriptValues) && !contains(s.text, k, e, []string{"@import"}) {
		return Finding{}, false
	}
	return Finding{i, k, Markup, 0.85}, true
}

// script looks for a script of PHP that runs what a request brings.
func (s *scanner) script(i, k int) (Finding, bool) {
	t := s.text
	end := min(len(t), k+reach)
	if !ascii.Has(t, k, "?php") && !ascii.Has(t, k, "?=") && !space(at(t, k+1)) || !contains(t, k, end, webShells) || !contains(t, k, end, requests) {
		return Finding{}, false
	}
	return Finding{i, k + 2, Command, 0.95}, true
}

// entity looks for an entity of XML that is fetched from elsewhere (XML 1.0, section 4.2.2).
func (s *scanner) entity(i, k int) (Finding, bool) {
	t := s.text
	end := min(len(t), k+reach)
	for _, w := range []string{" system ", " public ", " system\t", "system\n"} {
		if e := ascii.Find(t, k, w, end-k); e >= 0 {
			return Finding{i, e + len(w), Address, 0.9}, true
		}
	}
	return Finding{}, false
}

var scriptValues = []string{"javascript:", "vbscript:", "data:text/html", "expression(", "javascript&colon;", "srcdoc=", "livescript:", "mocha:", "-moz-binding", "behavior:", "datasrc=", "dataformatas="}

// hasHandler tells whether t[i:end] has an attribute for an event.
func hasHandler(t []byte, i, end int) bool {
	for ; i < end; i++ {
		if c := t[i]; c != ' ' && c != '/' && c != '"' && c != '\'' && c != '\n' && c != '\t' && c != '\r' && c != '\f' {
			continue
		}
		if k := handler(t, i+1); k > 0 && k < end+1 {
			return true
		}
	}
	return false
}

// handler is the index behind "onload=" or the like at i; 0 if there is none.
func handler(t []byte, i int) int {
	w := word(t, i)
	if len(w) < 5 || !ascii.Has(w, 0, "on") {
		return 0
	}
	k := skipSpace(t, i+len(w))
	if at(t, k) != '=' {
		return 0
	}
	return k + 1
}

// attribute looks for a handler behind the quote that ends an attribute.
func (s *scanner) attribute(i int) (Finding, bool) {
	k := skipSpace(s.text, i+1)
	if e := handler(s.text, k); e > 0 && k > i {
		return Finding{i, e, Markup, 0.9}, true
	}
	return Finding{}, false
}

// word looks at words that tell by themselves.
func (s *scanner) word(i int) (Finding, bool) {
	t := s.text
	switch ascii.Lower(t[i]) {
	case 'u':
		if ascii.Has(t, i, "union") {
			return s.union(i, i)
		}
	case 'w':
		if ascii.Has(t, i, "waitfor") && ascii.Has(t, skipBlank(t, i+7), "delay") {
			return Finding{i, i + 13, SQL, 0.95}, true
		}
	case 'i':
		if ascii.Has(t, i, "information_schema") {
			return s.serverWord(i)
		}
		if f, ok := s.reaching(i); ok {
			return f, true
		}
		if m := skipBlank(t, i+4); ascii.Has(t, i, "into") && m > i+4 && (ascii.Has(t, m, "outfile") || ascii.Has(t, m, "dumpfile")) {
			return Finding{i, m + 7, SQL, 0.85}, true
		}
	case 'x':
		if ascii.Has(t, i, "xp_cmdshell") {
			return Finding{i, i + 11, SQL, 0.9}, true
		}
	case 's', 'b', 'p', 'e', 'a', 'm':
		w := word(t, i)
		k := i + len(w)
		switch c := at(t, k); {
		case c == '(' || c == ' ' && at(t, k+1) == '(':
		case c == '.' || len(w) >= longWord:
			if f, ok := s.reaching(i); ok {
				return f, true
			}
			return s.serverWord(i)
		default:
			return Finding{}, false // a word of prose
		}
		if callers.has(w) {
			return s.call(i, k)
		}
		if f, ok := s.reaching(i); ok {
			return f, true
		}
		if slowFunctions.has(w) && at(t, i-1) != '.' && sqlAround(t, i) {
			return Finding{i, i + len(w), SQL, 0.9}, true
		}
		return s.serverWord(i)
	case '_':
		return s.reaching(i)
	case 'j', 'v':
		if f, ok := s.reaching(i); ok {
			return f, true
		}
		for _, scheme := range []string{"javascript:", "vbscript:"} {
			if e := i + len(scheme); ascii.Has(t, i, scheme) && at(t, e) != ' ' && contains(t, e, min(len(t), e+64), []string{"(", "`", "="}) {
				return Finding{i, e, Markup, 0.9}, true
			}
		}
	case '0':
		return s.traversal(i)
	case '1':
		if ascii.Has(t, i, "169.254.169.254") && !ascii.Digit(at(t, i+15)) {
			return Finding{i, i + 15, Address, 0.9}, true
		}
	}
	return Finding{}, false
}

// sqlAround tells whether what stands before a function reads like SQL.
func sqlAround(t []byte, i int) bool {
	k := i
	for k > 0 && (space(t[k-1]) || t[k-1] == '(' || t[k-1] == '+') && i-k < 8 {
		k--
	}
	w := before(t, k)
	return connectives.has(w) || statements.has(w) || k < i && sqlFunctions.has(w) || at(t, k-1) == '=' || at(t, k-1) == '\'' || at(t, k-1) == ';' || at(t, k-1) == ','
}
