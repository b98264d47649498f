package match

import (
	"github.com/chatguard/chatguard/filter/detect/check"
	"github.com/chatguard/chatguard/filter/detect/lex"
)

// matchCard finds payment card numbers that begin with the token of the
// window: an issuer's digits, a length that it issues, the Luhn test, in groups
// with one kind of gap. Line breaks and double spaces may stand between groups
// of four; single digits may be set apart.
func matchCard(w *Window, _ []int32) Hit {
	r, g := &w.Row, w.Group
	if !r.MayBeCard(g) || w.Start < w.From || lex.WordBefore(w.Text, w.Start) {
		return none
	}
	d := r.digit[r.first[g]:r.first[r.groups]]
	allowed, weak := cardLengths(d)
	if r.Cut && !w.Final && len(d) < runAhead && (allowed != 0 || len(d) < 6) {
		return Hit{Start: w.Start, More: true}
	}
	if allowed == 0 || len(d) < 12 {
		return none
	}
	h := r.card(w, g, d, allowed)
	if weak && h.Verdict == check.Valid {
		h.Verdict = check.Weak
	}
	return h
}

// MayBeCard reports whether the first two groups and digits are those of a
// card number.
func (r *DigitRun) MayBeCard(g int) bool {
	size, i := r.size(g), r.first[g]
	if size < 12 && size != 8 && size != 4 && size != 1 || i+1 < r.first[r.groups] && !issued[r.digit[i]*10+r.digit[i+1]] {
		return false
	}
	if g+1 == r.groups || size >= 12 {
		return true
	}
	next := r.size(g + 1)
	if r.digit[i] == 1 && size == 4 {
		return next == 6 || next == 5 // UATP
	}
	return next == size || size == 4 && (next == 6 || g+2 == r.groups)
}

// card tries the ends of groups, the longest number last.
func (r *DigitRun) card(w *Window, g int, d []byte, allowed uint32) Hit {
	best := none
	sum := [2]int{} // with the digits at even and at odd positions doubled
	n := 0
	for i := g; i < r.groups; i++ {
		if i > g && (!r.Spaces && !cardGap(w.Text, r, i) || i > g+1 && r.gap[i] != r.gap[i-1]) {
			break
		}
		for range r.size(i) {
			if n == 19 {
				return best
			}
			b := int(d[n])
			sum[n&1] += doubled[b]
			sum[n&1^1] += b
			n++
		}
		if n < 12 || allowed>>n&1 == 0 || sum[n&1]%10 != 0 || !cardGroups(r, g, i) || check.SameDigit(d[:n]) {
			continue
		}
		end := r.GroupEnd(i)
		edge, more1 := lex.RightEdge(w.Text, end, w.Final)
		glued, more2 := GluedRight(w.Text, end, w.Final)
		if more1 || more2 {
			return Hit{Start: w.Start, More: true}
		}
		if edge && !glued {
			best = Hit{Start: w.Start, End: end, Verdict: check.Valid}
		}
	}
	return best
}

var doubled = [10]int{0, 2, 4, 6, 8, 1, 3, 5, 7, 9}

// cardGap reports whether the gap before group g may stand in a card number.
func cardGap(t []byte, r *DigitRun, g int) bool {
	from, to := r.GroupEnd(g-1), int(r.at[g])
	for _, b := range t[from:to] {
		if b == '(' || b == ')' {
			return false
		}
	}
	return to-from == 1 || to-from == 2 && (t[from] == ' ' || t[from] == '\r') || to-from == 3 && t[from+1] == '-'
}

// cardGroups reports whether groups g to last are sizes that card numbers are
// written in: one group; fours with a shorter rest; 4-6-4 and 4-6-5; halves;
// single digits.
func cardGroups(r *DigitRun, g, last int) bool {
	n := last - g + 1
	switch {
	case n == 1:
		return true
	case n == 3 && r.size(g) == 4 && r.size(g+1) == 6:
		return true
	case n == 2 && r.size(g) == 8:
		return true
	}
	size := r.size(g)
	if size != 4 && size != 1 {
		return false
	}
	for i := g + 1; i < last; i++ {
		if r.size(i) != size {
			return false
		}
	}
	return r.size(last) <= max(size, 4)
}

// cardLengths returns the lengths that the issuer of a number issues, as bits,
// and whether they are too weak a sign.
func cardLengths(d []byte) (lengths uint32, weak bool) {
	if len(d) < 6 || !issued[d[0]*10+d[1]] {
		return 0, false
	}
	first := check.Number(d[:6])
	for i := range check.Issuers {
		if r := &check.Issuers[i]; first >= r.Lo && first <= r.Hi {
			return r.Lengths, r.Weak
		}
	}
	return 0, false
}

// issued tells which two leading digits any issuer has.
var issued = func() (s [100]bool) {
	for _, r := range check.Issuers {
		for d := r.Lo / 10000; d <= r.Hi/10000; d++ {
			s[d] = true
		}
	}
	return s
}()
