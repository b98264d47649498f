package attack

import (
	"encoding/binary"
	"errors"
)

// A lexicon sorts words of many languages by what they mean for an attack: to
// ignore, an earlier one, an instruction, to refuse. The order of such classes
// tells an attack in words that were never seen together.
type lexicon struct {
	slots [lexSlots]uint32 // the upper bits of a hash, and the class; 0 if free
	// maybe has a bit for the upper bits of each hash, so that most words of no
	// class cost one look.
	maybe [1 << (maybeBits - 5)]uint32
}

const (
	slotBits   = 12
	lexSlots   = 1 << slotBits
	classBits  = 6
	classMask  = 1<<classBits - 1
	lexSize    = 4 * lexSlots
	tripleBits = 13
	maybeBits  = 16

	// ClassFeatures is the number of features of classes: one, two and three
	// in a row, and two with one between. They come after all others.
	ClassFeatures = 1<<classBits + 1<<(2*classBits) + 1<<tripleBits
	// ClassValue is how often a feature of classes counts: it says more than one
	// of words does.
	ClassValue = 4

	// classGap is the number of other words that may stand between two classes in a row.
	classGap = 6
)

// stemBytes is the length of the stems of words, by their first byte: five
// letters of ASCII or of scripts of two bytes, three of the scripts of India,
// two of Korean.
func stemBytes(first byte) int {
	switch {
	case first < 0x80:
		return asciiStem
	case first < 0xE0:
		return 10
	case first < 0xEA:
		return 9
	}
	return 6
}

const asciiStem = 5

// stemHash is the hash of the stem at the start of b, of n bytes.
func stemHash(b []byte, n int) uint32 {
	h := uint64(2166136261 ^ 0x5bd1e995) // its lowest 32 bits count
	for _, c := range b[:n] {
		h = (h ^ uint64(c)) * 16777619
	}
	return uint32(h)
}

// class returns the class of the word b[i:end], whose hash is h; 0 if it has
// none.
func (l *lexicon) class(b []byte, i, end int, h uint32) uint32 {
	if c := l.find(h); c != 0 {
		return c
	}
	n := stemBytes(b[i])
	if end-i <= n {
		return 0
	}
	if c := l.find(stemHash(b[i:], n)); c != 0 || n != asciiStem || end-i > maxWordBytes {
		return c
	}
	return l.find(jumbleHash(b[i:end]))
}

// jumbleHash is the same for a word and for one with its inner letters in
// another order, as a slip of the finger leaves it.
func jumbleHash(word []byte) uint32 {
	last := len(word) - 1
	var inner uint64
	for _, c := range word[1:last] {
		inner += uint64(c) * uint64(c) * uint64(c)
	}
	return (uint32(inner)<<8^uint32(word[0])<<4^uint32(word[last])^uint32(len(word))<<27)*0x85EBCA6B ^ 0x27D4EB2F
}

func (l *lexicon) find(h uint32) uint32 {
	if l.maybe[h>>(37-maybeBits)]>>(h>>(32-maybeBits)&31)&1 == 0 {
		return 0
	}
	for at := h * 0x9E3779B1 >> (32 - slotBits); ; at = (at + 1) & (lexSlots - 1) {
		e := l.slots[at]
		if e&^classMask == h&^classMask || e == 0 {
			return e & classMask
		}
	}
}

// put adds a word. A free slot always remains.
func (l *lexicon) put(h, class uint32) {
	if l.find(h) != 0 {
		return
	}
	at := h * 0x9E3779B1 >> (32 - slotBits)
	for l.slots[at] != 0 {
		at = (at + 1) & (lexSlots - 1)
	}
	l.slots[at] = h&^classMask | class
	l.mark(h)
}

func (l *lexicon) mark(h uint32) { l.maybe[h>>(37-maybeBits)] |= 1 << (h >> (32 - maybeBits) & 31) }

// classRun is the classes of the words before.
type classRun struct{ last, beforeLast, gap uint32 }

// add takes the class of the next word, and returns the features that end
// there.
func (r *classRun) add(c uint32) (feats [4]uint32, n int) {
	if c == 0 {
		r.gap++
		return feats, 0
	}
	if r.gap > classGap {
		r.last, r.beforeLast = 0, 0
	}
	feats[0], n = Features+c, 1
	if r.last != 0 {
		pair := c<<classBits | r.last
		feats[1], n = Features+1<<classBits+pair, 2
		if r.beforeLast != 0 {
			feats[2], n = farFeature(pair<<classBits|r.beforeLast), 4
			feats[3] = farFeature(c<<classBits | r.beforeLast)
		}
	}
	r.last, r.beforeLast, r.gap = c, r.last, 0
	return feats, n
}

// farFeature is the feature of three classes in a row, or of the first and the
// third of them.
func farFeature(classes uint32) uint32 {
	return Features + 1<<classBits + 1<<(2*classBits) + classes*0x9E3779B1>>(32-tripleBits)
}

// Lexicon is a lexicon while it is made.
type Lexicon struct {
	lexicon
	words  int
	scorer Scorer
}

var errLexicon = errors.New("attack: a word of the lexicon is not one word, or its stem is too short, or there are too many")

// Add adds a word to a class from 1 to 63; a stem stands for all words that
// begin with it, a longer word of ASCII also for those with its inner letters in
// another order.
func (l *Lexicon) Add(text string, stem bool, class int) error {
	l.scorer.normalise([]byte(text))
	b := l.scorer.norm
	if len(b) < 3 || class < 1 || class > classMask || l.words >= lexSlots*7/8-1 {
		return errLexicon
	}
	h, end := word(b, 1)
	n := stemBytes(b[1])
	if end != len(b)-1 && !stem || stem && end-1 < n {
		return errLexicon
	}
	if stem {
		h = stemHash(b[1:], n)
	}
	l.add(h, class)
	if b := b[1:end]; !stem && n == asciiStem && len(b) > n && len(b) <= maxWordBytes {
		l.add(jumbleHash(b), class)
	}
	return nil
}

func (l *Lexicon) add(h uint32, class int) {
	l.words++
	l.put(h, uint32(class))
}

// append appends the slots.
func (l *lexicon) append(dst []byte) []byte {
	for _, s := range l.slots {
		dst = binary.LittleEndian.AppendUint32(dst, s)
	}
	return dst
}

// read sets the slots to what append wrote, and tells whether one is free, as
// find needs it.
func (l *lexicon) read(data string) (free bool) {
	for i := range l.slots {
		d := data[4*i : 4*i+4]
		l.slots[i] = uint32(d[0]) | uint32(d[1])<<8 | uint32(d[2])<<16 | uint32(d[3])<<24
		if l.slots[i] == 0 {
			free = true
		} else {
			l.mark(l.slots[i])
		}
	}
	return free
}
