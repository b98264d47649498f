package check

import "github.com/chatguard/chatguard/filter/detect/lex"

// plateMakes begin names of cars, standards and months, which have the form of a
// plate.
var plateMakes = lex.SetOf("rtx gtx gpu cpu asus bmw vw audi kia seat fiat ford opel mini mg gt gti tdi suv iso en din iec rfc eu euro no nr id jan feb mar apr may jun jul aug sep oct nov dec usd eur gbp chf kw ps km cm mm pm am ")

// checkPlateForm accepts what hardly is anything but a licence plate beside the
// word for a car: two letters and two digits at least, and neither a make nor a sum.
func checkPlateForm(v []byte, _ []int32) Verdict {
	var c [digitsMax]byte
	n := alnums(v, &c)
	if n < 5 || n > 10 {
		return Reject
	}
	letters, head := 0, 0
	for _, b := range c[:n] {
		if b >= 'A' {
			letters++
		}
	}
	for head < len(v) && lex.Class[v[head]]&lex.Letter != 0 {
		head++
	}
	tail := len(v)
	for tail > 0 && lex.Class[v[tail-1]]&lex.Letter != 0 {
		tail--
	}
	var buf [16]byte
	if letters < 2 || n-letters < 2 || plateMakes.Has(lex.Fold(v[:head], &buf)) || lex.Listed("usd eur gbp chf inr ", lex.Fold(v[tail:], &buf)) {
		return Reject
	}
	return Plain
}
