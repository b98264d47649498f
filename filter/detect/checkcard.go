package detect

// issuer is a range of leading digits of payment cards and the lengths issued
// in it. Source: ISO/IEC 7812 prefixes as the schemes publish them.
type issuer struct {
	lo, hi  int // six leading digits
	lengths uint32
}

func lengths(n ...int) (set uint32) {
	for _, l := range n {
		set |= 1 << l
	}
	return set
}

var issuers = [...]issuer{
	{340000, 349999, lengths(15)}, {370000, 379999, lengths(15)}, // American Express
	{300000, 305999, lengths(14, 16, 17, 18, 19)}, {309500, 309599, lengths(14, 16, 17, 18, 19)}, // Diners Club
	{360000, 369999, lengths(14, 16, 17, 18, 19)}, {380000, 399999, lengths(14, 16, 17, 18, 19)},
	{352800, 358999, lengths(16, 17, 18, 19)},                 // JCB
	{400000, 499999, lengths(13, 16, 19)},                     // Visa
	{500000, 509999, lengths(12, 13, 14, 15, 16, 17, 18, 19)}, // Maestro, Elo, Verve
	{510000, 559999, lengths(16)},                             // Mastercard
	{560000, 589999, lengths(12, 13, 14, 15, 16, 17, 18, 19)}, // Maestro
	{600000, 601099, lengths(12, 13, 14, 15, 16, 17, 18, 19)},
	{601100, 601199, lengths(16, 17, 18, 19)}, // Discover
	{601200, 621999, lengths(12, 13, 14, 15, 16, 17, 18, 19)},
	{622000, 629999, lengths(16, 17, 18, 19)}, // UnionPay
	{630000, 639999, lengths(12, 13, 14, 15, 16, 17, 18, 19)},
	{640000, 659999, lengths(16, 17, 18, 19)}, // Discover, RuPay
	{670000, 679999, lengths(12, 13, 14, 15, 16, 17, 18, 19)},
	{810000, 829999, lengths(16, 17, 18, 19)}, // RuPay, UnionPay
	{220000, 220499, lengths(16, 17, 18, 19)}, // Mir
	{222100, 272099, lengths(16)},             // Mastercard
	{979200, 979289, lengths(16)},             // Troy
}
