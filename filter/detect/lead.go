package detect

import (
	"github.com/chatguard/chatguard/filter/detect/lex"
	"github.com/chatguard/chatguard/filter/detect/table"
)

// publicNames are words that say of the key or token they stand before that
// it is no secret, each followed by a space: "public_key", "nextPageToken".
const publicNames = "public pub publishable page next nextpage continuation cursor cancellation sync csrf xsrf csrfmiddleware antiforgery authenticity verification pagination paging design mint cache sort order partition primary foreign row range composite natural surrogate index object dict map hash lookup query translation site device idempotency idempotence routing registry storage bucket blob eos bos pad unk sep cls mask special lexer parser lock request reply change action update resume challenge "

// publicEnds are words that say of the value after a name that it is no secret,
// though the name holds a keyword, each followed by a space: GITHUB_SHA, token.go.
const publicEnds = "sha commit revision hash digest checksum fingerprint thumbprint etag service svc parser bug fix count type url uri endpoint address contract go ts js py rs java rb php md lock version build image repo branch arn issuer expiry expires expiration ttl id ids "

// publicBefore and publicAfter are these words, each asked for at every keyword.
var publicBefore, publicAfter = lex.SetOf(publicNames), lex.SetOf(publicEnds)

// nameMax is the longest of publicNames.
const nameMax = 16

// leads reports whether a keyword that stands at start is what a rule's Lead asks
// for.
func (sc *Scanner) leads(start int, lead uint8) bool {
	if lead&table.PartStart != 0 && !partStart(sc.text, start) {
		return false
	}
	return lead&table.Private == 0 || !sc.public(start)
}

// lead is what was found before a keyword: rules of one ask for it one after the
// other.
type lead struct {
	at     int // where the keyword begins, one more
	public bool
}

// public reports whether one of publicNames ends before start.
func (sc *Scanner) public(start int) bool {
	if sc.lead.at != start+1 {
		sc.lead = lead{start + 1, public(sc.text, start)}
	}
	return sc.lead.public
}

// partStart reports whether a word begins at t[i], or a part of a name: after
// anything but a letter, or as a capital after a small letter.
func partStart(t []byte, i int) bool {
	if i == 0 || lex.Class[t[i-1]]&lex.Letter == 0 {
		return true
	}
	return t[i]&0x20 == 0 && t[i-1]&0x20 != 0
}

// public reports whether one of publicNames ends before t[i].
func public(t []byte, i int) bool {
	if i > 0 && (t[i-1] == '_' || t[i-1] == '-' || t[i-1] == ' ') {
		i--
	}
	return listed(publicBefore, namePart(t, 0, i))
}

// publicEnd reports whether one of publicEnds ends the name in which a keyword
// ends at t[end] and that an operator at t[i] follows.
func publicEnd(t []byte, end, i int) bool {
	for i > end && lex.Class[t[i-1]]&lex.Word == 0 {
		i--
	}
	return listed(publicAfter, namePart(t, end, i))
}

// namePart returns the word, or the part of a name, that ends at t[i], as far as
// t[from]; of what is longer than any in the lists it returns the end.
func namePart(t []byte, from, i int) []byte {
	start := i
	for start > from && i-start <= nameMax && lex.Class[t[start-1]]&lex.Letter != 0 {
		start--
		if t[start]&0x20 == 0 && start > from && t[start-1]&0x20 != 0 {
			break // the part of a name begins
		}
	}
	return t[start:i]
}

// listed reports whether w is a word of a list.
func listed(list *lex.Set, w []byte) bool {
	var buf [nameMax]byte
	return len(w) <= len(buf) && list.Has(lex.Fold(w, &buf))
}
