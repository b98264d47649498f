package leak

import (
	"bytes"
	"unicode/utf8"
)

// Scan looks in one text of a response for parts of the system prompt. The
// text comes in pieces, each of its bytes is read once, and the spans do not
// depend on the cuts.
//
// A part is a sequence of shingles of the prompt with no more than gap
// other letters between them, so that a changed word does not hide it. It is a
// leak once enough of its letters are the prompt's. The first shingle is not
// in the span: until it is whole there is nothing to be told from any other
// text, and it may have gone on.
type Scan struct {
	shingler
	fed     int64  // bytes of the text that were read
	open    bool   // inside a part
	leaking bool   // the part goes on from a span that was a leak
	start   int64  // of the span
	end     int64  // behind the last letter that was the prompt's
	covered int    // letters of the part that were the prompt's
	last    int64  // count at the last shingle of the prompt
	Spans   []Span // what the last Feed or Release found
}

// Span is a leaked part of a text, in bytes of the whole text.
type Span struct{ Start, End int64 }

// Bounds of a part.
const (
	// MaxSpan is the bytes of one finding; what goes on behind it is another.
	MaxSpan = 1024
	// LeastRun is the letters that are the least to tell a part by.
	LeastRun = shingleRunes + shingleStep

	gap = 2 * shingleRunes
)

// Limits is what makes a leak.
type Limits struct {
	Prompt *Set
	Need   int   // letters of it
	Span   int64 // bytes of the longest span
}

// Feed reads text, which begins at offset in the whole text, as far as it was
// not read yet. If it is JSON, quote tells which quotes begin and end strings: no
// span reaches over them.
func (l *Scan) Feed(lim *Limits, text []byte, offset int64, quote func(i int) bool, final bool) {
	l.Spans = l.Spans[:0]
	i := int(l.fed - offset)
	for i < len(text) {
		r, n := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			if !final && !utf8.FullRune(text[i:]) {
				break
			}
			r, n = utf8.DecodeRune(text[i:])
		}
		if r == '"' && quote != nil && quote(i) {
			l.finish(lim)
		}
		i += n
		l.fed = offset + int64(i)
		if l.add(r) {
			l.step(lim)
		}
	}
	if final {
		l.finish(lim)
	}
}

// Unescaped tells of a quote being read that no backslash stands before it.
func (l *Scan) Unescaped(int) bool { return !l.escaped }

// Skip says that the text before offset is of no interest.
func (l *Scan) Skip(offset int64) { l.fed = max(l.fed, offset) }

// step judges the shingle that ends with the last rune.
func (l *Scan) step(lim *Limits) {
	if !l.whole() || !lim.Prompt.has(l.sum()) {
		if l.open && l.count-l.last > gap {
			l.finish(lim)
		}
		return
	}
	if !l.open {
		l.open, l.leaking, l.covered, l.start = true, false, shingleRunes, l.fed
	} else {
		l.covered += int(min(l.count-l.last, shingleRunes))
	}
	l.last, l.end = l.count, l.fed
	if l.end-l.start >= lim.Span && l.enough(lim) {
		l.Spans = append(l.Spans, Span{l.start, l.end})
		l.leaking, l.start = true, l.end
	}
}

func (l *Scan) enough(lim *Limits) bool { return l.leaking || l.covered >= lim.Need }

// finish ends the part.
func (l *Scan) finish(lim *Limits) {
	if l.open && l.enough(lim) && l.end > l.start {
		l.Spans = append(l.Spans, Span{l.start, l.end})
	}
	l.open, l.leaking = false, false
}

// Release lets the text before offset go on though the part may not have
// ended. What was seen of it counts for the rest.
func (l *Scan) Release(lim *Limits, offset int64) {
	if l.open && l.enough(lim) && l.end > l.start {
		l.Spans = append(l.Spans, Span{l.start, l.end})
		l.leaking = true
	}
	l.start, l.end = max(l.start, offset), max(l.end, offset)
}

// Held is from where on the text waits for what follows.
func (l *Scan) Held() int64 {
	if l.open {
		return l.start
	}
	return l.fed
}

// FindCanaries appends where a canary stands in text[from:] to dst; ASCII
// letters match in either case. What stands from open on may become one.
func FindCanaries(dst []Span, canaries [][]byte, text []byte, from int, offset int64, final bool) (spans []Span, open int) {
	open = len(text)
	if len(canaries) == 0 {
		return dst, open
	}
	low := Lower(text[from:])
	for _, c := range canaries {
		for at := 0; ; {
			i := bytes.Index(low[at:], c)
			if i < 0 {
				break
			}
			at += i + len(c)
			end := offset + int64(from+at)
			dst = append(dst, Span{end - int64(len(c)), end})
		}
		for n := min(len(c)-1, len(low)); n > 0 && !final; n-- {
			if bytes.HasPrefix(c, low[len(low)-n:]) {
				open = min(open, len(text)-n)
				break
			}
		}
	}
	return dst, open
}

// Lower is b with its ASCII letters in lower case, as canaries are looked for.
func Lower(b []byte) []byte {
	low := make([]byte, len(b))
	for i, c := range b {
		if c-'A' < 26 {
			c |= 0x20
		}
		low[i] = c
	}
	return low
}
