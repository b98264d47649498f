package match

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/chatguard/chatguard/filter/detect/check"
	"github.com/chatguard/chatguard/filter/detect/lex"
	"github.com/chatguard/chatguard/filter/detect/table"
)

// How sure the words before a name make it: the argument of matchName.
const (
	nameSaid      = 1  // "my name is": any capitalised words, or a known name in any case
	nameLikely    = 2  // "I am": a title, or a known name first
	nameSigned    = 3  // "Kind regards,": as nameLikely, or two words alone on a line
	nameAddressed = 4  // "Dear Mr": capitalised words
	nameCustomer  = 5  // "customer": as nameLikely, or two words and something in brackets after them
	nameHolder    = 6  // "account holder": two words
	nameLabelled  = 7  // "name:": as nameLikely, or two words with data of a person beside them
	nameTitled    = 9  // "Dr.": a given name or a surname that is known
	nameField     = 8  // "last_name": capitalised words that end their field
	nameRole      = 10 // "insured:": as nameLabelled, or two or three words that end their field
	nameKey       = 11 // "first": a known name that ends its field
)

// nameWords and nameMax bound a name.
const (
	nameWords = 5
	nameMax   = 80
)

// nameTitles stand before names, nameParticles inside them. Each is followed by a
// space.
var (
	nameTitles    = lex.SetOf("mr mrs ms miss mx dr prof professor sir herr frau mme mlle monsieur madame sr sra srta senor senora don dona signor signora sig dott mevrouw meneer dhr mevr pan pani ing dipl mag doktor doctor ")
	nameParticles = lex.SetOf("von van vom der den de del della di da do dos das du la le les el al bin ibn ben ter ten te y e af av ")
)

// matchName finds the name that begins at the window: up to five capitalised
// words, with titles, initials and particles. Precision comes first: what the
// words before do not make certain must begin with a known name.
func matchName(w *Window, args []int32) Hit {
	mode := int32(nameLikely)
	if len(args) > 0 {
		mode = args[0]
	}
	n := nameReader{t: w.Text, names: w.Names, final: w.Final, mode: mode}
	n.read(w.Start)
	if n.more {
		return Hit{Start: w.Start, More: true}
	}
	sure := n.known || n.titled && n.words > 0
	switch mode {
	case nameLikely:
		sure = (sure || n.words == 2 && n.later && !n.thing) && !n.famous(w.Start, n.end)
	case nameSaid:
		sure = n.words > 0
	case nameAddressed:
		var work bool
		work, n.more = ofWork(w.Text, n.end, w.Final)
		sure = n.words > 0 && (n.known || !unit(w.Text[:w.Start])) && !work && !n.famousBy(w.Start)
	case nameHolder:
		sure = sure || n.words >= 2
	case nameTitled:
		sure = (sure || n.words == 1 && n.family) && !n.famousBy(w.Start)
	case nameCustomer:
		sure = sure || n.words >= 2 && n.bracket()
	case nameKey:
		sure = n.words == 1 && (n.known || n.family) && n.closed()
	case nameLabelled, nameRole:
		if n.reversed() {
			return Hit{Start: w.Start, End: n.end, Verdict: check.Plain}
		}
		sure = sure && !(n.thing && n.words > 2) || n.words >= 2 && n.later && !n.thing || mode == nameRole && n.fills(w.Text[:w.Start])
		if !sure && n.words >= 2 && n.words <= 4 {
			if sure, n.more = n.beside(); n.more {
				return Hit{Start: w.Start, More: true}
			}
		}
	case nameField:
		sure = n.words > 0 && n.words <= 3 && n.closed()
	case nameSigned:
		sure = (sure || n.words >= 2 && n.words <= 4) && n.ends()
	}
	if n.more {
		return Hit{Start: w.Start, More: true}
	}
	if !sure || n.end-w.Start > nameMax {
		return none
	}
	return Hit{Start: w.Start, End: n.end, Verdict: check.Plain}
}

// nameReader reads a name word by word.
type nameReader struct {
	t       []byte
	names   table.Names
	final   bool
	mode    int32
	end     int  // of the name so far
	words   int  // of the name, without titles, initials and particles
	initial bool // it has one
	titled  bool // it began with a title
	known   bool // its first word is a known name
	family  bool // its first word is a known surname
	later   bool // one of the words after it is
	thing   bool // one is a word that makes it no person
	more    bool // the text ends inside the name
}

