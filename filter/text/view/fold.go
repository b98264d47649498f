package view

import "unicode/utf8"

// lookHigh judges the character at t[i], which is not ASCII, and returns where
// to go on.
func (m *Maker) lookHigh(t []byte, i int) int {
	r, n := utf8.DecodeRune(t[i:])
	kind, b := entry(r)
	switch kind {
	case None:
		if isTag(r) {
			return m.lookTags(t, i)
		}
	case Compat:
		m.signs.fold.add(i, i+n)
	case Soft:
		if i > 0 && isDigit(t[i-1]) && i+n < len(t) && isDigit(t[i+n]) {
			m.signs.fold.add(i, i+n)
		}
	case Alike:
		start, end, mixed := mixedWord(t, i)
		if mixed {
			m.signs.fold.add(start, end)
		}
		return end
	case Drop, Bidi, Mark:
		return m.lookUnseen(t, i, r, kind, b)
	}
	return i + n
}

// flood is the number of marks on one letter that no language needs.
const flood = 4

// lookUnseen judges a run of characters without room of their own.
func (m *Maker) lookUnseen(t []byte, i int, r rune, kind Kind, _ byte) int {
	end, marks, zero, chosen := i, 0, 0, 0
	for end < len(t) && t[end] >= utf8.RuneSelf {
		c, n := utf8.DecodeRune(t[end:])
		switch k, _ := entry(c); k {
		case Mark:
			marks++
		case Drop:
			zero++
			if c >= 0xE0100 {
				chosen++
			}
			if c == softHyphen || c == 0xFE0E || c == 0xFE0F {
				zero--
			}
		case Bidi:
			if c == 0x202E || c == 0x202D {
				m.override(t, end, end+n)
			}
		default:
			n = 0
		}
		if n == 0 {
			break
		}
		end += n
	}
	before, after := i > 0 && t[i-1] < utf8.RuneSelf, end == len(t) || t[end] < utf8.RuneSelf
	if marks >= flood {
		m.signs.fold.add(i, end)
		m.hidden.marks++
	} else if marks > 0 && zero == 0 {
		return end
	}
	if before && after || zero >= 8 || chosen >= 3 {
		m.signs.fold.add(i, end)
	}
	if zero > 0 && before && after && i > 0 && end < len(t) && isWord(t[i-1]) && isWord(t[end]) {
		m.hidden.zero(i, end)
	}
	if zero >= 8 || chosen >= 3 {
		m.hidden.add(i, end, 0.9)
	}
	return end
}

const softHyphen = 0xAD

// isTag tells the characters of the tag block, which show nothing and spell
// ASCII.
func isTag(r rune) bool { return r >= 0xE0001 && r <= 0xE007F }

// lookTags judges a run of tag characters. The flags of parts of countries are
// spelled with them, after a black flag.
func (m *Maker) lookTags(t []byte, i int) int {
	end, letters := i, 0
	for end < len(t) {
		r, n := utf8.DecodeRune(t[end:])
		if !isTag(r) {
			break
		}
		letters++
		end += n
	}
	if i >= 4 && string(t[i-4:i]) == "\U0001F3F4" && letters <= 7 {
		return end
	}
	m.signs.fold.add(i, end)
	if letters > 1 {
		m.hidden.add(i, end, 1)
	}
	return end
}

// wordReach bounds how far the letters of one word are looked at.
const wordReach = 48

// mixedWord returns the word around t[i] and whether its letters of other
// scripts stand for ASCII ones: it holds ASCII letters, too, or nothing but
// such letters and follows a Latin word.
func mixedWord(t []byte, i int) (start, end int, mixed bool) {
	ascii, alike := false, true
	start = i
	for start > 0 && i-start < wordReach {
		if t[start-1] < utf8.RuneSelf {
			if !isWord(t[start-1]) {
				break
			}
			ascii = ascii || !isDigit(t[start-1])
			start--
			continue
		}
		r, n := utf8.DecodeLastRune(t[:start])
		k, _ := entry(r)
		if k == None && (!letterLike(r) || n == 1) || k != None && k != Alike && k != Accent {
			break
		}
		alike = alike && k == Alike
		start -= n
	}
	for end = i; end < len(t) && end-i < wordReach; {
		if t[end] < utf8.RuneSelf {
			if !isWord(t[end]) {
				break
			}
			ascii = ascii || !isDigit(t[end])
			end++
			continue
		}
		r, n := utf8.DecodeRune(t[end:])
		k, _ := entry(r)
		if k == None && (!letterLike(r) || n == 1) || k != None && k != Alike && k != Accent {
			break
		}
		alike = alike && k == Alike
		end += n
	}
	if !ascii && alike && start > 1 && t[start-1] == ' ' && isWord(t[start-2]) && !isDigit(t[start-2]) {
		ascii = true
	}
	return start, end, ascii
}

// letterLike tells letters of the scripts that are mixed with Latin ones.
func letterLike(r rune) bool { return r >= 0x370 && r < 0x590 || r >= 0x100 && r < 0x250 }

func isDigit(b byte) bool { return b-'0' < 10 }

// fold appends t[lo:hi] in plain letters.
func (m *Maker) fold(v *View, t []byte, lo, hi int) {
	done, word, mixed := lo, 0, false
	next, afterAt := 0, 0
	for i := lo; i < hi; {
		for next < len(m.apartRuns) && m.apartRuns[next].to <= i {
			next++
		}
		if next < len(m.apartRuns) && i == max(m.apartRuns[next].from, lo) {
			v.literal(t[done:i], done)
			i = v.joined(t, i, m.apartRuns[next].to)
			done = i
			continue
		}
		if t[i] < utf8.RuneSelf {
			if n, to := piece(t, i, i < afterAt); n > 0 && m.signs.pieces {
				v.literal(t[done:i], done)
				v.unit(to, i, n)
				if to == "@" {
					afterAt = i + atReach
				}
				i += n
				done = i
				continue
			}
			i++
			continue
		}
		r, n := utf8.DecodeRune(t[i:])
		kind, _ := entry(r)
		to, keep := "", false
		switch kind {
		case None:
			if keep = !isTag(r); !keep && r >= 0xE0020 && r < 0xE007F {
				to = ascii[r-0xE0000 : r-0xE0000+1]
			}
		case Compat, Soft:
			_, to = Fold(r)
		case Alike:
			if i >= word {
				_, word, mixed = mixedWord(t, i)
			}
			if keep = !mixed; mixed {
				_, to = Fold(r)
			}
		case Mark:
			keep = !flooded(t, i)
		case Accent:
			keep = true
		}
		if !keep {
			v.literal(t[done:i], done)
			v.unit(to, i, n)
			done = i + n
		}
		i += n
	}
	v.literal(t[done:hi], done)
}

// flooded tells whether the mark at t[i] is one of too many in a row.
func flooded(t []byte, i int) bool {
	start := i
	for i-start < 2*flood {
		r, n := utf8.DecodeLastRune(t[:start])
		if k, _ := entry(r); k != Mark {
			break
		}
		start -= n
	}
	for n := 0; n < flood; n++ {
		r, size := utf8.DecodeRune(t[start:])
		if k, _ := entry(r); k != Mark {
			return false
		}
		start += size
	}
	return true
}

// Mixed tells whether the look-alike letter at text[i] stands in a word of
// ASCII letters, so that it is to be read as one.
func Mixed(text []byte, i int) bool {
	_, _, mixed := mixedWord(text, i)
	return mixed
}
