package lex

import "github.com/chatguard/chatguard/filter/detect/table"

// Listed reports whether the upper-case word w is in list, in which each word is
// followed by a space.
func Listed(list string, w []byte) bool {
	for i := 0; i < len(list); {
		j := i
		for list[j] != ' ' {
			j++
		}
		if list[i:j] == string(w) {
			return true
		}
		i = j + 1
	}
	return false
}

// Set is such a list with its words in chains by a hash: most words that are asked for are in none.
type Set struct {
	list  string
	first [chains]uint16 // of each chain the number of its first word, from 1 on
	words []setWord
}

const chains = 256

// setWord is where a word lies in the list, and the number of the next one of its chain.
type setWord struct {
	from uint16
	size uint8
	next uint16
}

// SetOf makes a Set of a list. Inlined into each list's initialisation it would be longer than the lists.
//
//go:noinline
func SetOf(list string) *Set {
	s := &Set{list: list}
	for i := 0; i < len(list); {
		j := i
		for list[j] != ' ' {
			j++
		}
		h := chainOf(list[i], list[j-1], j-i)
		s.words = append(s.words, setWord{uint16(i), uint8(j - i), s.first[h]})
		s.first[h] = uint16(len(s.words))
		i = j + 1
	}
	return s
}

func chainOf(first, last byte, n int) uint8 {
	return uint8(uint32(first)*37 + uint32(last)*11 + uint32(n)*101)
}

// Has reports whether the word w is in the set.
func (s *Set) Has(w []byte) bool {
	if len(w) == 0 {
		return false
	}
	for n := s.first[chainOf(w[0], w[len(w)-1], len(w))]; n > 0; n = s.words[n-1].next {
		if at := s.words[n-1]; int(at.size) == len(w) && s.list[at.from:int(at.from)+len(w)] == string(w) {
			return true
		}
	}
	return false
}

// Fold returns w in lower-case ASCII without accents and full stops.
func Fold(w []byte, buf *[16]byte) []byte {
	n := 0
	for i := 0; i < len(w) && n < len(buf); i++ {
		switch b := w[i]; {
		case b == 0xC3 && i+1 < len(w):
			buf[n] = table.Fold(rune(0xC0 | w[i+1]&0x3F))
			n++
			i++
		case Class[b]&Alnum != 0:
			buf[n] = Lower(b)
			n++
		}
	}
	return buf[:n]
}

// Holds reports whether v contains the lower-case word w, ignoring ASCII case.
func Holds(v []byte, w string) bool {
	for i := 0; i+len(w) <= len(v); i++ {
		j := 0
		for j < len(w) && Lower(v[i+j]) == w[j] {
			j++
		}
		if j == len(w) {
			return true
		}
	}
	return false
}

// Lower returns b in lower case, if it is an ASCII letter.
func Lower(b byte) byte {
	if b >= 'A' && b <= 'Z' {
		return b + 'a' - 'A'
	}
	return b
}