func (n *nameReader) read(i int) {
	n.end = i
	for range nameWords + 2 {
		var buf [24]byte
		end, folded, capital := n.word(i, &buf)
		if n.more || end == i || n.words == nameWords {
			return
		}
		dot := end < len(n.t) && n.t[end] == '.'
		first := n.words == 0
		switch {
		case first && nameTitles.Has(folded):
			n.titled = true
		case capital && len(folded) == 1 && dot:
			n.end = end + 1
			n.initial = true
		case !capital && (!first || n.titled || n.mode == nameAddressed) && nameParticles.Has(folded):
		case (capital || n.mode == nameSaid) && n.isNone(folded) && !(capital && n.nameAfterAll(first, folded)):
			return
		case capital && !first && lex.Listed(fieldNames, folded):
			return
		case capital:
			n.words++
			n.end = end
			if end-i > 3 && n.t[end-1] == 's' && n.t[end-2] == '\'' {
				n.end = end - 2 // "Mr. Miller's house"
				n.known = n.known || first && n.isGiven(folded[:len(folded)-1])
				return
			}
			n.known = n.known || first && n.isGiven(folded)
			n.note(first, folded)
		case n.mode == nameSaid && n.lowerCase(first, folded, end):
			n.words++
			n.end = end
			n.known = true
		default:
			return
		}
		if dot {
			end++
		}
		if end == len(n.t) {
			n.more = !n.final
			return
		}
		if dot && len(folded) == 1 && n.t[end] >= 'A' && n.t[end] <= 'Z' {
			i = end // "B.J. Smit"
			continue
		}
		if dot && n.titled && n.words == 0 && n.t[end] == '-' {
			i = end + 1 // "Dipl.-Ing."
			continue
		}
		if n.t[end] != ' ' || dot && n.words > 0 && end != n.end {
			return
		}
		i = end + 1
	}
}

// nameAfterAll reports whether a capitalised word that begins sentences is part of
// a name: Marie Le Goff, or April where a label announces a name.
func (n *nameReader) nameAfterAll(first bool, folded []byte) bool {
	if first {
		return (n.mode == nameLabelled || n.mode == nameHolder || n.mode == nameField) && n.isGiven(folded)
	}
	return len(folded) > 1 && nameParticles.Has(folded)
}

// lowerCase accepts a known name without a capital, and one more word after it
// that ends the sentence.
func (n *nameReader) lowerCase(first bool, folded []byte, end int) bool {
	if first {
		return n.isGiven(folded)
	}
	return n.words == 1 && n.known && len(folded) > 2 && (n.isFamily(folded) || n.names.Find(folded)&(table.NameGiven|table.NameUnsure) == table.NameGiven || end == len(n.t) || strings.IndexByte(".,!?\n", n.t[end]) >= 0)
}

// word reads the word at t[i]: letters, with apostrophes and hyphens between
// them. folded is it without case and accents, as far as it is Latin.
func (n *nameReader) word(i int, buf *[24]byte) (end int, folded []byte, capital bool) {
	t := n.t
	if size := plainWord(t[i:], buf); size > 0 {
		return i + size, buf[:size], t[i] < 'a'
	}
	start, size := i, 0
	for i < len(t) {
		r, width := rune(t[i]), 1
		if r >= utf8.RuneSelf {
			if !utf8.FullRune(t[i:]) && !n.final {
				n.more = true
				return start, nil, false
			}
			r, width = utf8.DecodeRune(t[i:])
		}
		if !unicode.IsLetter(r) {
			if i > start && i+width == len(t) && !n.final && (r == '\'' || r == '-' || r == '’') {
				n.more = true // an apostrophe or hyphen may go on
			}
			if i > start && (r == '\'' || r == '-' || r == '’') && i+width < len(t) && (t[i+width] >= utf8.RuneSelf || lex.Class[t[i+width]]&lex.Letter != 0) {
				i += width
				continue
			}
			break
		}
		if i == start || i == start+2 && t[start+1] == '\'' {
			capital = capital || unicode.IsUpper(r) // also of d'Artois
		}
		if f := table.Fold(r); f != 0 && size < len(buf) {
			buf[size] = f
			size++
		}
		if i += width; i-start > nameMax {
			return start, nil, false
		}
	}
	if i == len(t) && !n.final {
		n.more = true
	}
	return i, buf[:size], capital
}

// plainWord is the length of the word that t begins with, which is then in buf in small letters, if it is one of ASCII
// letters, of a usual length, and something else that cannot be of it follows; 0 otherwise.
func plainWord(t []byte, buf *[24]byte) int {
	for i := 0; i < len(buf) && i < len(t); i++ {
		b := t[i] | 0x20
		if b-'a' >= 26 {
			if t[i] >= utf8.RuneSelf || t[i] == '\'' || t[i] == '-' {
				return 0
			}
			return i
		}
		buf[i] = b
	}
	return 0
}

// ends reports whether the name ends its line; it sets more if that is not clear yet.
func (n *nameReader) ends() bool {
	i := n.end
	for i < len(n.t) && strings.IndexByte(" .,!\t\r", n.t[i]) >= 0 {
		i++
	}
	if i == len(n.t) {
		n.more = !n.final
		return true
	}
	return n.t[i] == '+' || lex.Class[n.t[i]]&lex.Digit != 0 || n.t[i] == '\n' || n.t[i] == '"' || n.t[i] == '\\' || n.t[i] == '<' || n.t[i] == '('
}

// unit reports whether the word that ends t is short and in lower case: "ms." is a
// millisecond, "frau" a woman, not a title.
func unit(t []byte) bool {
	i := len(t)
	for i > 0 && (t[i-1] == ' ' || t[i-1] == '.') {
		i--
	}
	end := i
	for i > 0 && end-i < 6 && (lex.Class[t[i-1]]&lex.Letter != 0 || t[i-1] >= 0x80) {
		i--
	}
	word := string(t[i:end])
	return i < end && end-i <= 3 && (t[i] >= 'a' || end-i == 2 && t[i+1] == 'S') || word == "frau" || word == "herr"
}
