package syntax

import "unicode"

// tables are the Unicode classes that are known: general categories, and the
// scripts of the languages that most is written in. Each table is a few
// kilobytes, all there are would be a sixth of a megabyte.
var tables = []struct {
	name  string
	table *unicode.RangeTable
}{
	{"L", unicode.L}, {"Lu", unicode.Lu}, {"Ll", unicode.Ll}, {"Lt", unicode.Lt}, {"Lm", unicode.Lm}, {"Lo", unicode.Lo},
	{"M", unicode.M}, {"Mn", unicode.Mn}, {"Mc", unicode.Mc}, {"N", unicode.N}, {"Nd", unicode.Nd}, {"Nl", unicode.Nl}, {"No", unicode.No},
	{"P", unicode.P}, {"Pc", unicode.Pc}, {"Pd", unicode.Pd}, {"Ps", unicode.Ps}, {"Pe", unicode.Pe}, {"Pi", unicode.Pi}, {"Pf", unicode.Pf}, {"Po", unicode.Po},
	{"S", unicode.S}, {"Sc", unicode.Sc}, {"Sm", unicode.Sm}, {"Sk", unicode.Sk}, {"So", unicode.So},
	{"Z", unicode.Z}, {"Zs", unicode.Zs}, {"Zl", unicode.Zl}, {"Zp", unicode.Zp}, {"C", unicode.C}, {"Cc", unicode.Cc}, {"Cf", unicode.Cf},
	{"Latin", unicode.Latin}, {"Greek", unicode.Greek}, {"Cyrillic", unicode.Cyrillic}, {"Han", unicode.Han}, {"Hiragana", unicode.Hiragana},
	{"Katakana", unicode.Katakana}, {"Hangul", unicode.Hangul}, {"Arabic", unicode.Arabic}, {"Hebrew", unicode.Hebrew}, {"Devanagari", unicode.Devanagari},
	{"Thai", unicode.Thai}, {"Bengali", unicode.Bengali}, {"Tamil", unicode.Tamil}, {"Armenian", unicode.Armenian}, {"Georgian", unicode.Georgian},
	{"Common", unicode.Common},
}

// Classes are the names of the Unicode classes.
func Classes() []string {
	names := []string{"Any"}
	for i := range tables {
		names = append(names, tables[i].name)
	}
	return names
}

// named are the ranges of a Unicode class.
func named(name string) ([]rune, bool) {
	if name == "Any" {
		return []rune{0, unicode.MaxRune}, true
	}
	for i := range tables {
		if tables[i].name == name {
			return ranges(tables[i].table), true
		}
	}
	return nil, false
}

// ranges lists a table; one with a stride is a range for each rune.
func ranges(t *unicode.RangeTable) (list []rune) {
	add := func(lo, hi, stride rune) {
		if stride == 1 {
			list = append(list, lo, hi)
			return
		}
		for r := lo; r <= hi; r += stride {
			list = append(list, r, r)
		}
	}
	for _, r := range t.R16 {
		add(rune(r.Lo), rune(r.Hi), rune(r.Stride))
	}
	for _, r := range t.R32 {
		add(rune(r.Lo), rune(r.Hi), rune(r.Stride))
	}
	return list
}
