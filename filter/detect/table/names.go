package table

// What a word is in names, in the lowest bits of its entry in the section
// NameHashes; the rest is its hash.
const (
	NameGiven   = 1 << iota // a given name
	NameUnsure              // that is also a word, a place or a brand
	NameSurname             // a surname
	NameWordy               // that is also a word, a place or a given name
	NameThing               // what makes a name before it something else than a person
	NameNot                 // what begins sentences and is in no name
	nameFlags   = 1<<iota - 1
)

// NameAdd hashes name, without case and accents, onto h, which is HashStart at
// first: words of a phrase one after the other.
func NameAdd(h uint32, name []byte) uint32 {
	for _, b := range name {
		h = (h ^ uint32(b)) * hashPrime
	}
	return h
}

// NameHash is what NameAdd has made of a name or phrase as the table holds it,
// its flags zero.
func NameHash(h uint32) uint32 { return (h ^ h>>15) &^ nameFlags }

// Names are words with their flags, sorted by hash.
type Names []uint32

// Find returns the flags of a word, 0 if it is none that is known.
func (n Names) Find(word []byte) uint32 { return n.FindHash(NameAdd(HashStart, word)) }

// FindHash is Find for what NameAdd has made of a word or phrase.
func (n Names) FindHash(h uint32) uint32 {
	h = NameHash(h)
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
