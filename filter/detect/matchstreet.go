package detect

// streetMax bounds an address in one line.
const streetMax = 140

// matchStreet finds the postal address that begins at the window, after words
// such as "I live at": to the end of the line or sentence, with a capitalised
// word and a number in it.
func matchStreet(w *window, _ []int32) hit {
	t, start := w.text, w.start
	limit := min(len(t), start+streetMax)
	end := start
	for end < limit && !streetEnds(t, start, end) {
		end++
	}
	if end == len(t) && !w.final || end+1 >= len(t) && !w.final {
		return hit{start: start, more: true}
	}
	if end == limit && limit < len(t) && end-start == streetMax {
		return none // prose
	}
	for end > start && indexByte(" .,:-\r\t", t[end-1]) >= 0 {
		end--
	}
	if !isStreet(t[start:end]) {
		return none
	}
	return hit{start: start, end: end, verdict: Plain}
}

// streetEnds reports whether an address that began at start ends before t[i]:
// at a line break, a bracket or quote, or a full stop after a word that is no
// abbreviation.
func streetEnds(t []byte, start, i int) bool {
	switch t[i] {
	case '\n', '?', '!', ';', '"', '<', '>', '(', ')', '{', '}', '[', ']', '|', '\\', '*', '=':
		return true
	case ' ':
		if i >= start+5 && isNumeric(t[i-5:i]) && i+1 < len(t) && t[i+1] >= 'a' && t[i+1] <= 'z' {
			return true // prose after a post code
		}
		for _, w := range [...]string{"and ", "und ", "but ", "aber ", "et ", "mais ", "pero ", "maar ", "please "} {
			if i+1+len(w) <= len(t) && string(t[i+1:i+1+len(w)]) == w {
				return true
			}
		}
	case '.':
		if i+1 < len(t) && t[i+1] != ' ' && t[i+1] != '\n' && t[i+1] != '"' {
			return false
		}
		n := 0
		for n < i-start && byteClass[t[i-1-n]]&isLetter != 0 {
			n++
		}
		return n == 0 || n > 5 || i+2 < len(t) && n > 2 && t[i+1] == ' ' && t[i+2] >= 'A' && t[i+2] <= 'Z' && !abbreviated(t[i-n:i])
	}
	return false
}

func abbreviated(w []byte) bool {
	var c [8]byte
	n := 0
	for _, b := range w[:min(len(w), len(c))] {
		c[n] = lower(b)
		n++
	}
	return listed("apt apto bldg blvd ave edif depto dept str strs ctra avda plaza pza urb col int ext esc piso psc box ste suite unit flat fl nr no num ul al os pl via vle p.zza bd ", c[:n])
}

// isStreet reports whether v reads as an address: a word of three letters or more
// with a capital, a number of at most six digits as house number or post code, and
// nothing of addresses in networks.
func isStreet(v []byte) bool {
	if len(v) < 8 || len(v) > streetMax {
		return false
	}
	numbers, capitals, words := 0, 0, 0
	for i := 0; i < len(v); {
		j := i
		class := uint8(0)
		for j < len(v) && (byteClass[v[j]]&isAlnum != 0 || v[j] >= 0x80) {
			class |= byteClass[v[j]]
			j++
		}
		switch {
		case j == i:
			if v[i] == '@' || v[i] == '_' || v[i] == ':' || v[i] == '.' && i > 0 && i+1 < len(v) && byteClass[v[i-1]]&byteClass[v[i+1]]&isDigit != 0 {
				return false
			}
			i++
			continue
		case class&isDigit != 0 && j-i <= 7:
			numbers++
		case class&isDigit != 0:
			return false
		case j-i >= 3 && (v[i] >= 'A' && v[i] <= 'Z' || v[i] >= 0xC3):
			capitals++
		}
		words++
		i = j
	}
	return numbers > 0 && capitals > 0 && words <= 24 && numbers <= 8 && capitals*4 >= words-numbers
}
