package payload

import "github.com/chatguard/chatguard/filter/text/ascii"

// isList tells whether the word t[k:e] behind the separator at i is one of a list that has the same separator and no blanks,
// name|id|email, the address of something in a program, or a cell of a table.
func isList(t []byte, i, k, e int) bool {
	switch t[i] {
	case '&':
		if c := lastBefore(t, i); k == i+1 && (c == '=' || c == '(' || c == ',') {
			return true
		}
	case '|':
		if isRow(t, i) {
			return true
		}
	}
	left := i
	for left > 0 && i-left < maxWord && ascii.Letter(t[left-1]) {
		left--
	}
	right := e + 1
	for right < len(t) && right-e < maxWord && ascii.Letter(t[right]) {
		right++
	}
	if k != i+1 || i-left < 2 || left > 0 && ascii.Digit(t[left-1]) {
		return false
	}
	return at(t, e) == t[i] && (right > e+2 || at(t, left-1) == t[i]) || e == len(t) && at(t, left-1) == t[i]
}

// endsReference tells whether the ; at i is of a reference of HTML.
func endsReference(t []byte, i int) bool {
	w := before(t, i)
	k := i - len(w) - 1
	return at(t, k) == '#' && at(t, k-1) == '&' || at(t, k) == '&' && (is(w, "lt") || is(w, "gt") || is(w, "amp") || is(w, "quot") || is(w, "nbsp"))
}

// lastBefore is the last byte before i that is no blank.
func lastBefore(t []byte, i int) byte {
	for end := i - 8; i > 0 && i > end && t[i-1] == ' '; i-- {
	}
	return at(t, i-1)
}

// isRow tells whether the line around i begins and ends with a |, as those of tables do.
func isRow(t []byte, i int) bool {
	begin, end := i, i
	for begin > 0 && i-begin < reach && t[begin-1] != '\n' {
		begin--
	}
	for end < len(t) && end-i < reach && t[end] != '\n' {
		end++
	}
	for end > begin && space(t[end-1]) {
		end--
	}
	begin = skipSpace(t, begin)
	return at(t, begin) == '|' && end-1 > begin+1 && t[end-1] == '|' && at(t, begin+1) != '|' && at(t, end-2) == ' '
}
