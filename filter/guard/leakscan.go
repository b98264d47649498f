package guard

import (
	"bytes"
	"unicode/utf8"

	"github.com/chatguard/chatguard/filter/policy"
)

// leakScan looks in one text of a response for parts of the system prompt. The
// text comes in pieces, each of its bytes is read once, and the spans do not
// depend on the cuts.
//
// A part is a sequence of shingles of the prompt with no more than leakGap
// other letters between them, so that a changed word does not hide it. It is a
// leak once enough of its letters are the prompt's. The first shingle is not
// in the span: until it is whole there is nothing to be told from any other
// text, and it may have gone on.
type leakScan struct {
	shingler
	fed     int64 // bytes of the text that were read
	open    bool  // inside a part
	leaking bool  // the part goes on from a span that was a leak
	start   int64 // of the span
	end     int64 // behind the last letter that was the prompt's
	covered int   // letters of the part that were the prompt's
	last    int64 // count at the last shingle of the prompt
	spans   []leakSpan
}

// leakSpan is a leaked part of a text, in bytes of the whole text.
type leakSpan struct{ start, end int64 }

const (
	leakGap  = 2 * shingleRunes
	maxSpan  = 1024 // bytes of one finding; what goes on behind it is another
	leastRun = shingleRunes + shingleStep
)

// leakLimits is what makes a leak in an exchange.
type leakLimits struct {
	prompt *shingles
	need   int   // letters
	span   int64 // longest span
}

// feed reads text, which begins at offset in the whole text, as far as it was
// not read yet. If it is JSON, quote tells which quotes begin and end strings: no
// span reaches over them.
func (l *leakScan) feed(lim *leakLimits, text []byte, offset int64, quote func(i int) bool, final bool) {
	l.spans = l.spans[:0]
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

// unescaped tells of a quote being read that no backslash stands before it.
func (l *leakScan) unescaped(int) bool { return !l.escaped }

// step judges the shingle that ends with the last rune.
func (l *leakScan) step(lim *leakLimits) {
	if !l.whole() || !lim.prompt.has(l.sum()) {
		if l.open && l.count-l.last > leakGap {
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
	if l.end-l.start >= lim.span && l.enough(lim) {
		l.spans = append(l.spans, leakSpan{l.start, l.end})
		l.leaking, l.start = true, l.end
	}
}

func (l *leakScan) enough(lim *leakLimits) bool { return l.leaking || l.covered >= lim.need }

// finish ends the part.
func (l *leakScan) finish(lim *leakLimits) {
	if l.open && l.enough(lim) && l.end > l.start {
		l.spans = append(l.spans, leakSpan{l.start, l.end})
	}
	l.open, l.leaking = false, false
}

// release lets the text before offset go on though the part may not have
// ended. What was seen of it counts for the rest.
func (l *leakScan) release(lim *leakLimits, offset int64) {
	if l.open && l.enough(lim) && l.end > l.start {
		l.spans = append(l.spans, leakSpan{l.start, l.end})
		l.leaking = true
	}
	l.start, l.end = max(l.start, offset), max(l.end, offset)
}

// held is from where on the text waits for what follows.
func (l *leakScan) held() int64 {
	if l.open {
		return l.start
	}
	return l.fed
}

// findCanaries appends where a canary stands in text[from:] to dst; ASCII
// letters match in either case. What stands from open on may become one.
func findCanaries(dst []leakSpan, canaries [][]byte, text []byte, from int, offset int64, final bool) (spans []leakSpan, open int) {
	open = len(text)
	if len(canaries) == 0 {
		return dst, open
	}
	low := lowerASCII(text[from:])
	for _, c := range canaries {
		for at := 0; ; {
			i := bytes.Index(low[at:], c)
			if i < 0 {
				break
			}
			at += i + len(c)
			end := offset + int64(from+at)
			dst = append(dst, leakSpan{end - int64(len(c)), end})
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

func lowerASCII(b []byte) []byte {
	low := make([]byte, len(b))
	for i, c := range b {
		if c-'A' < 26 {
			c |= 0x20
		}
		low[i] = c
	}
	return low
}

// leakScope tells in which scopes of a response the prompt is a leak: some APIs
// repeat the request's own instructions beside the answer, as its sender
// knows.
func leakScope(s policy.Scope) bool { return s != policy.SystemPrompt && s != policy.ToolDefinition }
