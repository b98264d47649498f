package detect

import (
	"errors"
	"sort"
	"unicode"
	"unicode/utf8"

	"github.com/chatguard/chatguard/filter/detect/lex"
	"github.com/chatguard/chatguard/filter/detect/table"
)

// terms is the dictionary of all custom detectors: phrases by the chained hash
// of their words, then compared in full. It costs about 30 bytes a term besides
// the text and is searched with one hash a word of the text.
type terms struct {
	list  []term // sorted by hash once finished
	text  []byte
	lead  int      // most bytes before the first word of a term
	keys  []uint32 // open addressing; 0 is empty
	vals  []uint32 // prefixTerm, and index in list plus one
	parts []uint32 // hashes of unfinished phrases
}

type term struct {
	hash     uint32
	at       uint32 // in text
	length   uint16
	lead     uint16 // bytes before the first word
	detector uint16
	exact    bool // case matters
}

const (
	prefixTerm = 1 << 31
	termBytes  = 256
	termWords  = 64
	termGap    = 8 // bytes between two words of a term
)

func (d *terms) add(c *Custom, detector uint16) error {
	for _, text := range c.Terms {
		if len(text) > termBytes {
			return errors.New("detector " + c.Name + ": a term is longer than 256 bytes")
		}
		t := []byte(text)
		first := table.WordStart(t, 0)
		if first == len(t) {
			return errors.New("detector " + c.Name + ": a term without letters or digits")
		}
		h, words := table.HashStart, 0
		for i := first; ; {
			i, h = table.Word(t, i, h)
			next := table.WordStart(t, i)
			if words++; words > termWords || next-i > termGap {
				return errors.New("detector " + c.Name + ": a term has too many words or a gap between words that is too wide")
			}
			if next == len(t) {
				break
			}
			d.parts = append(d.parts, h)
			i = next
		}
		d.list = append(d.list, term{h, uint32(len(d.text)), uint16(len(t)), uint16(first), detector, c.CaseSensitive})
		d.text = append(d.text, t...)
		d.lead = max(d.lead, first)
	}
	return nil
}

// finish builds the hash table.
func (d *terms) finish() {
	if len(d.list) == 0 {
		return
	}
	sort.Stable(byHash(d.list))
	size := 16
	for size < 2*(len(d.list)+len(d.parts)) {
		size *= 2
	}
	d.keys, d.vals = make([]uint32, size), make([]uint32, size)
	for _, h := range d.parts {
		*d.slot(h) |= prefixTerm
	}
	for i := range d.list {
		if v := d.slot(d.list[i].hash); *v&^prefixTerm == 0 {
			*v |= uint32(i + 1)
		}
	}
	d.parts = nil
}

type byHash []term

func (t byHash) Len() int           { return len(t) }
func (t byHash) Less(i, j int) bool { return t[i].hash < t[j].hash }
func (t byHash) Swap(i, j int)      { t[i], t[j] = t[j], t[i] }

// slot returns the value of a hash, adding it.
func (d *terms) slot(h uint32) *uint32 {
	mask := uint32(len(d.keys) - 1)
	i := h & mask
	for d.keys[i] != 0 && d.keys[i] != h {
		i = (i + 1) & mask
	}
	d.keys[i] = h
	return &d.vals[i]
}

func (d *terms) lookUp(h uint32) uint32 {
	mask := uint32(len(d.keys) - 1)
	for i := h & mask; d.keys[i] != 0; i = (i + 1) & mask {
		if d.keys[i] == h {
			return d.vals[i]
		}
	}
	return 0
}

// customTerms looks up each word of the text.
func (sc *Scanner) customTerms() {
	d, t := &sc.set.terms, sc.text
	if len(d.list) == 0 {
		return
	}
	i := sc.from
	if i > 0 && i < len(t) && !wordStarts(t, i) {
		i = skipWord(t, i)
	}
	for i = table.WordStart(t, i); i < len(t); i = table.WordStart(t, i) {
		i = sc.termsAt(d, i)
	}
	if d.lead > 0 {
		sc.hold(len(t) - d.lead)
	}
}

