package match

import "github.com/chatguard/chatguard/filter/detect/lex"

// houseAfter returns the end of the house number after that of a flat at t[i:end],
// as in "Flat 3, 118 High Street"; 0 if there is none.
func houseAfter(t []byte, i, end int) int {
	if i < 4 || t[i-1] != ' ' || end+2 >= len(t) || t[end] != ',' || t[end+1] != ' ' {
		return 0
	}
	word := i - 1
	for word > 0 && i-word < 12 && lex.Class[t[word-1]]&lex.Letter != 0 {
		word--
	}
	var buf [16]byte
	if !flatWords.Has(lex.Fold(t[word:i-1], &buf)) {
		return 0
	}
	number := end + 2
	for number < len(t) && number < end+8 && lex.Class[t[number]]&lex.Alnum != 0 {
		number++
	}
	if lex.Class[t[end+2]]&lex.Digit == 0 {
		return 0
	}
	return number
}

// flat returns the end of the number of a flat after t[:i], i if there is none.
func flat(t []byte, i int) int {
	start, stop := nextWord(t, lineBreak(t, i))
	var buf [16]byte
	if hash := start > i && t[start-1] == '#'; !hash {
		if !flatWords.Has(lex.Fold(t[start:stop], &buf)) {
			return i
		}
		start, stop = nextWord(t, stop)
	}
	if stop == start || stop-start > 6 || !hasDigit(t[start:stop]) && stop-start > 2 {
		return i
	}
	return stop
}

// numberNext reports whether a space and another number follow t[:i], as in rows of
// numbers, which no street begins with.
func numberNext(t []byte, i int) bool {
	if i+1 >= len(t) || t[i] != ' ' || lex.Class[t[i+1]]&lex.Digit == 0 {
		return false
	}
	for i++; i < len(t) && lex.Class[t[i]]&lex.Digit != 0; i++ {
	}
	return i < len(t) && t[i] < 0x80 && lex.Class[t[i]]&lex.Alnum == 0 && t[i] != '\'' && t[i] != '-'
}
