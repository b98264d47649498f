package view

// span is a range of the text that is being looked at.
type span struct{ from, to int }

// leastApart is the number of characters, each alone, that make a run of them.
const leastApart = 4

// apart looks for characters set apart by one separator each, near t[i]:
// "I g n o r e", "4 1 1 1 - 1 1 1 1", "s-y-s-t-e-m".
func (m *Maker) apart(t []byte, i int) {
	if n := len(m.apartRuns); n > 0 && i+8 <= m.apartRuns[n-1].to {
		return
	}
	for at := max(i-1, 1); at < min(i+7, len(t)-1); at++ {
		sep := t[at]
		if class[sep]&cApart == 0 || !single(t, at-1, sep) || !single(t, at+1, sep) || class[t[at-1]]&class[t[at+1]]&cWord == 0 {
			continue
		}
		from, words := at-1, 1
		for from >= 2 && goesBack(t, from, sep) && (len(m.apartRuns) == 0 || from-2 >= m.apartRuns[len(m.apartRuns)-1].to) {
			from -= 2
			for t[from] == sep && from > 0 {
				from--
			}
		}
		to := from
		for words = 1; ; words++ {
			next := to + 2
			for sep == ' ' && next < len(t) && t[next] == ' ' && next < to+4 {
				next++
			}
			if next >= len(t) || t[to+1] != sep || !single(t, next, sep) {
				break
			}
			to = next
		}
		if words >= leastApart || words == leastApart-1 && (sep == '-' || sep == '*' || sep == '|' || sep == '_') {
			m.apartRuns = append(m.apartRuns, span{from, to + 1})
			m.signs.fold.add(from, to+1)
			m.signs.pieces = true
			return
		}
	}
}

// goesBack tells whether another single character stands before t[at].
func goesBack(t []byte, at int, sep byte) bool {
	if t[at-1] != sep {
		return false
	}
	at -= 2
	for gap := 0; sep == ' ' && at > 0 && t[at] == ' ' && gap < 2; gap++ {
		at--
	}
	return single(t, at, sep)
}

// single tells whether t[i] is a visible character with separators, or ends
// of the text or of a line, on both sides.
func single(t []byte, i int, sep byte) bool {
	if t[i] <= ' ' || t[i] >= 0x7F || t[i] == sep || sep != ' ' && !isWord(t[i]) {
		return false
	}
	return (i == 0 || t[i-1] == sep || !isWord(t[i-1]) && sep != ' ' || t[i-1] < ' ') &&
		(i+1 == len(t) || t[i+1] == sep || !isWord(t[i+1]) && sep != ' ' || t[i+1] < ' ')
}

// joined appends the characters of t[from:to] without what sets them apart;
// two separators are a space between words.
func (v *View) joined(t []byte, from, to int) int {
	for i := from; i < to; i++ {
		switch {
		case i == from || class[t[i]]&cApart == 0 || t[i] != t[from+1]:
			v.literal(t[i:i+1], i)
		case t[i] == ' ' && t[i-1] == ' ' && (i < 2 || t[i-2] != ' '):
			v.literal(t[i:i+1], i)
		}
	}
	return to
}

// atReach is how far behind a spelled "at" a plain "dot" is looked for.
const atReach = 64

// inPieces returns the length of a word for a sign, or of a seam between two
// pieces of a text, that is seen at t[i]: at its bracket, or at its plus sign.
func inPieces(t []byte, i int) int {
	if t[i] == '+' {
		for at := i - 1; at >= 0 && i-at <= 3; at-- {
			if t[at] != ' ' {
				n, _ := piece(t, at, false)
				return n
			}
		}
		return 0
	}
	n, _ := piece(t, i, false)
	return n
}

// piece returns the length of what stands at t[i] in place of a sign, and the
// sign: "(at)", "[dot]", " dot " behind an at, or a seam such as `" + "`,
// which stands for nothing.
func piece(t []byte, i int, afterAt bool) (n int, sign string) {
	at := i
	for at < len(t) && at-i < 2 && t[at] == ' ' {
		at++
	}
	if at >= len(t) {
		return 0, ""
	}
	switch t[at] {
	case '(', '[', '{':
		n, sign = bracketed(t, at)
	case 'd', 'D':
		if afterAt && at > i && at+4 <= len(t) && t[at+3] == ' ' && t[at+1]|0x20 == 'o' && t[at+2]|0x20 == 't' {
			return at + 4 - i, "."
		}
	case '"', '\'':
		if at == i {
			return seam(t, at), ""
		}
	}
	if n == 0 {
		return 0, ""
	}
	for end := at + n; end < len(t) && t[end] == ' ' && n < 10; end++ {
		n++
	}
	return at - i + n, sign
}

func bracketed(t []byte, i int) (n int, sign string) {
	b := t[i:min(len(t), i+8)]
	j := 1
	for j < len(b) && b[j] == ' ' {
		j++
	}
	switch {
	case len(b) >= j+3 && b[j]|0x20 == 'a' && b[j+1]|0x20 == 't':
		j, sign = j+2, "@"
	case len(b) >= j+4 && b[j]|0x20 == 'd' && b[j+1]|0x20 == 'o' && b[j+2]|0x20 == 't':
		j, sign = j+3, "."
	case len(b) >= j+2 && (b[j] == '.' || b[j] == '@'):
		sign = ascii[b[j] : b[j]+1]
		j++
	default:
		return 0, ""
	}
	for j < len(b) && b[j] == ' ' {
		j++
	}
	if j < len(b) && (b[j] == ')' || b[j] == ']' || b[j] == '}') {
		return j + 1, sign
	}
	return 0, ""
}

// seam returns the length of `"+"`, with single quotes or spaces, at t[i].
func seam(t []byte, i int) int {
	j, plus := i+1, false
	for ; j < len(t) && j-i < 8; j++ {
		switch {
		case t[j] == '+' && !plus:
			plus = true
		case t[j] == t[i] && plus:
			return j + 1 - i
		case t[j] != ' ' && t[j] != '\n':
			return 0
		}
	}
	return 0
}
