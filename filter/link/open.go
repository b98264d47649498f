package link

import "github.com/chatguard/chatguard/filter/text/ascii"

// Open is from where on a link at the end of text[from:] may still go on:
// len(text) if there is none. Prose is held only from a bracket or a colon on
// that can belong to one.
func Open(text []byte, from int) int {
	low := max(from, len(text)-reach)
	open, lastWord := beginOfScheme(text, low), true
	for k := len(text) - 1; k >= low; k-- {
		switch text[k] {
		case ' ', '\n', '\t', '\r':
			lastWord = false
		case ':':
			if lastWord && k > low && ascii.Letter(text[k-1]) {
				for open = k; open > low && ascii.Letter(text[open-1]); {
					open--
				}
			}
		case '[':
			if openBracket(text[k:]) {
				if open = k; k > low && text[k-1] == '!' {
					open--
				}
			}
		case '<':
			if k+1 == len(text) || ascii.Letter(text[k+1]) && !contains(text[k:], '>') {
				open = k
			}
		case '>':
			return open
		}
	}
	return open
}

// schemes are those of links, and what people write in their place.
var schemes = []string{"https", "hxxps", "ftp", "wss", "fxp", "file", "javascript", "vbscript", "data"}

// beginOfScheme is where the last word of text begins if it may become a scheme, or an image begins: len(text) if none may.
func beginOfScheme(text []byte, low int) int {
	k := len(text)
	for k > low && len(text)-k < 10 && ascii.Letter(text[k-1]) {
		k--
	}
	word := text[k:]
	if len(word) == 0 && k > low && text[k-1] == '!' {
		return k - 1 // of an image
	}
	for _, s := range schemes {
		if len(word) > 0 && len(word) <= len(s) && ascii.Has(word, 0, s[:len(word)]) {
			return k
		}
	}
	return len(text)
}

// openBracket tells whether t, which begins with a bracket, can still become a
// link: it is not closed yet, or an address follows that is not.
func openBracket(t []byte) bool {
	for i, c := range t {
		switch {
		case c == '\n':
			return false
		case c == ']':
			if i+1 == len(t) {
				return true
			}
			return t[i+1] == '(' && !contains(t[i+1:], ')')
		}
	}
	return len(t) < 256
}