// termsAt tries the terms whose first word stands at i and returns the end of
// that word.
func (sc *Scanner) termsAt(d *terms, i int) (wordEnd int) {
	t, start, h := sc.text, i, table.HashStart
	for {
		i, h = table.Word(t, i, h)
		if wordEnd == 0 {
			wordEnd = i
		}
		v := d.lookUp(h)
		for j := int(v &^ prefixTerm); j > 0 && j <= len(d.list) && d.list[j-1].hash == h; j++ {
			sc.term(d, &d.list[j-1], start)
		}
		if i == len(t) {
			sc.hold(start - d.lead)
			return wordEnd
		}
		if v&prefixTerm == 0 {
			return wordEnd
		}
		next := table.WordStart(t, i)
		if next-i > termGap {
			return wordEnd
		}
		if next == len(t) {
			sc.hold(start - d.lead)
			return wordEnd
		}
		i = next
	}
}

// term compares a term in full; its first word stands at word.
func (sc *Scanner) term(d *terms, m *term, word int) {
	t := sc.text
	start := word - int(m.lead)
	if start < sc.from || !lex.LeftEdge(t, start) {
		return
	}
	n, more := equalTerm(t[start:], d.text[m.at:m.at+uint32(m.length)], m.exact)
	if more {
		sc.hold(start)
		return
	}
	if n == 0 {
		return
	}
	edge, more := lex.RightEdge(t, start+n, sc.final)
	if more {
		sc.hold(start)
	} else if edge {
		c := sc.set.custom[m.detector]
		sc.cands = append(sc.cands, candidate{match: int32(start), start: int32(start), end: int32(start + n),
			rule: uint16(len(sc.in.rules) + int(m.detector)), typ: c.typ, score: c.score})
	}
}

// equalTerm reports how many bytes of t are equal to want, 0 if t starts
// otherwise; more says that t is too short to tell. A space stands for any
// white space.
func equalTerm(t, want []byte, exact bool) (n int, more bool) {
	for j := 0; j < len(want); {
		if n == len(t) {
			return 0, true
		}
		a, b := t[n], want[j]
		if a < utf8.RuneSelf && b < utf8.RuneSelf {
			if a != b && !(b == ' ' && lex.Class[a]&lex.Space != 0) && (exact || lex.Lower(a) != lex.Lower(b)) {
				return 0, false
			}
			n, j = n+1, j+1
			continue
		}
		r, w := utf8.DecodeRune(t[n:])
		s, x := utf8.DecodeRune(want[j:])
		if r == utf8.RuneError && !utf8.FullRune(t[n:]) {
			return 0, true
		}
		if r != s && (exact || unicode.ToLower(r) != unicode.ToLower(s)) {
			return 0, false
		}
		n, j = n+w, j+x
	}
	return n, false
}

// add puts a phrase into the set; it reports whether the phrase has words.
func (p *phraseSet) add(text string, val uint8) bool {
	if *p == nil {
		*p = phraseSet{}
	}
	t := []byte(text)
	i, h := table.WordStart(t, 0), table.HashStart
	if i == len(t) {
		return false
	}
	for {
		i, h = table.Word(t, i, h)
		next := table.WordStart(t, i)
		if next == len(t) {
			(*p)[h] |= val
			return true
		}
		(*p)[h] |= 2
		i = next
	}
}

// within reports whether a phrase of the set stands in t[lo:hi]. If !whole, a
// word that ends at hi may go on and does not count.
func (p phraseSet) within(t []byte, lo, hi int, whole bool) bool {
	i := lo
	if i > 0 && i < len(t) && !wordStarts(t, i) {
		i = skipWord(t, i)
	}
	for i = table.WordStart(t, i); i < hi; i = table.WordStart(t, i) {
		h, end := table.HashStart, 0
		for j := i; j < hi; j = table.WordStart(t, j) {
			j, h = table.Word(t, j, h)
			if end == 0 {
				end = j
			}
			v := p[h]
			if v&1 != 0 && (j < hi || j == hi && whole) {
				return true
			}
			if v&2 == 0 {
				break
			}
		}
		i = end
	}
	return false
}
