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
	first, rest := packNames(names)
	Put(b, NameIndex, first)
	Put(b, NameHashes, rest)
}

func packNames(names []uint32) (first []uint16, rest []byte) {
	for i, n := range names {
		for len(first) <= int(n>>24) {
			first = append(first, uint16(i))
		}
		rest = append(rest, byte(n>>16), byte(n>>8), byte(n))
	}
	for len(first) < 257 {
		first = append(first, uint16(len(names)))
	}
	return first, rest
}

// Find returns the flags of a word, 0 if it is none that is known.
func (n Names) Find(word []byte) uint32 { return n.FindHash(NameAdd(HashStart, word)) }

// FindHash is Find for what NameAdd has made of a word or phrase.
func (n Names) FindHash(h uint32) uint32 {
	if len(n.first) < 257 {
		return 0
	}
	return n.flags(NameHash(h))
}

// flags are those of the entry of a hash, 0 if there is none.
func (n *Names) flags(h uint32) uint32 {
	lo, hi := int(n.first[h>>24]), int(n.first[h>>24+1])
	h &= 0xFFFFFF
	// Hashes lie evenly: one is near where its size tells.
	at := lo + int(h>>8)*(hi-lo)>>16
	for at > lo && n.entry(at-1)&^nameFlags >= h {
		at--
	}
	for ; at < hi; at++ {
		if e := n.entry(at); e&^nameFlags >= h {
			if e&^nameFlags == h {
				return e & nameFlags
			}
			return 0
		}
	}
	return 0
}

// entry is entry number i.
func (n *Names) entry(i int) uint32 {
	b := n.rest[3*i : 3*i+3]
	return uint32(b[0])<<16 | uint32(b[1])<<8 | uint32(b[2])
}
