package table

// Flags of a name in the section Names, in its lowest bits; the rest is its hash.
const (
	NameGiven   = 1 << iota // a given name
	NameUnsure              // that is also a word, a place or a brand
	NameSurname             // a surname
	NameWordy               // that is also a word, a place or a given name
	nameFlags   = NameGiven | NameUnsure | NameSurname | NameWordy
)

// NameHash is the hash of a name without case and accents, its flags zero.
func NameHash(name []byte) uint32 {
	h := HashStart
	for _, b := range name {
		h = (h ^ uint32(b)) * hashPrime
	}
	return (h ^ h>>15) &^ nameFlags
}

// Names are names with their flags, sorted by hash.
type Names []uint32

// Find returns the flags of a name, 0 if it is none that is known.
func (n Names) Find(name []byte) uint32 {
	h := NameHash(name)
	lo, hi := 0, len(n)
	for lo < hi {
		mid := (lo + hi) / 2
		if n[mid] < h {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo < len(n) && n[lo]&^nameFlags == h {
		return n[lo] & nameFlags
	}
	return 0
}
