package match

import (
	"bytes"
	"strings"

	"github.com/chatguard/chatguard/filter/detect/check"
	"github.com/chatguard/chatguard/filter/detect/lex"
)

// Bounds of what stands between the word for a password and the password.
const (
	betweenWords = 8
	betweenMax   = 72
	secretMax    = 48
)

// Words between: copulas announce the value, fillers may stand after them, and
// after stoppers the text is about passwords.
var (
	copulas  = lex.SetOf("is was to are ist war lautet wurde est sont etait es era son e foi jest byl var ar er je bylo on oli olacak este hi pwd pass password jako auf als a nyni now jetzt ahora nu maintenant still noch cest cetait maybe perhaps vielleicht forse quiza talvez tymczasowe temporaire temporal temporanea tijdelijk ")
	stoppers = lex.SetOf("such like similar not nicht no pas non niet geen nie hash hashed hashes hashing policy policies length algorithm field fields manager managers column strength encryption must should can cannot needs need requires required reset generator primary primaria primaire tabla table input parameter variable regex pattern contains entropy format rules rule protected muss kann soll doit peut debe puede deve and und et y e or oder ou if wenn but aber mais pero ")
)

// asides lead back to the password after a comma.
var asides = [...]string{", it was ", ", it is ", ", it's ", ", c'etait ", ", das war ", ", era ", ", was "}

// wideCopulas announce the value in scripts that have no spaces before it, or
// other letters.
var wideCopulas = [...]string{"设置为", "改成了", "改为了", "改为", "改成", "设为", "就是", "是", "为", "為", "は", "を", "는", "은", "：", "「", "“", "คือ", "هي", "هو", "היא", "הוא", "είναι", "है"}

// matchPassword finds the password that the word for one announces with other
// words between them: "Das WLAN-Passwort im Haus ist X", or that has the looks of
// one and stands behind it in the text. The literal is the word's stem; letters may
// go on with it.
func matchPassword(w *Window, _ []int32) Hit {
	hit := announcedPassword(w)
	if hit.More || hit.End > 0 || !startsWord(w.Text, w.Start) {
		return hit
	}
	t := w.Text
	for i, limit := w.End, min(len(t), w.End+betweenMax); i < limit; {
		end := wordEnd(t, i)
		if value := trimmed(t[i:end]); vivid(value) {
			return Hit{Start: i, End: i + len(value), Verdict: check.Plain}
		}
		i = end + 1
	}
	return none
}

// startsWord reports whether prose stands before t[i]: no part of a name, a path or a
// placeholder.
func startsWord(t []byte, i int) bool {
	return i == 0 || strings.IndexByte("_$./{<@\\-", t[i-1]) < 0
}

// vivid reports whether v looks like a password whatever stands before it: a
// capitalised word, a mark that joins no words, and a digit.
func vivid(v []byte) bool {
	if len(v) < 8 || v[0] < 'A' || v[0] > 'Z' || !check.SpokenPassword(v) {
		return false
	}
	small, digits, mark := 0, 0, false
	for i, b := range v {
		switch {
		case b >= 'a' && b <= 'z':
			small++
		case lex.Class[b]&lex.Digit != 0:
			digits++
		case b == '#' && allDigits(v[i+1:]):
			return false // the number of something
		case strings.IndexByte("!#*$%^~?", b) >= 0:
			mark = mark || i > 3
		case b == '_':
			mark = mark || i > 3 && i+2 < len(v) && v[i+1]-'A' < 26 && v[i+2] >= 'a'
		case b-'A' >= 26 && b != '-':
			return false
		}
	}
	return mark && small > 3 && digits > 0 && digits < 5
}

