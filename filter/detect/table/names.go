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
	NameRole                // what people are to each other and at work
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

// Names are words with their flags: those of the same first byte of the hash
// together, in order, each as the other three bytes, the flags in the lowest bits.
type Names struct {
	first []uint16 // of each first byte the number of the first entry, and their count at last
	rest  string
}

// NamesOf returns the names of a file.
func NamesOf(f *File) Names { return Names{Get[uint16](f, NameIndex), f.Bytes(NameHashes)} }

// PutNames writes names, which are sorted.
func PutNames(b *Builder, names []uint32) {
	first, rest := make([]uint16, 0, 257), make([]byte, 0, 3*len(names))
	for i, n := range names {
		for len(first) <= int(n>>24) {
			first = append(first, uint16(i))
		}
		rest = append(rest, byte(n>>16), byte(n>>8), byte(n))
	}
	for len(first) < 257 {
		first = append(first, uint16(len(names)))
	}
	Put(b, NameIndex, first)
	Put(b, NameHashes, rest)
}

// Find returns the flags of a word, 0 if it is none that is known.
func (n Names) Find(word []byte) uint32 { return n.FindHash(NameAdd(HashStart, word)) }

// FindHash is Find for what NameAdd has made of a word or phrase.
func (n Names) FindHash(h uint32) uint32 {
	if len(n.first) < 257 {
		return 0
	}
	h = NameHash(h)
	lo, hi := int(n.first[h>>24]), int(n.first[h>>24+1])
	for lo < hi {
		mid := (lo + hi) / 2
		entry := uint32(n.rest[3*mid])<<16 | uint32(n.rest[3*mid+1])<<8 | uint32(n.rest[3*mid+2])
		switch hash := entry &^ nameFlags; {
		case hash == h&0xFFFFFF:
			return entry & nameFlags
		case hash < h&0xFFFFFF:
			lo = mid + 1
		default:
			hi = mid
		}
	}
	return 0
}
