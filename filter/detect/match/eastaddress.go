package match

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/chatguard/chatguard/filter/detect/check"
	"github.com/chatguard/chatguard/filter/detect/lex"
)

// eastMax bounds an address in Chinese, Japanese or Korean, in bytes.
const eastMax = 132

// eastCities end the names of cities and larger places, eastParts also of streets; eastStops
// end it.
const (
	eastCities = "省市区區县縣都府県시도구군"
	eastParts  = eastCities + "郡路街道巷弄村里镇鎮号號楼樓室栋棟町丁目番읍면동로길"
	eastStops  = "在是为為様"
	eastOther  = "電話 电话 手机 手機 携帯 전화 연락처 휴대폰 联系 聯絡 收件 邮编 姓名 先生 女士 "
)

// matchEastAddress finds the address after a word for one, or with the argument 1
// the one that the name of a city or province begins: 北京市朝阳区建国路88号.
func matchEastAddress(w *Window, args []int32) Hit {
	t, start := w.Text, w.Start
	if len(t) < w.End+eastMax && !w.Final {
		return Hit{Start: start, More: true}
	}
	if len(args) == 0 {
		start, _ = skipOperator(t, w.Start)
	}
	end := eastEnd(t, start)
	cities, parts, numbers := eastCount(t[start:end])
	if len(args) > 0 && !eastStreet(t[start:end]) {
		return none
	}
	if cities == 0 || parts < 2 || numbers == 0 || end-start < 14 || end < w.End {
		return none
	}
	return Hit{Start: start, End: end, Verdict: check.Plain}
}

// eastStreet reports whether a number follows the word for a street in v, or v has
// numbers with a hyphen between them.
func eastStreet(v []byte) bool {
	for i := 1; i+1 < len(v); i++ {
		if lex.Class[v[i+1]]&lex.Digit == 0 {
			continue
		}
		if v[i] == '-' && lex.Class[v[i-1]]&lex.Digit != 0 {
			return true
		}
		end := i + 1
		if v[i] == ' ' {
			end = i
		}
		if r, size := utf8.DecodeLastRune(v[:end]); size > 1 && strings.ContainsRune("路街道巷弄로길番目", r) {
			return true
		}
	}
	return false
}

// eastLetter reports whether r is of the scripts of such an address.
func eastLetter(r rune) bool {
	return unicode.Is(unicode.Han, r) || unicode.Is(unicode.Hangul, r) || unicode.Is(unicode.Katakana, r) || r == 'ー'
}

// eastEnd returns where the address ends that begins at t[i]: after the last number
// or word for a place before the sentence goes on.
func eastEnd(t []byte, i int) int {
	end := i
	for limit := min(len(t), i+eastMax); i < limit; {
		r, size := utf8.DecodeRune(t[i:])
		ascii := size == 1 && (lex.Class[t[i]]&lex.Alnum != 0 || strings.IndexByte(" -,#", t[i]) >= 0)
		switch {
		case strings.ContainsRune(eastStops, r), startsWith(t[i:], eastOther), phoneAt(t, i), !ascii && !eastLetter(r) && r != 'の' && r != '　' && r != '、' && r != '〒':
			return end
		case size == 1 && lex.Class[t[i]]&lex.Digit != 0, strings.ContainsRune(eastParts, r):
			end = i + size
		}
		i += size
	}
	return end
}

// eastCount counts the words for cities and places and the digits in v.
func eastCount(v []byte) (cities, parts, numbers int) {
	for i := 0; i < len(v); {
		r, size := utf8.DecodeRune(v[i:])
		switch {
		case size > 1 && strings.ContainsRune(eastParts, r):
			parts++
			if strings.ContainsRune(eastCities, r) {
				cities++
			}
		case lex.Class[v[i]]&lex.Digit != 0:
			numbers++
		}
		i += size
	}
	return cities, parts, numbers
}

// phoneAt reports whether a telephone number rather than that of a house begins at
// t[i]: nine digits with spaces and hyphens between them.
func phoneAt(t []byte, i int) bool {
	if lex.Class[t[i]]&lex.Digit == 0 || i > 0 && lex.Class[t[i-1]]&lex.Digit != 0 {
		return false
	}
	n := 0
	for ; n < 9 && i < len(t) && (lex.Class[t[i]]&lex.Digit != 0 || t[i] == ' ' || t[i] == '-'); i++ {
		if lex.Class[t[i]]&lex.Digit != 0 {
			n++
		}
	}
	return n == 9
}
