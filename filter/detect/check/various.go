package check

import (
	"bytes"

	"github.com/chatguard/chatguard/filter/detect/lex"
)

// countries are the codes of ISO 3166-1 alpha-2, and XK.
const countries = "AD AE AF AG AI AL AM AO AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ " +
	"DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GT GU GW GY HK HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH " +
	"KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF " +
	"PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA " +
	"VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW "

// checkBIC accepts bank identifier codes (ISO 9362) of a country.
func checkBIC(v []byte, _ []int32) Verdict {
	var c [digitsMax]byte
	n := alnums(v, &c)
	if n != 8 && n != 11 || !lex.Listed(countries, c[4:6]) {
		return Reject
	}
	return Plain
}

// checkVIN verifies vehicle identification numbers (ISO 3779): no I, O or Q. The
// check digit in the ninth place is in use in North America and China; without
// it a number needs context.
func checkVIN(v []byte, _ []int32) Verdict {
	sum, letters := 0, 0
	var c [digitsMax]byte
	if alnums(v, &c) != 17 || !IsNumeric(c[14:17]) {
		return Reject
	}
	capitals := string(c[:17]) == string(v)
	for i, b := range c[:17] {
		n := int(b - '0')
		if b >= 'A' {
			letters++
			n = vinValue[b-'A']
			if n == 0 {
				return Reject
			}
		}
		sum += n * [17]int{8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2}[i]
	}
	if letters < 1 || SameDigit(c[:8]) {
		return Reject
	}
	return pick("0123456789X"[sum%11] == c[8] && letters > 1 && capitals, Weak)
}

// vinValue is what letters count; I, O and Q do not occur.
var vinValue = [26]int{1, 2, 3, 4, 5, 6, 7, 8, 0, 1, 2, 3, 4, 5, 0, 7, 0, 9, 2, 3, 4, 5, 6, 7, 8, 9}

// checkPoint accepts a latitude and a longitude in decimal degrees with at least
// three places each: fewer are any two numbers. With an argument four places are
// needed, and one degree at least: probabilities are less.
func checkPoint(v []byte, args []int32) Verdict {
	var part [2]float64
	var places [2]int
	k, scale := 0, 0.0
	for _, b := range v {
		switch {
		case (b == ',' || b == ';' || b == ' ') && places[0] > 0:
			k, scale = 1, 0
		case b == '.':
			scale = 1
		case b >= '0' && b <= '9' && scale == 0:
			part[k] = part[k]*10 + float64(b-'0')
		case b >= '0' && b <= '9':
			scale /= 10
			part[k] += scale * float64(b-'0')
			places[k]++
		}
	}
	if part[0] > 90 || part[1] > 180 || part[0] == 0 && part[1] == 0 {
		return Reject
	}
	few := places[0] < 4 || places[1] < 4
	if len(args) > 0 && (few || part[0] < 1 || part[1] < 1) {
		return Reject
	}
	if few {
		return Weak
	}
	return Plain
}

// checkBirth accepts days of the last 120 years in any usual order, with months
// by number or by name. An argument is the last year that is accepted.
func checkBirth(v []byte, args []int32) Verdict {
	if len(args) > 0 && args[0] > 0 && latestYear(v) > int(args[0]) {
		return Reject
	}
	var part [3]int
	k, width := -1, 0
	named := false
	var buf [64]byte
	v = plainDigits(v, &buf)
	for _, b := range v {
		if b < '0' || b > '9' {
			named = named || lex.Class[b]&lex.Letter != 0 || b >= 0xCE && b <= 0xDB || b == 0xE0
			width = 0
			continue
		}
		if width == 0 {
			if k++; k == 3 {
				return Reject
			}
		}
		part[k] = part[k]*10 + int(b-'0')
		width++
	}
	switch {
	case k == 0 && len(v) == 6 && IsNumeric(v):
		return birth(decimal(v[:2]), decimal(v[2:4]), decimal(v[4:]))
	case k == 0 && len(v) == 8 && IsNumeric(v):
		return birth(decimal(v[:4]), decimal(v[4:6]), decimal(v[6:]))
	case named && !namesMonth(v):
		return Reject
	case k == 1 && named:
		return birth(max(part[0], part[1]), 1, min(part[0], part[1]))
	case k != 2:
		return Reject
	case part[0] > 31, bytes.Contains(v, []byte("年")):
		return birth(part[0], part[1], part[2])
	case part[1] > 12:
		return birth(part[2], part[0], part[1])
	}
	return birth(part[2], part[1], part[0])
}

