package detect

import (
	"github.com/chatguard/chatguard/filter/detect/lex"
	"github.com/chatguard/chatguard/filter/detect/table"
)

// contexts finds context words only where a candidate asks for them. The text
// between the lowest and the highest position asked for is cut into words
// once, so dense candidates cost one pass and clean text nothing.
type contexts struct {
	hits   []contextHit
	lo, hi int // the words that start in [lo, hi) were looked up
	first  int // hits before it end before any window that can still come
}

// contextMax is the widest window of context words, in bytes; with the words
// that cross its border it lies within Lookback.
const contextMax = 160

// contextSlack is how far candidates that come in order may go back.
const contextSlack = 64

// contextAhead is how much further the words are looked up where candidates
// follow each other closely.
const contextAhead = 128

// contextHit is a context phrase at [start, end); sets tells whose lists hold it.
type contextHit struct {
	start, end int
	sets       uint16
}

func (c *contexts) reset() { c.hits, c.lo, c.hi, c.first = c.hits[:0], 0, 0, 0 }

// context reports whether a word of the rule's list stands in the window
// around [start, end). more says that the text after it is not there yet.
func (sc *Scanner) context(set, before, after uint16, start, end int) (found, more bool) {
	lo, hi := max(0, start-int(before)), min(len(sc.text), end+int(after))
	sc.lookUp(start, lo, hi)
	c := &sc.ctx
	for _, h := range c.hits[c.first:] {
		if h.start >= hi {
			break
		}
		if h.start < lo || h.end > hi || h.start < end && h.end > start {
			continue
		}
		if h.end == len(sc.text) && !sc.final {
			continue // the word may go on
		}
		if sc.in.listHas(h.sets, set) {
			return true, false
		}
	}
	return false, !sc.final && end+int(after) >= len(sc.text) && after > 0
}

// noContext reports that no context word of any rule is in the window around
// [start, end), and that none can come.
func (sc *Scanner) noContext(start, end, before, after int) bool {
	if !sc.final && end+after >= len(sc.text) {
		return false
	}
	lo, hi := max(0, start-before), min(len(sc.text), end+after)
	if c := &sc.ctx; c.first < len(c.hits) || lo < c.lo || hi > c.hi {
		sc.lookUp(start, lo, hi)
	}
	for _, h := range sc.ctx.hits[sc.ctx.first:] {
		if h.start >= hi {
			break
		}
		if h.start >= lo {
			return false
		}
	}
	return true
}

// listHas reports whether list number l of ContextSets holds context set s.
func (in *Info) listHas(l, s uint16) bool {
	w := int(l)*in.ctxWords + int(s>>5)
	return w < len(in.ctxSets) && in.ctxSets[w]>>(s&31)&1 != 0
}

// lookUp makes sure that the words starting in [lo, hi) were looked up. Calls
// come with growing start, but for a few bytes, and lo is at most contextMax
// before it, so what lies far before start is forgotten.
func (sc *Scanner) lookUp(start, lo, hi int) {
	c := &sc.ctx
	if lo > c.hi || lo < c.lo {
		c.hits, c.first = c.hits[:0], 0
		c.lo, c.hi = lo, lo
	} else if hi > c.hi {
		hi = min(hi+contextAhead, len(sc.text)) // dense: fewer calls
	}
	for c.first < len(c.hits) && c.hits[c.first].start < start-contextMax-contextSlack {
		c.first++
	}
	t := sc.text
	i := c.hi
	if i == c.lo && i > 0 && i < len(t) && !wordStarts(t, i) {
		i = skipWord(t, i)
	}
	for {
		i = table.WordStart(t, i)
		if i >= hi {
			break
		}
		if t[i]-'0' < 10 { // no phrase starts with a digit
			for i++; i < len(t) && lex.Class[t[i]]&lex.Alnum != 0; i++ {
			}
			if i < len(t) && t[i] >= 0x80 {
				i = skipWord(t, i)
			}
			continue
		}
		i = sc.phraseAt(i)
	}
	c.hi = max(hi, i)
}

// wordStarts reports whether position i is not inside a word or a character.
func wordStarts(t []byte, i int) bool {
	b, p := t[i], t[i-1]
	if b >= 0x80 && b < 0xC0 {
		return false
	}
	if b >= 0xE0 {
		return true
	}
	if b < 0x80 && lex.Class[b]&lex.Alnum == 0 {
		return true
	}
	if p < 0x80 {
		return lex.Class[p]&lex.Alnum == 0
	}
	// p ends a character: of two bytes, it is part of a word.
	return i < 2 || t[i-2] < 0xC3 || t[i-2] > 0xDF
}

// skipWord returns the end of the word or character that position i is in.
func skipWord(t []byte, i int) int {
	for i < len(t) && t[i] >= 0x80 && t[i] < 0xC0 {
		i++
	}
	for i < len(t) && !wordStarts(t, i) {
		i++
	}
	return i
}

// phraseAt notes the context phrases that start with the word at i and returns
// the end of that word.
func (sc *Scanner) phraseAt(i int) (wordEnd int) {
	in, t := sc.in, sc.text
	start, h := i, table.HashStart
	for range table.PhraseWords {
		i, h = table.Word(t, i, h)
		if wordEnd == 0 {
			wordEnd = i
		}
		val := in.contextVal(h)
		if list := val &^ table.PrefixBit; list > 0 {
			sc.ctx.hits = append(sc.ctx.hits, contextHit{start, i, list - 1})
		}
		if val&table.PrefixBit == 0 {
			break
		}
		next := table.WordStart(t, i)
		if next == len(t) || next-i > 3 {
			break
		}
		i = next
	}
	return wordEnd
}

// contextVal looks up the hash of a phrase; 0 is unknown.
func (in *Info) contextVal(h uint32) uint16 {
	if len(in.ctxKeys) == 0 {
		return 0
	}
	mask := uint32(len(in.ctxKeys) - 1)
	for i := h & mask; in.ctxKeys[i] != 0; i = (i + 1) & mask {
		if in.ctxKeys[i] == h {
			return in.ctxVals[i]
		}
	}
	return 0
}
