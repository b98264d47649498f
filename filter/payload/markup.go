package payload

import "github.com/chatguard/chatguard/filter/text/ascii"

// tag looks for a tag that runs a script.
func (s *scanner) tag(i int) (Finding, bool) {
	t := s.text
	k := i + 1
	for k-i < 4 && at(t, k) == '/' {
		k++
	}
	switch {
	case at(t, k) == '?':
		return s.script(i, k)
	case ascii.Has(t, k, "!entity"):
		return s.entity(i, k+7)
	}
	w := word(t, k)
	end := k + len(w)
	if at(t, end) == ':' { // of a name space
		w = word(t, end+1)
		end += 1 + len(w)
	}
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
	case is(w, "script") && at(t, i+1) != '/' && runs(t, i, stop):
		return Finding{i, stop, Markup, 0.95}, true
	case hasHandler(t, end, stop), contains(t, end, stop, scriptValues), undressed(t, end, stop, scriptValues):
		return Finding{i, stop, Markup, 0.95}, true
	case frames.has(w) && (at(t, end) != '>' || is(w, "iframe") || is(w, "xmp")), // Local<Object> is of a program
		is(w, "meta") && contains(t, end, stop, metas) && contains(t, end, stop, []string{"http-equiv"}),
		is(w, "base") && contains(t, end, stop, []string{"href"}),
		contains(t, end, stop, []string{"attributename=\"on", "attributename=on", "attributename='on"}):
		return Finding{i, stop, Markup, 0.85}, true
	case is(w, "style"):
		return s.style(i, stop)
	}
	return Finding{}, false
}

var metas = []string{"refresh", "=link", "=\"link", "='link", "set-cookie"}

// runs tells whether the tag of a script in t[i:end] is more than a word of prose: it has attributes, it ends a value of one or an
// element, something stands behind it that a script may have, or nothing at all.
func runs(t []byte, i, end int) bool {
	if c := at(t, i-1); c == '"' || c == '\'' || c == '>' || at(t, end) != '>' {
		return true
	}
	if at(t, i-1) == '`' && at(t, end+1) == '`' {
		return false // as people write code in prose
	}
	e := min(len(t), end+1+reach)
	return e <= end+1 || contains(t, end+1, e, []string{"(", "`", "=", ";", "</", "["})
}

// style looks for a style sheet that runs a script or fetches one.
func (s *scanner) style(i, k int) (Finding, bool) {
	e := min(len(s.text), k+reach)
	if !contains(s.text, k, e, scriptValues) && !contains(s.text, k, e, imports) && !undressed(s.text, k, e, scriptValues) && !undressed(s.text, k, e, imports) {
		return Finding{}, false
	}
	return Finding{i, k, Markup, 0.85}, true
}

var imports = []string{"@import"}

// script looks for a style sheet of XML that is fetched or runs, and for a script of PHP that runs what a request brings.
func (s *scanner) script(i, k int) (Finding, bool) {
	t := s.text
	end := min(len(t), k+reach)
	if ascii.Has(t, k, "?xml-stylesheet") && contains(t, k, end, []string{"href=\"//", "://", "javascript:", "data:"}) {
		return Finding{i, k + 15, Markup, 0.85}, true
	}
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

// scheme looks for a scheme that runs what stands behind it, whose colon is at i. Controls inside are what browsers leave out
// (WHATWG URL, section 4.4).
func (s *scanner) scheme(i int) (Finding, bool) {
	t := s.text
	for _, name := range [...]string{"javascript", "vbscript"} {
		n, k := len(name), i
		for ; k > 0 && n > 0 && i-k < maxGap; k-- {
			if c := ascii.Lower(t[k-1]); c == name[n-1] {
				n--
			} else if c >= ' ' {
				break
			}
		}
		if e := i + 1; n == 0 && !ascii.Word(at(t, k-1)) && at(t, e) != ' ' && contains(t, e, min(len(t), e+64), []string{"(", "`", "="}) {
			return Finding{k, e, Markup, 0.9}, true
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
	for _, c := range w {
		if !ascii.Letter(c) {
			return 0
		}
	}
	k := skipSpace(t, i+len(w))
	if at(t, k) != '=' {
		return 0
	}
	return k + 1
}

// isEvent tells whether the name of an event begins at i.
func isEvent(t []byte, i int) bool {
	for _, e := range events {
		if ascii.Has(t, i, e) {
			return true
		}
	}
	return false
}

// attribute looks for a handler behind the quote that ends an attribute.
func (s *scanner) attribute(i int) (Finding, bool) {
	k := skipSpace(s.text, i+1)
	if e := handler(s.text, k); e > 0 {
		return Finding{i, e, Markup, 0.9}, true
	}
	for range 3 { // attributes before it that bring it about
		w := word(s.text, k)
		if k += len(w); !bringers.has(w) {
			break
		}
		for end := k + maxWord; k < end && k < len(s.text) && !space(s.text[k]); k++ {
		}
		k = skipSpace(s.text, k)
		if e := handler(s.text, k); e > 0 {
			return Finding{i, e, Markup, 0.9}, true
		}
	}
	return Finding{}, false
}

// word looks at words that tell by what follows them.
func (s *scanner) word(i int) (Finding, bool) {
	t := s.text
	switch ascii.Lower(t[i]) {
	case 'u':
		if at(t, i+1)|0x20 == 'n' && ascii.Has(t, i, "union") {
			return s.union(i, i)
		}
	case 'w':
		if at(t, i+1)|0x20 == 'a' && ascii.Has(t, i, "waitfor") && ascii.Has(t, skipBlank(t, i+7), "delay") {
			return Finding{i, i + 13, SQL, 0.95}, true
		}
	case '0':
		return s.traversal(i)
	default:
		w := word(t, i)
		if callers.has(w) {
			return s.call(i, i+len(w))
		}
		if slowFunctions.has(w) && at(t, i-1) != '.' && sqlAround(t, i) && waits(t, i+len(w)) {
			return Finding{i, i + len(w), SQL, 0.9}, true
		}
	}
	return Finding{}, false
}

// waits tells whether what stands in the parenthesis at i is a number, or computed by SQL.
func waits(t []byte, i int) bool {
	i = skipBlank(t, i) + 1
	k := skipBlank(t, i)
	w := word(t, k)
	return len(w) == 0 || !ascii.Letter(w[0]) || sqlFunctions.has(w)
}

// sqlAround tells whether what stands before a function reads like SQL.
func sqlAround(t []byte, i int) bool {
	k := i
	for k > 0 && (space(t[k-1]) || t[k-1] == '(' || t[k-1] == '+') && i-k < 8 {
		k--
	}
	w := before(t, k)
	return connectives.has(w) || statements.has(w) || is(w, "by") || k < i && sqlFunctions.has(w) || at(t, k-1) == '=' || at(t, k-1) == '\'' || at(t, k-1) == ';' || at(t, k-1) == ','
}
