// Package delta reads JSON that comes as text in pieces, as the arguments of tool
// calls do in streams: what its strings say, with the escapes of both levels
// undone, and the way back from every byte to the bytes of the stream.
//
// Whatever the pieces, the text is the same. What is no JSON is read as it is; an
// escape that is cut waits for its end. Memory is what the caller has not dropped.
package delta

import (
	"bytes"
	"iter"
	"slices"
	"sort"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/chatguard/chatguard/filter/text"
	"github.com/chatguard/chatguard/filter/text/sight"
)

// Arguments reads JSON that comes as text in deltas, as the arguments of tool
// calls do: detectors see what its strings say, with the escapes of both
// levels undone, wherever deltas part them. Text that is no JSON is read as it
// is.
type Arguments struct {
	begun  bool      // its first character was seen
	JSON   bool      // which begins a JSON document
	Text   text.Text // positions are those of the delta's texts, in bytes from the channel's start
	Outer  []byte    // what text was made from, from base on
	Base   int64
	rest   int     // bytes at the end of outer that are not in text yet: an escape that is not complete
	quotes []int64 // where strings begin and end
	quoted bool    // base is inside a string
	head   []byte  // which begins like this
}

// headBytes is how much of a string's begin is kept when it is forgotten.
const headBytes = 64

// Add appends what a delta brought.
func (a *Arguments) Add(b []byte) {
	at := len(a.Outer) - a.rest
	a.Outer = append(a.Outer, b...)
	b = a.Outer[at:]
	if !a.begun {
		if i := bytes.IndexFunc(b, func(r rune) bool { return !isSpace(r) }); i >= 0 {
			a.begun, a.JSON = true, b[i] == '{' || b[i] == '['
		}
	}
	pos := a.Base + int64(at)
	for len(b) > 0 {
		n := len(b)
		if a.JSON {
			n = a.literal(b, pos)
		}
		a.Text.Append(b[:n], pos, n)
		if b, pos = b[n:], pos+int64(n); len(b) == 0 {
			break
		}
		var buf [utf8.UTFMax]byte
		decoded, n := jsonEscape(b, buf[:0])
		if n == 0 {
			break
		}
		a.Text.Append(decoded, pos, n)
		b, pos = b[n:], pos+int64(n)
	}
	a.rest = len(b)
}

func isSpace(r rune) bool { return r == ' ' || r == '\t' || r == '\n' || r == '\r' }

// literal is the length of what stands before the next escape; it notes the
// quotes in it.
func (a *Arguments) literal(b []byte, pos int64) int {
	for i, c := range b {
		switch c {
		case '\\':
			return i
		case '"':
			a.quotes = append(a.quotes, pos+int64(i))
		}
	}
	return len(b)
}

// Settle takes an escape that is not complete for what it is: nothing follows.
func (a *Arguments) Settle() {
	at := len(a.Outer) - a.rest
	a.Text.Append(a.Outer[at:], a.Base+int64(at), a.rest)
	a.rest = 0
}

// At is the position of the text's byte i, or behind its last one.
func (a *Arguments) At(i int) int64 {
	if i == a.Text.Len() {
		return a.End() - int64(a.rest)
	}
	from, _ := a.Text.Span(i, i+1)
	return from
}

// End is the position behind all that was added.
func (a *Arguments) End() int64 { return a.Base + int64(len(a.Outer)) }

// Drop forgets the first n bytes of the text.
func (a *Arguments) Drop(n int) {
	from := a.At(n)
	head, _ := a.StringAt(n)
	a.head = append(a.head[:0], head[:min(len(head), headBytes)]...)
	a.quoted = a.inside(n)
	i, _ := slices.BinarySearch(a.quotes, from)
	a.quotes = a.quotes[:copy(a.quotes, a.quotes[i:])]
	a.Outer = a.Outer[:copy(a.Outer, a.Outer[from-a.Base:])]
	a.Base = from
	a.Text.DropFront(n)
}

// inside tells whether the text's byte i stands in a string.
func (a *Arguments) inside(i int) bool {
	n, _ := slices.BinarySearch(a.quotes, a.At(i))
	return a.quoted != (n&1 == 1)
}

// Quote tells whether the text's byte i begins or ends a string.
func (a *Arguments) Quote(i int) bool {
	_, found := slices.BinarySearch(a.quotes, a.At(i))
	return found
}

