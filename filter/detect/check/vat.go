package check

// vatForms are the numbers of the member states of the European Union, of
// Northern Ireland, Great Britain, Norway and Switzerland after the country code:
// 9 is a digit, A a letter, X either. Source: VIES.
var vatForms = [...]struct{ country, form string }{
	{"AT", "A99999999"}, {"BE", "9999999999"}, {"BG", "999999999"}, {"BG", "9999999999"}, {"CH", "A99999999"}, {"CH", "AA999999999"}, {"CY", "99999999A"}, {"CZ", "99999999"},
	{"CZ", "999999999"}, {"CZ", "9999999999"}, {"DE", "999999999"}, {"DK", "99999999"}, {"EE", "999999999"}, {"EL", "999999999"}, {"ES", "X9999999X"}, {"FI", "99999999"},
	{"FR", "XX999999999"}, {"GB", "999999999"}, {"GB", "999999999999"}, {"GB", "AA999"}, {"GR", "999999999"}, {"HR", "99999999999"}, {"HU", "99999999"}, {"IE", "9X99999A"}, {"IE", "9999999AA"},
	{"IT", "99999999999"}, {"LT", "999999999"}, {"LT", "999999999999"}, {"LU", "99999999"}, {"LV", "99999999999"}, {"MT", "99999999"}, {"NL", "999999999A99"}, {"NO", "999999999"},
	{"NO", "999999999AAA"}, {"PL", "9999999999"}, {"PT", "999999999"}, {"RO", "99"}, {"RO", "999999"}, {"RO", "9999999"}, {"RO", "99999999"}, {"RO", "999999999"}, {"RO", "9999999999"}, {"SE", "999999999999"},
	{"SI", "99999999"}, {"SK", "9999999999"}, {"XI", "999999999"}, {"XI", "999999999999"},
}

// checkVAT verifies value added tax numbers with their country code: the form,
// and the check digits where they are public. The arguments are the letters of
// the only country that counts, if there are any.
func checkVAT(v []byte, args []int32) Verdict {
	var c [digitsMax]byte
	n := alnums(v, &c)
	if n < 5 || len(args) == 2 && (int32(c[0]) != args[0] || int32(c[1]) != args[1]) {
		return Reject
	}
	for _, f := range vatForms {
		if f.country == string(c[:2]) && fits(c[2:n], f.form) {
			return vatDigits(f.country, c[2:n])
		}
	}
	return Reject
}

func fits(c []byte, form string) bool {
	if len(c) != len(form) {
		return false
	}
	for i, b := range c {
		if letter := b >= 'A'; form[i] == '9' && letter || form[i] == 'A' && !letter {
			return false
		}
	}
	return true
}

// vatDigits verifies the check digits of a country.
func vatDigits(country string, c []byte) Verdict {
	var d [digitsMax]byte
	digits(c, &d)
	switch country {
	case "DE", "HR":
		return checkISO11(c, nil)
	case "IT":
		return checkItalianVAT(c, nil)
	case "FR":
		return frenchVAT(c)
	case "ES":
		if checkNIF(c, []int32{1}) == Valid {
			return Valid
		}
		return checkCIF(c, nil)
	case "BE":
		return validIf(d[0] <= 1 && 97-Number(d[:8])%97 == Number(d[8:10]))
	case "PL":
		return validIf(dot(d[:10], 6, 5, 7, 2, 3, 4, 5, 6, 7, -1)%11 == 0)
	case "PT":
		return checkWeighted(c, []int32{11, 11, 0, 9, 8, 7, 6, 5, 4, 3, 2})
	case "EL", "GR":
		return checkWeighted(c, []int32{11, 0, 0, 256, 128, 64, 32, 16, 8, 4, 2})
	case "DK":
		return validIf(dot(d[:8], 2, 7, 6, 5, 4, 3, 2, 1)%11 == 0)
	case "FI":
		return validIf(dot(d[:8], 7, 9, 10, 5, 8, 4, 2, 1)%11 == 0)
	case "SE":
		return validIf(luhn(d[:10]))
	case "LU":
		return validIf(Number(d[:6])%89 == Number(d[6:8]))
	}
	return Plain
}

// frenchVAT verifies a key of two digits and a SIREN. Keys with letters are form.
func frenchVAT(c []byte) Verdict {
	var d [digitsMax]byte
	n := digits(c[2:], &d)
	if !luhn(d[:n]) {
		return Reject
	}
	if !IsNumeric(c[:2]) {
		return Plain
	}
	return validIf((12+3*(decimal(c[2:])%97))%97 == decimal(c[:2]))
}
