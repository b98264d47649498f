package check

// Issuer is a range of leading digits of payment cards and the lengths issued
// in it. Source: ISO/IEC 7812 prefixes as the schemes publish them.
type Issuer struct {
	Lo, Hi  int // six leading digits
	Lengths uint32
	Weak    bool // not assigned, or lengths that other numbers share: needs context
}

func lengths(n ...int) (set uint32) {
	for _, l := range n {
		set |= 1 << l
	}
	return set
}

// Issuers are the ranges in use.
var Issuers = [...]Issuer{
	{340000, 349999, lengths(15), false}, {370000, 379999, lengths(15), false}, // American Express
	{300000, 305999, lengths(14, 16, 17, 18, 19), false}, {309500, 309599, lengths(14, 16, 17, 18, 19), false}, // Diners Club
	{360000, 369999, lengths(14, 16, 17, 18, 19), false}, {380000, 399999, lengths(14, 16, 17, 18, 19), false},
	{180000, 180099, lengths(15), true}, {213100, 213199, lengths(15), true}, // JCB, until 2000
	{100000, 199999, lengths(15), true}, // UATP
	{350000, 352799, lengths(16), true}, {359000, 359999, lengths(16), true},
	{352800, 358999, lengths(16, 17, 18, 19), false},                 // JCB
	{400000, 499999, lengths(13, 16, 19), false},                     // Visa
	{500000, 509999, lengths(12, 13, 14, 15, 16, 17, 18, 19), false}, // Maestro, Elo, Verve
	{510000, 559999, lengths(16), false},                             // Mastercard
	{560000, 589999, lengths(12, 13, 14, 15, 16, 17, 18, 19), false}, // Maestro
	{600000, 601099, lengths(12, 13, 14, 15, 16, 17, 18, 19), false},
	{601100, 601199, lengths(16, 17, 18, 19), false}, // Discover
	{601200, 621999, lengths(12, 13, 14, 15, 16, 17, 18, 19), false},
	{622000, 629999, lengths(16, 17, 18, 19), false}, // UnionPay
	{630000, 639999, lengths(12, 13, 14, 15, 16, 17, 18, 19), false},
	{640000, 659999, lengths(16, 17, 18, 19), false}, // Discover, RuPay
	{670000, 679999, lengths(12, 13, 14, 15, 16, 17, 18, 19), false},
	{810000, 829999, lengths(16, 17, 18, 19), false}, // RuPay, UnionPay
	{220000, 220499, lengths(16, 17, 18, 19), false}, // Mir
	{222100, 272099, lengths(16), false},             // Mastercard
	{979200, 979289, lengths(16), false},             // Troy
}
