package detect

// phoneMax is the longest text of a telephone number.
const phoneMax = 32

// phoneRun is a candidate's digits and where its groups lie.
type phoneRun struct {
	digit  [16]byte
	at     [16]int // position of each digit
	n      int
	groups [16]int // digits in each group
	ng     int
	cut    bool // the text ended before the run did
}

// readPhone collects digits and separators from t[i:].
func readPhone(t []byte, i int) (r phoneRun) {
	gap := 1
	limit := min(len(t), i+phoneMax)
	for ; i < limit; i++ {
		b := t[i]
		if byteClass[b]&isDigit != 0 {
			if r.n == 16 {
				return r
			}
			if gap > 0 {
				r.ng++
			}
			gap = 0
			r.digit[r.n], r.at[r.n] = b-'0', i
			r.n++
			r.groups[r.ng-1]++
			continue
		}
		if gap++; gap > 2 || !phoneSeparator(b) {
			return r
		}
	}
	r.cut = i == len(t)
	return r
}

func phoneSeparator(b byte) bool {
	return b == ' ' || b == '-' || b == '.' || b == '(' || b == ')' || b == '/'
}

// matchPhone finds telephone numbers: international ones (E.164, with +) and
// those of the North American plan in their usual shapes.
func matchPhone(w *window, _ []int32) hit {
	t, start := w.text, w.start
	for i := start; i < w.end; i++ {
		if byteClass[t[i]]&isDigit == 0 {
			return none
		}
	}
	begin := start
	if begin > 0 && t[begin-1] == '(' {
		begin--
	}
	plus := begin > 0 && t[begin-1] == '+'
	if plus {
		begin--
	}
	if begin < w.from || wordBefore(t, begin) || begin > 1 && !plus && glue(t[begin-1]) && byteClass[t[begin-2]]&isDigit != 0 {
		return none
	}
	r := readPhone(t, start)
	if r.cut && !w.final {
		return hit{start: begin, more: true}
	}
	n := 0
	switch {
	case plus && r.digit[0] == 1:
		n = nanp(&r, 1)
	case plus:
		n = international(&r)
	default:
		n = national(&r)
	}
	if n == 0 {
		return none
	}
	end := r.at[n-1] + 1
	if edge, more := rightEdge(t, end, w.final); more || !edge {
		return hit{start: begin, more: more}
	}
	if end+1 < len(t) && glue(t[end]) && byteClass[t[end+1]]&isDigit != 0 {
		return none
	}
	return hit{start: begin, end: end, verdict: Plain}
}

func glue(b byte) bool { return b == '-' || b == '.' || b == '/' || b == '+' }

// nanp returns how many digits a North American number takes, of which skip
// are the country code: area and exchange do not begin with 0 or 1.
func nanp(r *phoneRun, skip int) int {
	n := skip + 10
	if r.n < n || !r.groupEnd(n) || r.digit[skip] < 2 || r.digit[skip+3] < 2 || r.digit[skip+1] == 9 {
		return 0
	}
	return n
}

// groupEnd reports whether a group ends after n digits.
func (r *phoneRun) groupEnd(n int) bool {
	for _, g := range r.groups[:r.ng] {
		if n -= g; n <= 0 {
			break
		}
	}
	return n == 0
}

func international(r *phoneRun) int {
	n := 0
	for _, g := range r.groups[:r.ng] {
		if n+g > 15 {
			break
		}
		n += g
	}
	if n < 8 || r.digit[0] == 0 {
		return 0
	}
	return n
}

// national accepts 3-3-4 digits with separators, with or without a leading 1.
func national(r *phoneRun) int {
	skip, g := 0, r.groups[:r.ng]
	if len(g) > 0 && g[0] == 1 && r.digit[0] == 1 {
		skip, g = 1, g[1:]
	}
	if len(g) < 3 || g[0] != 3 || g[1] != 3 || g[2] != 4 {
		return 0
	}
	return nanp(r, skip)
}
