package check

import (
	"bytes"

	"github.com/chatguard/chatguard/filter/detect/lex"
)

// checkRandom accepts values that look drawn at random, as keys are: mixed
// letters and digits that change often, not words, paths, versions or names
// joined by dots and dashes. The first argument is the least length of a
// run of letters and digits that may decide, 0 means 10; with a second one it must
// hold both cases, as hashes in hexadecimal do not.
func checkRandom(v []byte, args []int32) Verdict {
	least, cased := 10, len(args) > 1 && args[1] != 0
	if len(args) > 0 && args[0] > 0 {
		least = int(args[0])
	}
	if Placeholder(v) || elided(v) || isUUID(v) || isCursor(v) || isMember(v) {
		return Reject
	}
	run, turns, digits, letters, upper, shouts := 0, 0, 0, 0, 0, 0
	good, hex := false, true
	flush := func() {
		if run >= least && digits > 0 && letters > 0 && (!cased || digits > 1 && upper > 1 && letters-upper > 1) && (turns*4 >= run || hex && run >= 32 && letters >= 4) {
			good = true
		}
		if run >= 30 && digits > 0 && turns*6 >= run && shouts*8 >= run {
			good = true // base64 with few digits
		}
		if run >= 20 && digits == 0 && turns*8 >= run && shouts*8 >= run {
			good = true // capitals in a row and apart, unlike in names
		}
		run, turns, digits, letters, upper, shouts, hex = 0, 0, 0, 0, 0, 0, true
	}
	last := byte(0)
	for _, b := range v {
		c := classOf(b)
		switch c {
		case 0:
			if b == '_' || b == '-' || b == '+' || b == '/' || b == '=' {
				if run < 12 && b != '+' { // which stands in base64, not in names
					flush()
				}
				last = 0
				continue
			}
			flush()
			last = 0
			continue
		case 'd':
			digits++
		case 'u':
			letters, upper = letters+1, upper+1
			if last == 'u' {
				shouts++
			}
		default:
			letters++
		}
		hex = hex && lex.Class[b]&lex.Hex != 0
		// A capital that begins a word is no turn.
		if last != 0 && c != last && !(last == 'u' && c == 'l') {
			turns++
		}
		run++
		last = c
	}
	flush()
	if !good {
		return Reject
	}
	return Plain
}

// isMember reports whether v is readable names joined by dots, as members of
// packages are: ec.NewP384Point.
func isMember(v []byte) bool {
	if bytes.IndexByte(v, '.') < 0 {
		return false
	}
	parts, n, last := 0, 0, byte(0)
	for _, b := range v {
		c := classOf(b)
		if c != 0 {
			n++
		} else if b != '.' && b != '_' {
			return false
		}
		if c != 0 && c != last && !(last == 'u' && c == 'l') {
			parts++
		}
		last = c
	}
	return n >= 3*parts
}

// elided reports whether v was cut short with dots.
func elided(v []byte) bool {
	return len(v) > 2 && v[len(v)-1] == '.' && v[len(v)-2] == '.'
}

// isCursor reports whether v is a JSON object in base64, as cursors of lists
// are; tokens made so have parts joined by dots.
func isCursor(v []byte) bool {
	if len(v) < 3 || v[0] != 'e' || v[1] != 'y' || v[2] != 'J' {
		return false
	}
	for _, b := range v {
		if b == '.' {
			return false
		}
	}
	return true
}

// isUUID reports whether v is written as a UUID is: an identifier more often
// than a key.
func isUUID(v []byte) bool {
	if len(v) != 36 {
		return false
	}
	for i, b := range v {
		if i == 8 || i == 13 || i == 18 || i == 23 {
			if b != '-' {
				return false
			}
		} else if lex.Class[b]&lex.Hex == 0 {
			return false
		}
	}
	return true
}

// classOf tells digits, upper and lower case letters apart; 0 is anything else.
func classOf(b byte) byte {
	switch {
	case lex.Class[b]&lex.Digit != 0:
		return 'd'
	case b >= 'A' && b <= 'Z':
		return 'u'
	case b >= 'a' && b <= 'z':
		return 'l'
	}
	return 0
}

// basicMax is how much of a credential of HTTP's Basic scheme is decoded.
const basicMax = 192

// checkBasicAuth decodes the credentials of HTTP's Basic scheme (RFC 7617) and
// looks for the colon between user and password.
func checkBasicAuth(v []byte, _ []int32) Verdict {
	bits, width, n, colon := uint32(0), 0, 0, false
	for _, b := range v {
		s := base64Value(b)
		if s < 0 || n == basicMax {
			break
		}
		bits, width = bits<<6|uint32(s), width+6
		if width >= 8 {
			width -= 8
			c := byte(bits >> width)
			if c < ' ' || c == 0x7F {
				return Reject
			}
			colon = colon || c == ':' && n > 0
			n++
		}
	}
	if !colon || n < 5 {
		return Reject
	}
	return Valid
}

// spokenEntropy is the least entropy of a key that a sentence announces.
const spokenEntropy = 3

// SpokenKey reports whether v looks drawn at random enough for a key that words
// before it announce. A UUID is one only where these say so; cased asks for capitals,
// small letters and digits.
func SpokenKey(v []byte, cased, uuid bool) bool {
	if isUUID(v) {
		return uuid && Entropy(v) > 2.5
	}
	args := [...]int32{14, 0}
	if cased {
		args = [...]int32{20, 1}
	}
	return Entropy(v) >= spokenEntropy && checkRandom(v, args[:]) != Reject
}
