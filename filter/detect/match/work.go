package match

import (
	"strings"

	"github.com/chatguard/chatguard/filter/detect/lex"
)

// workWords are what books, films and the like are called; workLinks what stands
// between a title and such a word.
var (
	workWords = lex.SetOf("novel novels film movie book song album play musical opera sitcom novella series roman romanfigur pelicula novela libro livre romanzo filme livro boek lied chanson cancion comic anime manga videogame ")
	workLinks = lex.SetOf("is was the a an are ist war ein eine der die das est un une le la es una el era il lo uno o um uma een classic famous great ")
)

// workMax is how many words may stand between a title and the word for a work.
const workMax = 3

// ofWork reports whether the name that ends at t[:end] is called a work: "Jane
// Eyre is a novel", "Tom Sawyer, the novel", "Annie Hall (film)"; more says that
// the text ends before that is known.
func ofWork(t []byte, end int, final bool) (work, more bool) {
	i := end
	for range workMax + 1 {
		for i < len(t) && i < end+3 && strings.IndexByte(" ,(\"'", t[i]) >= 0 || i < len(t) && t[i] == ' ' {
			i++
		}
		start := i
		for i < len(t) && i-start < 16 && (lex.Class[t[i]]&lex.Letter != 0 || t[i] >= 0x80) {
			i++
		}
		if i == len(t) && !final {
			return false, true
		}
		var buf [16]byte
		word := lex.Fold(t[start:i], &buf)
		if workWords.Has(word) {
			return true, false
		}
		if !workLinks.Has(word) {
			break
		}
	}
	return false, false
}

// inWork reports whether the word for a work stands before the name that begins at
// t[start]: "the film Annie Hall".
func inWork(t []byte, start int) bool {
	i := start
	for i > 0 && start-i < 4 && strings.IndexByte(" \"':*_", t[i-1]) >= 0 {
		i--
	}
	end := i
	for i > 0 && end-i < 16 && lex.Class[t[i-1]]&lex.Letter != 0 {
		i--
	}
	var buf [16]byte
	return i < end && end < start && workWords.Has(lex.Fold(t[i:end], &buf))
}
