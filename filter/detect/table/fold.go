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
	}
	return 0
}
