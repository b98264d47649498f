package detect

import "github.com/chatguard/chatguard/filter/detect/lex"

// versionWords say of four numbers after them that they are a version, hostWords
// that they are an address all the same.
var (
	versionWords = lex.SetOf("version versions ver v release releases build builds firmware driver drivers patch chrome chromium firefox safari edge opera assembly fileversion assemblyversion productversion upgrade update hotfix kernel sdk dll versie wersja versione versao versio ")
	hostWords    = lex.SetOf("ip ips ipv4 address addresses host server dns gateway subnet network ping ssh port at on via adresse node router ")
)

// versionBack is how far before four numbers a word for a version is looked for,
// and versionWordsBack among how many words.
const (
	versionBack      = 40
	versionWordsBack = 3
)

// versioned reports whether the last word of either kind before t[i] is one for a
// version, in the same sentence.
func versioned(t []byte, i int) bool {
	words := 0
	for least := max(0, i-versionBack); i > least && words < versionWordsBack; {
		if lex.Class[t[i-1]]&lex.Letter == 0 {
			if t[i-1] == '\n' || t[i-1] == ';' || t[i-1] == ' ' && i > 1 && t[i-2] == '.' {
				return false
			}
			i--
			continue
		}
		end := i
		for i > least && lex.Class[t[i-1]]&lex.Letter != 0 {
			i--
		}
		var buf [16]byte
		word := lex.Fold(t[i:end], &buf)
		if versionWords.Has(word) {
			return true
		}
		if hostWords.Has(word) {
			return false
		}
		words++
	}
	return false
}
