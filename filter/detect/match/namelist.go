package match

import "github.com/chatguard/chatguard/filter/detect/table"

// isGiven reports whether w, folded, is a given name.
func (n *nameReader) isGiven(w []byte) bool { return n.names.Find(w)&table.NameGiven != 0 }

// isFamily reports whether w, folded, is a surname.
func (n *nameReader) isFamily(w []byte) bool {
	return n.names.Find(w)&table.NameSurname != 0 || len(w) > 5 && hasEnd(w, surnameEnds[:])
}

// isNone reports whether w, folded, begins sentences and is in no name.
func (n *nameReader) isNone(w []byte) bool { return n.names.Find(w)&table.NameNot != 0 }
