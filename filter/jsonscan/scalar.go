package jsonscan

// number is the number or word that is being read.
type number struct {
	pos   int64
	state uint8  // of the number's grammar
	word  string // true, false or null
}

// The states of a number (RFC 8259, section 6), and what ends it.
const (
	numStart uint8 = iota
	numMinus
	numZero
	numInteger
	numPoint
	numFraction
	numE
	numSign
	numExponent

	numEnd // the byte belongs to no number
	numBad // the byte belongs to one, but not here
)

// complete tells whether the number may end here.
func (n *number) complete() bool { return numComplete[n.state] }

var numComplete = [numEnd]bool{numZero: true, numInteger: true, numFraction: true, numExponent: true}

// numClassOf is the column of a byte in numNext; 0 for one of no number.
var numClassOf = [256]uint8{
	'0': 1, '1': 2, '2': 2, '3': 2, '4': 2, '5': 2, '6': 2, '7': 2, '8': 2, '9': 2,
	'-': 3, '+': 4, '.': 5, 'e': 6, 'E': 6,
}

const numClasses = 8

var numNext = func() (t [int(numEnd) * numClasses]uint8) {
	row := func(st uint8, zero, digit, minus, plus, point, e uint8) {
		copy(t[int(st)*numClasses:], []uint8{numEnd, zero, digit, minus, plus, point, e})
	}
	const no = numBad
	row(numStart, numZero, numInteger, numMinus, no, no, no)
	row(numMinus, numZero, numInteger, no, no, no, no)
	row(numZero, no, no, no, no, numPoint, numE)
	row(numInteger, numInteger, numInteger, no, no, numPoint, numE)
	row(numPoint, numFraction, numFraction, no, no, no, no)
	row(numFraction, numFraction, numFraction, no, no, no, numE)
	row(numE, numExponent, numExponent, numSign, numSign, no, no)
	row(numSign, numExponent, numExponent, no, no, no, no)
	row(numExponent, numExponent, numExponent, no, no, no, no)
	return t
}()

// readNumber reads on in a number at p[i].
func (s *Scanner) readNumber(p []byte, i int) int {
	q := p
	if room := s.num.pos + int64(s.limits.NumberBytes) - s.base; int64(len(p)) > room {
		q = p[:room]
	}
	from, st := i, s.num.state
	for uint(i) < uint(len(q)) {
		next := numNext[int(st)*numClasses+int(numClassOf[q[i]])]
		if next >= numEnd {
			break
		}
		st = next
		i++
	}
	s.num.state = st
	switch {
	case i == len(p):
		s.token = append(s.token, p[from:]...)
		s.state = stNumber
		return i
	case numClassOf[p[i]] == 0 && s.num.complete():
		return s.endScalar(p, from, i)
	case i == len(q) && numClassOf[p[i]] != 0:
		return s.stop(NumberTooLong, i)
	}
	return s.stop(Syntax, i)
}

// wordOf is the word that starts with c.
func wordOf(c byte) string {
	switch c {
	case 't':
		return "true"
	case 'f':
		return "false"
	}
	return "null"
}

// readWord reads on in true, false or null at p[i].
func (s *Scanner) readWord(p []byte, i int) int {
	from, rest := i, s.num.word[len(s.token):]
	for len(rest) > 0 && i < len(p) {
		if p[i] != rest[0] {
			return s.stop(Syntax, i)
		}
		rest = rest[1:]
		i++
	}
	if len(rest) > 0 {
		s.token = append(s.token, p[from:]...)
		s.state = stWord
		return i
	}
	return s.endScalar(p, from, i)
}

// endScalar reports the number or word that ends before p[i] and whose last
// bytes begin at p[from].
func (s *Scanner) endScalar(p []byte, from, i int) int {
	raw := p[from:i]
	if len(s.token) > 0 {
		s.token = append(s.token, raw...)
		raw = s.token
	}
	s.h.Scalar(raw, s.num.pos)
	s.token = s.token[:0]
	s.state = s.after
	return i
}