// announcedPassword finds the password that the word for one announces.
func announcedPassword(w *Window) Hit {
	t := w.Text
	if w.Start > 0 && strings.IndexByte("_$./{<@\\", t[w.Start-1]) >= 0 || w.Start > 1 && t[w.Start-1] == '-' && t[w.Start-2] == '-' {
		return none
	}
	if len(t) < w.Start+betweenMax+secretMax && !w.Final {
		return Hit{Start: w.Start, More: true}
	}
	limit := min(len(t), w.End+betweenMax)
	i, announced := w.End, t[w.Start] == 0xD0 || t[w.Start] == 0xD1 // Russian has no copula
	for i < limit && (lex.Class[t[i]]&lex.Letter != 0 || t[i] >= 0x80 && t[i] < 0xE0) {
		i++ // the rest of the word
	}
	for _, aside := range asides {
		if rest := t[i:limit]; len(rest) > len(aside) && lex.Holds(rest[:len(aside)], aside) {
			i, announced = i+len(aside)-1, true // ", it was X"
		}
	}
	if i+1 < limit && t[i] == ' ' && t[i+1] == '(' {
		i += 2
	}
	for words := 0; i < limit && words <= betweenWords; {
		at, operator := skipOperator(t, i)
		announced = announced || operator
		end := wordEnd(t, at)
		if at == i && (words > 0 || t[w.Start] < 0xE0 && t[i-1] != '(') || end == at { // base64 holds pWD7...
			return none
		}
		if end-at >= w.End-w.Start && string(t[at:at+w.End-w.Start]) == string(t[w.Start:w.End]) {
			return none // that one announces what comes
		}
		value := trimmed(t[at:end])
		if comma := bytes.IndexByte(value, ','); comma > 0 {
			value = trimmed(value[:comma])
		}
		if check.SpokenPassword(value) {
			if announced || words == 0 || words < 3 && marked(value) {
				return Hit{Start: at, End: at + len(value), Verdict: check.Plain}
			}
			return none
		}
		var buf [16]byte
		word := lex.Fold(t[at:end], &buf)
		last := t[end-1]
		switch {
		case stoppers.Has(word) && !(copulas.Has(word) && !announced), strings.IndexByte(".,;!?)\"", last) >= 0:
			return none
		case copulas.Has(word), last == ':':
			announced = true
		case announced && words > 0 && t[w.Start] < 0x80:
			return none
		}
		words++
		i = end
	}
	return none
}

// marked reports whether v has a digit, and a mark inside that words do not have.
func marked(v []byte) bool {
	i := bytes.IndexAny(v, "!@#$%^&*~?")
	return i > 0 && i < len(v)-1 && len(v) > 7 && hasDigit(v)
}

// operatorQuotes are the spaces and quotes around operators.
var operatorQuotes = lex.Bytes(" \t\"'`*", false)

// skipOperator returns the position after spaces, operators, quotes and the
// copulas of other scripts at t[i], and whether one of them announces a value.
func skipOperator(t []byte, i int) (end int, announced bool) {
	for i < len(t) {
		if t[i] < 0x80 && operatorQuotes[t[i]] {
			i++
			continue
		}
		if t[i] == ':' || t[i] == '=' || t[i] == '>' && i > 0 && t[i-1] == '-' || t[i] == '-' && i+1 < len(t) && (t[i+1] == '>' || t[i+1] == ' ') {
			announced = true
			i++
			continue
		}
		if t[i] < 0x80 {
			break
		}
		n := 0
		for _, c := range wideCopulas {
			if len(c) <= len(t)-i && string(t[i:i+len(c)]) == c {
				n = len(c)
				break
			}
		}
		if n == 0 {
			break
		}
		announced = true
		i += n
	}
	return i, announced
}

// wordEnd returns the end of the run of bytes that are no space, quote or letter
// of a script without spaces, at t[i].
func wordEnd(t []byte, i int) int {
	limit := min(len(t), i+secretMax)
	for i < limit && !wordStop[t[i]] {
		i++
	}
	return i
}

// wordStop are the bytes that end a word.
var wordStop = func() (set [256]bool) {
	set = lex.Bytes(" \t\n\r\"`<>", false)
	for b := 0xE0; b < 256; b++ {
		set[b] = true
	}
	return set
}()

// trimmed is v without what ends a sentence after it.
func trimmed(v []byte) []byte {
	for len(v) > 0 && strings.IndexByte(".,:;?)]}'*", v[len(v)-1]) >= 0 {
		v = v[:len(v)-1]
	}
	return v
}
