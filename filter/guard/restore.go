package guard

import (
	"bytes"

	"github.com/chatguard/chatguard/filter/detect"
	"github.com/chatguard/chatguard/filter/mask"
)

// restorer finds, in a response, the placeholders that this exchange's request
// was given, also as models change them: in another case, with spaces, dashes
// or markdown escapes for underscores, with lost or doubled brackets. A text
// that only looks like a placeholder is left alone: what counts is that the
// type and number were issued here.
type restorer struct {
	numbers *mask.Numbers
	types   []string // that were issued

	bracketed bool // some value stood in brackets of its own
	found     []restored
}

// restored is one placeholder in a text and the value it stands for.
type restored struct {
	start, end int
	value      []byte
}

func (r *restorer) reset(n *mask.Numbers) { r.numbers, r.types, r.bracketed = n, r.types[:0], false }

// issued notes that a placeholder of a type was given out.
func (r *restorer) issued(typ string) {
	if !contains(r.types, typ) {
		r.types = append(r.types, typ)
	}
}

const (
	maxBrackets     = 2
	maxNumberDigits = 7
)

// find looks for placeholders in text[from:]. If the text is not final, open
// is the position from which on it may still become one.
func (r *restorer) find(text []byte, from int, final bool) (found []restored, open int) {
	r.found = r.found[:0]
	open = len(text)
	if len(r.types) == 0 {
		return nil, open
	}
	for i := from; i < len(text); {
		if !r.begins(text, i) {
			i++
			continue
		}
		end, value, more := r.match(text, i)
		switch {
		case more && !final:
			start, _ := leftBrackets(text, from, i, maxBrackets)
			return r.found, start
		case value != nil && (i > from && text[i-1] == '[' || exactName(text[i:end])):
			start, stop := r.brackets(text, from, i, end)
			r.found = append(r.found, restored{start, stop, value})
			i = stop
		default:
			i++
		}
	}
	if !final {
		open, _ = leftBrackets(text, from, len(text), maxBrackets)
	}
	return r.found, open
}

// brackets widens a placeholder to the brackets around it: one on either side,
// two if a model doubled both, but never those that stood around the value.
func (r *restorer) brackets(text []byte, from, i, end int) (start, stop int) {
	most := maxBrackets
	if r.bracketed {
		most = 1
	}
	_, left := leftBrackets(text, from, i, most)
	_, right := rightBrackets(text, end, most)
	most = max(1, min(left, right))
	start, _ = leftBrackets(text, from, i, most)
	stop, _ = rightBrackets(text, end, most)
	return start, stop
}

// exactName tells whether a placeholder without brackets is spelt as it was
// issued. Other spellings count only in brackets: "email address 1" may be
// anybody's words.
func exactName(b []byte) bool {
	for _, c := range b {
		if c != '_' && c != '\\' && (c < '0' || c > '9') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return true
}

// begins tells whether a name may begin at i: a letter that some issued type
// begins with, not inside a word.
func (r *restorer) begins(text []byte, i int) bool {
	c := text[i] &^ 0x20
	if c < 'A' || c > 'Z' || i > 0 && isWord(text[i-1]) {
		return false
	}
	for _, t := range r.types {
		if t[0] == c {
			return true
		}
	}
	return false
}

// match reads a name and number at i. more means that the text ended before
// it was clear.
func (r *restorer) match(text []byte, i int) (end int, value []byte, more bool) {
	for _, t := range r.types {
		j, ok, short := matchName(text, i, t)
		more = more || short
		if !ok {
			continue
		}
		num, k := readNumber(text, j)
		if k == len(text) && k-j < maxNumberDigits {
			more = true
		}
		if k == j {
			continue
		}
		if k == len(text)-1 && text[k] == '\\' || k < len(text) && k+maxBrackets > len(text) && allBrackets(text[k:]) {
			more = true // a bracket may follow
		}
		if v, ok := r.numbers.Value(t, num); ok {
			end, value = k, v
		}
	}
	return end, value, more
}

// matchName matches a type's name and the separator before the number.
func matchName(text []byte, i int, name string) (end int, ok, short bool) {
	if i, ok, short = matchLetters(text, i, name); !ok {
		return i, false, short
	}
	n, short := separator(text, i)
	if i+n >= len(text) {
		short = true
	}
	return i + n, n > 0, short
}

// matchLetters matches a type's name.
func matchLetters(text []byte, i int, name string) (end int, ok, short bool) {
	for k := range len(name) {
		if i >= len(text) {
			return i, false, true
		}
		if name[k] == '_' {
			n, short := separator(text, i)
			if n == 0 {
				return i, false, short
			}
			i += n
			continue
		}
		if text[i] != name[k] && text[i]&^0x20 != name[k] {
			return i, false, false
		}
		i++
	}
	return i, true, false
}

// separator is the length of what stands for an underscore at i.
func separator(text []byte, i int) (n int, short bool) {
	if i >= len(text) {
		return 0, true
	}
	switch text[i] {
	case '_', ' ', '-', '#':
		return 1, false
	case '\\':
		if i+1 >= len(text) {
			return 0, true
		}
		if text[i+1] == '_' || text[i+1] == '-' {
			return 2, false
		}
		if text[i+1] == '\\' { // escaped again in tool arguments
			if i+2 >= len(text) {
				return 0, true
			}
			if text[i+2] == '_' {
				return 3, false
			}
		}
	}
	return 0, false
}

func readNumber(text []byte, i int) (num, end int) {
	for end = i; end < len(text) && end-i < maxNumberDigits && text[end] >= '0' && text[end] <= '9'; end++ {
		num = num*10 + int(text[end]-'0')
	}
	return num, end
}

// leftBrackets moves i left over brackets and their markdown escapes.
func leftBrackets(text []byte, from, i, most int) (start, n int) {
	for ; n < most && i > from && text[i-1] == '['; n++ {
		i--
		for i > from && text[i-1] == '\\' {
			i--
		}
	}
	return i, n
}

func rightBrackets(text []byte, i, most int) (stop, n int) {
	for ; n < most; n++ {
		j := i
		for j < len(text) && text[j] == '\\' {
			j++
		}
		if j == len(text) || text[j] != ']' {
			break
		}
		i = j + 1
	}
	return i, n
}

func allBrackets(b []byte) bool {
	for _, c := range b {
		if c != ']' && c != '\\' {
			return false
		}
	}
	return true
}

func isWord(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c&^0x20 >= 'A' && c&^0x20 <= 'Z'
}

// avoid keeps numbers from being issued that somebody wrote themselves, in any
// spelling in brackets that would be turned back: "[Email Address 1]".
func (x *Exchange) avoid(text []byte) {
	for {
		open := bytes.IndexByte(text, '[')
		if open < 0 {
			return
		}
		text = text[open+1:]
		x.spelt = append(x.spelt[:0], '[')
		for i := 0; i < len(text) && i < maxSpelt; {
			if n, _ := separator(text, i); n > 0 {
				x.spelt = append(x.spelt, '_')
				i += n
				continue
			}
			c := text[i]
			if !isWord(c) {
				break
			}
			if c >= 'a' {
				c -= 'a' - 'A'
			}
			x.spelt = append(x.spelt, c)
			i++
		}
		x.numbers.Avoid(append(x.spelt, ']'))
	}
}

// maxSpelt is longer than any placeholder.
const maxSpelt = 80

// noteBrackets notes that a value stands beside a bracket.
func (r *restorer) noteBrackets(text []byte, f *detect.Finding) {
	if f.Start > 0 && text[f.Start-1] == '[' || f.End < len(text) && text[f.End] == ']' {
		r.bracketed = true
	}
}
