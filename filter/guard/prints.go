package guard

import (
	"math/rand/v2"

	"github.com/dchest/siphash"

	"github.com/chatguard/chatguard/filter/mask"
)

// prints remembers the fingerprints of the values found last: a chat sends what was said before with every turn, and two
// hashes of SHA-256 take longer than finding the value. What is kept of a value is a SipHash-2-4 of 128 bits under a key
// that only this worker has. The zero value is ready.
type prints struct {
	key   [2]uint64
	of    *Guard // whose fingerprints these are
	slots [printSlots]printed
	buf   []byte
}

type printed struct {
	mark mark
	text string
}

const (
	printSlots = 256
	// maxPrinted bounds the buffer that is kept, in bytes.
	maxPrinted = 4 << 10

	fingerprintDigits = 8
)

// fingerprint identifies a value for those who have the key, so that repeated leaks of one value can be told without
// keeping it: 8 hexadecimal digits of HMAC-SHA256 over type and value. Without a key it is empty.
func (x *Exchange) fingerprint(kind string, value []byte) string {
	g := x.guard
	if len(g.key) == 0 {
		return ""
	}
	p := &x.scratch.prints
	if p.of != g {
		*p = prints{key: [2]uint64{rand.Uint64(), rand.Uint64()}, of: g, buf: p.buf}
	}
	p.buf = append(append(append(p.buf[:0], kind...), 0), value...)
	var m mark
	m[0], m[1] = siphash.Hash128(p.key[0], p.key[1], p.buf)
	s := &p.slots[m[0]%printSlots]
	if s.mark != m || s.text == "" {
		*s = printed{m, string(mask.AppendMAC(nil, g.key, fingerprintDigits, p.buf))}
	}
	if clear(p.buf); cap(p.buf) > maxPrinted {
		p.buf = nil
	}
	return s.text
}
