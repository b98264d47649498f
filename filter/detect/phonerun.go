package detect

// phoneRun is a run of groups of digits, as telephone numbers are written. A
// run is read once, and each of its groups judged as the start of a number.
type phoneRun struct {
	digit  [runDigits]byte
	first  [runGroups + 1]uint8 // index in digit of each group's first digit; one more for the end
	at     [runGroups]int       // position of each group in the text
	gap    [runGroups]byte      // the last byte before each group but the first, 0 for none
	groups int
	end    int  // of the last group
	full   bool // there are more digits than fit
	cut    bool // the text ended where the run may go on
}

const (
	runDigits = 96
	runGroups = 48
	runGap    = 3 // bytes between two groups
)

func (r *phoneRun) reset() { r.groups, r.end = 0, 0 }

// seek makes the run cover the number whose first digit is at t[pos] and
// returns the number of that group, or -1 if none starts there.
func (r *phoneRun) seek(t []byte, pos int) int {
	if r.groups == 0 || pos < r.at[0] || pos >= r.end {
		r.read(t, pos)
		return 0
	}
	g := 0
	for g < r.groups && r.at[g] < pos {
		g++
	}
	if g == r.groups || r.at[g] != pos {
		return -1
	}
	if r.full && int(r.first[r.groups])-int(r.first[g]) < 20 {
		r.read(t, pos)
		return 0
	}
	return g
}

// read reads the run that starts with the digit at t[i].
func (r *phoneRun) read(t []byte, i int) {
	r.groups, r.full, r.cut = 0, false, false
	n, gap, sep := 0, runGap+1, byte(0)
	for ; i < len(t); i++ {
		b := t[i]
		if byteClass[b]&isDigit != 0 {
			if gap > 0 {
				if r.groups == runGroups {
					r.full = true
					break
				}
				r.first[r.groups], r.at[r.groups], r.gap[r.groups] = uint8(n), i, sep
				r.groups++
				gap = 0
			}
			if n == runDigits {
				r.full = true
				break
			}
			r.digit[n] = b - '0'
			n++
			r.end = i + 1
			continue
		}
		if gap++; gap > runGap || !phoneSeparator[b] {
			r.first[r.groups] = uint8(n)
			return
		}
		sep = b
	}
	r.cut = i == len(t)
	r.first[r.groups] = uint8(n)
}

var phoneSeparator = func() (s [256]bool) {
	for _, b := range []byte(" -.()/") {
		s[b] = true
	}
	return s
}()

// size returns how many digits group g has.
func (r *phoneRun) size(g int) int { return int(r.first[g+1]) - int(r.first[g]) }

// groupEnd returns where group g ends in the text.
func (r *phoneRun) groupEnd(g int) int { return r.at[g] + r.size(g) }
