// Package restore finds what stands for a value in texts, placeholders and tokens,
// and what it stands for.
//
// Only what this exchange's request was given, or what the policy's keys made, is
// turned back, so that a text cannot name a value that its writer did not have. A
// value is held in memory for the exchange alone.
package restore

import (
	"bytes"
	"slices"

	"github.com/chatguard/chatguard/filter/detect"
	"github.com/chatguard/chatguard/filter/mask"
	"github.com/chatguard/chatguard/filter/text/ascii"
)

// Restorer finds, in a response, the placeholders that this exchange's request
// was given, also as models change them: in another case, with spaces, dashes
// or markdown escapes for underscores, with lost or doubled brackets. A text
// that only looks like a placeholder is left alone: what counts is that the
// type and number were issued here.
type Restorer struct {
	numbers *mask.Numbers
	Types   []string // that were issued

	bracketed bool // some value stood in brackets of its own
	found     []Restored
	spelt     []byte // scratch of avoid
}

// Restored is one placeholder in a text and the value it stands for.
type Restored struct {
	Start, End int
	Value      []byte
}

// Reset begins a new exchange.
func (r *Restorer) Reset(n *mask.Numbers) { r.numbers, r.Types, r.bracketed = n, r.Types[:0], false }

// Issued notes that a placeholder of a type was given out.
func (r *Restorer) Issued(typ string) {
	if !slices.Contains(r.Types, typ) {
		r.Types = append(r.Types, typ)
	}
}

const (
	maxBrackets     = 2
	maxNumberDigits = 7
)

// Find looks for placeholders in text[from:]. If the text is not final, open
// is the position from which on it may still become one.
func (r *Restorer) Find(text []byte, from int, final bool) (found []Restored, open int) {
	r.found = r.found[:0]
	open = len(text)
	if len(r.Types) == 0 {
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
			r.found = append(r.found, Restored{start, stop, value})
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
func (r *Restorer) brackets(text []byte, from, i, end int) (start, stop int) {
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
// Issued. Other spellings count only in brackets: "email address 1" may be
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
func (r *Restorer) begins(text []byte, i int) bool {
	c := text[i] &^ 0x20
	if c < 'A' || c > 'Z' || i > 0 && ascii.Word(text[i-1]) {
		return false
	}
	for _, t := range r.Types {
		if t[0] == c {
			return true
		}
	}
	return false
}

// match reads a name and number at i. more means that the text ended before
// it was clear.
func (r *Restorer) match(text []byte, i int) (end int, value []byte, more bool) {
	for _, t := range r.Types {
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

// Avoid keeps numbers from being issued that somebody wrote themselves, in any
// spelling in brackets that would be turned back: "[Email Address 1]".
func (r *Restorer) Avoid(text []byte) {
	for {
		open := bytes.IndexByte(text, '[')
		if open < 0 {
			return
		}
		text = text[open+1:]
		r.spelt = append(r.spelt[:0], '[')
		for i := 0; i < len(text) && i < maxSpelt; {
			if n, _ := separator(text, i); n > 0 {
				r.spelt = append(r.spelt, '_')
				i += n
				continue
			}
			c := text[i]
			if !ascii.Word(c) {
				break
			}
			if c >= 'a' {
				c -= 'a' - 'A'
			}
			r.spelt = append(r.spelt, c)
			i++
		}
		r.numbers.Avoid(append(r.spelt, ']'))
	}
}

// maxSpelt is longer than any placeholder.
const maxSpelt = 80

// NoteBrackets notes that a value stands beside a bracket.
func (r *Restorer) NoteBrackets(text []byte, f *detect.Finding) {
	if f.Start > 0 && text[f.Start-1] == '[' || f.End < len(text) && text[f.End] == ']' {
		r.bracketed = true
	}
}
