package table

// Fold returns the lower-case ASCII letter that a Latin letter becomes without
// its case and accent, or 0.
func Fold(r rune) byte {
	switch {
	case r >= 'A' && r <= 'Z':
		return byte(r) + 'a' - 'A'
	case r >= 'a' && r <= 'z':
		return byte(r)
	case r >= 0xC0 && r <= 0xFF && r != 0xD7 && r != 0xF7:
		return latin1[r-0xC0]
	case r >= 0x100 && r <= 0x17F:
		return latinA[r-0x100]
	case r >= 0x1EA0 && r <= 0x1EF9:
		for _, v := range &vietnamese {
			if r < v.end {
				return v.letter
			}
		}
	case r == 0x1A0 || r == 0x1A1:
		return 'o'
	case r == 0x1AF || r == 0x1B0:
		return 'u'
	case r == 0x218 || r == 0x219:
		return 's'
	case r == 0x21A || r == 0x21B:
		return 't'
	}
	return 0
}

// vietnamese are the letters with two marks, in the order of the standard.
var vietnamese = [...]struct {
	end    rune
	letter byte
}{{0x1EB8, 'a'}, {0x1EC8, 'e'}, {0x1ECC, 'i'}, {0x1EE4, 'o'}, {0x1EF2, 'u'}, {0x1EFA, 'y'}}