// latestYear returns the number of four digits in v, 0 if there is none.
func latestYear(v []byte) int {
	var buf [64]byte
	v = plainDigits(v, &buf)
	n := 0
	for i, b := range v {
		if b < '0' || b > '9' {
			n = 0
		} else if n++; n == 4 {
			return decimal(v[i-3 : i+1])
		}
	}
	return 0
}

// monthStems are the first three letters of the months in the languages of the
// rules.
const monthStems = "sze jan feb mar apr may mai jun jul aug sep oct okt nov dec dez fev ene abr ago set out dic gen mag giu lug ott maa mrt mei maj mrz aou avr jui sty lut kwi cze lip sie wrz paz lis gru led uno bre dub kve cer srp zar rij pro tam hel huh tou kes hei elo syy lok oca sub uba aus nis haz tem agu eyl eki kas ara avg "

// wideMonths are the same in Russian, Ukrainian and Greek, as bytes, and farMonths
// how they begin in scripts whose letters take three bytes, and in Arabic.
const wideMonths = "яну сеп янв фев мар апр мая май июн июл авг сен окт ноя дек січ лют бер кві тра чер лип сер вер жов лис гру ιαν φεβ μαρ απρ μαι μαΐ ιου αυγ σεπ οκτ νοε δεκ "

var farMonths = [...]string{
	"जनवरी", "फरवरी", "फ़रवरी", "मार्च", "अप्रैल", "मई", "जून", "जुलाई", "अगस्त", "सितंबर", "सितम्बर", "अक्टूबर", "अक्तूबर", "नवंबर", "नवम्बर", "दिसंबर", "दिसम्बर",
	"জানু", "ফেব্রু", "মার্চ", "এপ্রিল", "মে", "জুন", "জুলাই", "আগস্ট", "সেপ্টে", "অক্টো", "নভে", "ডিসে",
	"มกรา", "กุมภา", "มีนา", "เมษา", "พฤษภา", "มิถุนา", "กรกฎา", "สิงหา", "กันยา", "ตุลา", "พฤศจิกา", "ธันวา",
	"يناير", "فبراير", "مارس", "أبريل", "ابريل", "إبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر",
	"كانون", "شباط", "آذار", "نيسان", "أيار", "حزيران", "تموز", "أيلول", "تشرين",
}

// namesMonth reports whether v holds a word that begins as a month does.
func namesMonth(v []byte) bool {
	for i := 0; i < len(v); {
		j := i
		for j < len(v) && (lex.Class[v[j]]&lex.Letter != 0 || v[j] >= 0x80) {
			j++
		}
		if j == i {
			i++
			continue
		}
		var buf [16]byte
		if w := lex.Fold(v[i:j], &buf); len(w) >= 3 && lex.Listed(monthStems, w[:3]) {
			return true
		}
		if j-i >= 6 && lex.Listed(wideMonths, v[i:i+6]) {
			return true
		}
		for _, month := range farMonths {
			if v[i] >= 0xD8 && bytes.HasPrefix(v[i:j], []byte(month)) {
				return true
			}
		}
		i = j
	}
	return false
}

func birth(year, month, day int) Verdict {
	if year > 2440 && year < 2580 {
		year -= 543 // as Thailand counts
	}
	if year > 99 && (year < 1900 || year > 2035) || !validDate(0, month, day) {
		return Reject
	}
	return Plain
}

// checkMonth accepts a month and a year, as cards tell their end.
func checkMonth(v []byte, _ []int32) Verdict {
	i := 0
	for i < len(v) && lex.Class[v[i]]&lex.Digit != 0 {
		i++
	}
	if m := decimal(v[:i]); m < 1 || m > 12 {
		return Reject
	}
	return Plain
}

// checkNotDate rejects what is a day, and years: words such as "id" and "tax"
// stand beside them as well as beside numbers.
func checkNotDate(v []byte, args []int32) Verdict {
	var d [digitsMax]byte
	n := digits(v, &d)
	if n < 4 || n <= 8 && n == countDateBytes(v) && n != len(v) && checkBirth(v, args) != Reject {
		return Reject
	}
	return Plain
}

// countDateBytes returns how many digits v has if the rest are separators of days.
func countDateBytes(v []byte) int {
	n := 0
	for _, b := range v {
		switch {
		case b >= '0' && b <= '9':
			n++
		case b != '-' && b != '/' && b != '.':
			return -1
		}
	}
	return n
}

// checkPlate accepts five to nine letters and digits, with both.
func checkPlate(v []byte, _ []int32) Verdict {
	var c [digitsMax]byte
	if n := alnums(v, &c); n < 5 || n > 9 {
		return Reject
	}
	return checkMixed(v, nil)
}
