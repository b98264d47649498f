package guard

import (
	"encoding/binary"
	"math/rand/v2"
	"sync/atomic"

	"github.com/chatguard/chatguard/filter/policy"
	"github.com/dchest/siphash"
)

// known remembers the texts of requests in which there was nothing to find, so that they are looked through once: a chat
// sends its instructions, its tools and all that was said before with every turn. What a look finds depends on nothing but
// the text and what is looked for, and both go into the mark that is kept, a SipHash-2-4 of 128 bits under a key that only
// this worker has. No text is kept, and nobody can make a text that passes for another one.
//
// The zero value is ready. It grows to knownPages*pageSets*knownWays*16 bytes, half a megabyte, and forgets what was not
// seen for longest.
type known struct {
	key   [2]uint64
	pages [knownPages]*[pageSets][knownWays]mark // nil as long as nothing is on them
}

const (
	knownPages = 64
	pageSets   = 128
	knownWays  = 4
	leastKnown = 8 // bytes of a text: shorter ones are looked through as fast
)

// mark stands for a text and what was looked for in it.
type mark [2]uint64

// planIDs numbers the plans of the process: no mark outlives the policy that it was made under.
var planIDs atomic.Uint32

// markOf returns the mark of the text that was collected; ok is false for one whose judgement depends on more than itself.
func (in *Inspector) markOf(lv level) (m mark, ok bool) {
	b := in.text.Bytes()
	if in.dir != policy.Request || in.x.Trace != nil || len(in.plan.tokens) > 0 || in.skipped > 0 || len(b)-in.from < leastKnown {
		return m, false
	}
	k := &in.x.scratch.known
	if k.key == [2]uint64{} {
		k.key = [2]uint64{rand.Uint64(), rand.Uint64()}
	}
	var kind [8]byte
	binary.LittleEndian.PutUint32(kind[:], in.plan.id)
	binary.LittleEndian.PutUint16(kind[4:], uint16(in.from))
	kind[6] = byte(lv)
	salt := binary.LittleEndian.Uint64(kind[:])
	m[0], m[1] = siphash.Hash128(k.key[0]^salt, k.key[1], b)
	return m, m != mark{}
}

// place is where the mark stands if it was added.
func (m mark) place() (page, set uint64) { return m[0] % knownPages, m[0] / knownPages % pageSets }

// has reports whether the mark was added, and not forgotten.
func (k *known) has(m mark) bool {
	page, at := m.place()
	if k.pages[page] == nil {
		return false
	}
	set := &k.pages[page][at]
	for i := range set {
		if set[i] == m {
			copy(set[1:i+1], set[:i])
			set[0] = m
			return true
		}
	}
	return false
}

// add keeps the mark in the place of the one of its set that was seen before all others.
func (k *known) add(m mark) {
	page, at := m.place()
	if k.pages[page] == nil {
		k.pages[page] = new([pageSets][knownWays]mark)
	}
	set := &k.pages[page][at]
	copy(set[1:], set[:knownWays-1])
	set[0] = m
}