// Values are the strings that begin and end in the text, without their quotes.
func (a *Arguments) Values() iter.Seq2[int, int] {
	return func(yield func(from, to int) bool) {
		i := 0
		if a.quoted {
			i = 1 // it ends one whose begin is forgotten
		}
		for ; i+1 < len(a.quotes); i += 2 {
			if !yield(a.index(a.quotes[i])+1, a.index(a.quotes[i+1])) {
				return
			}
		}
	}
}

// Unended is where the text's last string begins if it has no end yet.
func (a *Arguments) Unended() (from int, ok bool) {
	n := len(a.quotes)
	if n == 0 || a.quoted != (n%2 == 0) {
		return 0, false
	}
	return a.index(a.quotes[n-1]) + 1, true
}

// StringAt is what is known of the begin of the string that holds the text's byte i, and where in the string that byte is; nil
// outside of strings.
func (a *Arguments) StringAt(i int) (head []byte, at int) {
	n, found := slices.BinarySearch(a.quotes, a.At(i))
	if a.quoted == (n%2 == 1) || found {
		return nil, 0
	}
	if n == 0 {
		return a.head, max(i, headBytes)
	}
	from := a.index(a.quotes[n-1]) + 1
	return a.Text.Bytes()[from:max(from, i)], i - from
}

// index is the text's byte that comes from a position.
func (a *Arguments) index(pos int64) int {
	return sort.Search(a.Text.Len(), func(i int) bool { return a.At(i) >= pos })
}

// Bare tells whether the text's byte i is of a number that stands outside of
// strings.
func (a *Arguments) Bare(i int) bool { return a.JSON && isNumber(a.Text.Bytes()[i]) && !a.inside(i) }

func isNumber(c byte) bool {
	return c-'0' < 10 || c == '-' || c == '+' || c == '.' || c|0x20 == 'e'
}

// Numbers settles the findings in numbers that are no strings. One counts if
// its check digits prove it, most long numbers are identifiers or times; then
// the whole number is found, so that what stands in for it can be a value. A
// number waits for its end.
func (a *Arguments) Numbers(found []sight.Finding, from, open int, final bool) ([]sight.Finding, int) {
	t := a.Text.Bytes()
	if !final {
		last := len(t)
		for last > from && isNumber(t[last-1]) {
			last--
		}
		if last < len(t) && !a.inside(last) {
			open = min(open, last)
		}
	}
	keep := found[:0]
	for _, f := range found {
		if a.Bare(f.Start) {
			if !f.Validated {
				continue
			}
			for f.Start > from && isNumber(t[f.Start-1]) {
				f.Start--
			}
			for f.End < len(t) && isNumber(t[f.End]) {
				f.End++
			}
		}
		keep = append(keep, f)
	}
	return keep, open
}

// jsonEscape decodes the escape that b begins with (RFC 8259, section 7) and
// tells its length, 0 if b may be too short for it. What is no escape is a
// backslash.
func jsonEscape(b, dst []byte) (decoded []byte, n int) {
	if len(b) < 2 {
		return nil, 0
	}
	if i := bytes.IndexByte([]byte(`"\/bfnrt`), b[1]); i >= 0 {
		return append(dst, "\"\\/\b\f\n\r\t"[i]), 2
	}
	r, ok, short := hexRune(b)
	switch {
	case short:
		return nil, 0
	case !ok:
		return append(dst, '\\'), 1
	case utf16.IsSurrogate(r):
		low, ok, short := hexRune(b[6:])
		if short && r < 0xDC00 {
			return nil, 0
		}
		if pair := utf16.DecodeRune(r, low); ok && pair != utf8.RuneError {
			return utf8.AppendRune(dst, pair), 12
		}
		r = utf8.RuneError
	}
	return utf8.AppendRune(dst, r), 6
}

// hexRune reads \uXXXX; short tells that b ends inside it.
func hexRune(b []byte) (r rune, ok, short bool) {
	for i := range 6 {
		if i == len(b) {
			return 0, false, true
		}
		c := b[i]
		switch {
		case i == 0 && c == '\\', i == 1 && c == 'u':
			continue
		case i < 2:
			return 0, false, false
		case c-'0' < 10:
			c -= '0'
		case c|0x20-'a' < 6:
			c = c | 0x20 - 'a' + 10
		default:
			return 0, false, false
		}
		r = r<<4 | rune(c)
	}
	return r, true, false
}
