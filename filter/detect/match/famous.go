package match

import (
	"strings"

	"github.com/chatguard/chatguard/filter/detect/lex"
	"github.com/chatguard/chatguard/filter/detect/table"
)

// famousWords is the most words of a name that a list of names knows.
const famousWords = 4

// famous reports whether the words of the name t[start:end] are listed as those of
// somebody whom everybody writes about, or of a thing. Initials and particles are
// no words there.
func (n *nameReader) famous(start, end int) bool {
	h, before, words, last := table.HashStart, table.HashStart, 0, start
	for i := start; i < end && words <= famousWords; {
		var buf [24]byte
		stop, folded, capital := n.word(i, &buf)
		if stop == i {
			i++
			continue
		}
		if stop > end {
			folded = folded[:max(0, len(folded)-1)] // of "Miller's"
		}
		if capital && len(folded) > 1 {
			before, last = h, i
			h = table.NameAdd(h, folded)
			words++
		}
		i = stop
	}
	if words < 2 {
		return false
	}
	if n.names.FindHash(h)&table.NameThing != 0 {
		return true
	}
	stem := n.stem(last, end)
	if stem == end {
		return false
	}
	var buf [24]byte
	bare := nameReader{t: n.t[:stem], final: true}
	_, folded, _ := bare.word(last, &buf)
	return n.names.FindHash(table.NameAdd(before, folded))&table.NameThing != 0
}

// stem is where the word t[start:end] ends without an ending that says whose something is: the s of "Kants", what the apostrophe
// in "Pamuk'un" begins.
func (n *nameReader) stem(start, end int) int {
	for i := start; i < end; i++ {
		if n.t[i] == '\'' || n.t[i] == 0xE2 {
			return i
		}
	}
	if end-start > 3 && n.t[end-1]|0x20 == 's' {
		return end - 1
	}
	return end
}

// famousBy reports whether the title before t[start] and the name's only word are
// listed together: "Dr. Pepper".
func (n *nameReader) famousBy(start int) bool {
	if n.words != 1 {
		return false
	}
	at := start
	for at > 0 && start-at < 3 && (n.t[at-1] == ' ' || n.t[at-1] == '.') {
		at--
	}
	end := at
	for at > 0 && end-at < 8 && lex.Class[n.t[at-1]]&lex.Letter != 0 {
		at--
	}
	var buf [16]byte
	h := table.NameAdd(table.HashStart, lex.Fold(n.t[at:end], &buf))
	var word [24]byte
	_, folded, _ := n.word(start, &word)
	return n.names.FindHash(table.NameAdd(h, folded))&table.NameThing != 0
}

// What is said of people whom everybody knows: works before "by" and "of", their
// offices and callings, and phrases.
var (
	topicWorks  = lex.SetOf("novel novels book books film films movie movies song songs album albums poem poems poetry play plays opera painting paintings symphony works quote quotes essay essays biography life roman romane biographie leben zitat buch gedicht livre vie citation novela vida biografia libro poema cita frase libri ")
	topicLinks  = lex.SetOf("by of about on von uber de sur del di sobre do ")
	topicOffice = lex.SetOf("president presidents chancellor king queen emperor empress pharaoh pope tsar czar philosopher composer novelist painter poet rapper popstar prasident kanzler kanzlerin konig konigin kaiser papst roi reine empereur rey reina emperador papa filosofo compositor hurricane ")
)

// inTopic reports whether the words before t[start] make who follows a topic: "a
// biography of Ada Byron", "president Polk", "who was Anna Royall".
func inTopic(t []byte, start int) bool {
	var buf, second [16]byte
	end, last := wordBefore(t, start, &buf)
	if len(last) == 0 {
		return false
	}
	if topicOffice.Has(last) {
		return true
	}
	if !topicLinks.Has(last) && string(last) != "was" && string(last) != "war" {
		return false
	}
	_, first := wordBefore(t, end, &second)
	switch string(last) {
	case "was":
		return string(first) == "who"
	case "war":
		return string(first) == "wer"
	}
	return topicWorks.Has(first)
}

// wordBefore is the word that a space divides from t[start], its beginning and it
// folded; nothing if there is none.
func wordBefore(t []byte, start int, buf *[16]byte) (begin int, word []byte) {
	i := start
	for i > 0 && start-i < 3 && strings.IndexByte(" \"'", t[i-1]) >= 0 {
		i--
	}
	end := i
	for i > 0 && end-i < 16 && (lex.Class[t[i-1]]&lex.Letter != 0 || t[i-1] >= 0x80) {
		i--
	}
	if end == start || i == end || end-i == 16 {
		return start, nil
	}
	return i, lex.Fold(t[i:end], buf)
}
