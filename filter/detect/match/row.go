package match

import "github.com/chatguard/chatguard/filter/detect/lex"

// DigitRun is a row of groups of digits with short gaps between them, as
// telephone and card numbers are written. A row is read once, and each of its
// groups judged as the start of a number.
type DigitRun struct {
	digit  [runDigits]byte
	first  [runGroups + 1]uint8 // index in digit of each group's first digit; one more for the end
	at     [runGroups]int32     // position of each group in the text
	gap    [runGroups]byte      // the byte before each group but the first
	groups int
	last   int  // group found last
	end    int  // of the last group
	full   bool // there are more digits than fit
	Cut    bool // the text ended where the row may go on
	Spaces bool // all gaps are one space
}

const (
	runDigits = 96
	runGroups = 48
	// RunGap is the most bytes between two groups.
	RunGap   = 3
	runAhead = 20 // digits that a number may have
)

// Reset forgets the row.
func (r *DigitRun) Reset() { r.groups, r.end = 0, 0 }

// Seek makes the row cover the number whose first digit is at t[pos] and
// returns the number of that group, or -1 if none starts there.
func (r *DigitRun) Seek(t []byte, pos int) int {
	if r.groups == 0 || pos < int(r.at[0]) || pos >= r.end {
		r.read(t, pos)
		return 0
	}
	if next := r.last + 1; next < r.groups && int(r.at[next]) == pos && (!r.full || r.Left(next) >= runAhead) {
		r.last = next
		return next
	}
	lo, hi := 0, r.groups
	for lo < hi {
		if mid := (lo + hi) / 2; int(r.at[mid]) < pos {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo == r.groups || int(r.at[lo]) != pos {
		return -1
	}
	if r.full && r.Left(lo) < runAhead {
		r.read(t, pos)
		return 0
	}
	r.last = lo
	return lo
}

// read reads the row that starts with the digit at t[i].
func (r *DigitRun) read(t []byte, i int) {
	r.groups, r.last, r.full, r.Cut, r.Spaces = 0, 0, false, false, true
	n := 0
	for {
		if r.groups == runGroups || n == runDigits {
			r.full = true
			break
		}
		r.first[r.groups], r.at[r.groups] = uint8(n), int32(i)
		r.groups++
		for i < len(t) && t[i]-'0' < 10 {
			if n == runDigits {
				r.full = true
				break
			}
			r.digit[n] = t[i] - '0'
			n++
			i++
		}
		r.end = i
		j := i
		for j < len(t) && j-i <= RunGap && GapByte[t[j]] {
			j++
		}
		if r.full || j == len(t) || j == i || j-i > RunGap || t[j]-'0' > 9 {
			r.Cut = j == len(t) && j-i <= RunGap
			break
		}
		if r.groups < runGroups {
			r.gap[r.groups] = t[j-1]
		}
		r.Spaces = r.Spaces && j == i+1 && t[i] == ' '
		i = j
	}
	r.first[r.groups] = uint8(n)
}

// GapByte holds what may stand between two groups of one number.
var GapByte = func() (s [256]bool) {
	for _, b := range []byte(" -.()/\r\n") {
		s[b] = true
	}
	return s
}()

// size returns how many digits group g has.
func (r *DigitRun) size(g int) int { return int(r.first[g+1]) - int(r.first[g]) }

// Left returns how many digits there are from group g on.
func (r *DigitRun) Left(g int) int { return int(r.first[r.groups]) - int(r.first[g]) }

// GroupEnd returns where group g ends in the text.
func (r *DigitRun) GroupEnd(g int) int { return int(r.at[g]) + r.size(g) }

// Glue reports whether b ties numbers together.
func Glue(b byte) bool { return b == '-' || b == '.' || b == '/' || b == '+' }

// GluedLeft reports whether t[at:] continues a number: 12-34 at 34.
func GluedLeft(t []byte, at int) bool {
	return at > 1 && Glue(t[at-1]) && lex.Class[t[at-2]]&lex.Digit != 0
}

// GluedRight reports whether a number goes on after t[:end].
func GluedRight(t []byte, end int, final bool) (glued, more bool) {
	if end >= len(t) {
		return false, !final
	}
	if !Glue(t[end]) {
		return false, false
	}
	if end+1 == len(t) {
		return false, !final
	}
	return lex.Class[t[end+1]]&lex.Digit != 0, false
}
