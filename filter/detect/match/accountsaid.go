package match

import (
	"strings"

	"github.com/chatguard/chatguard/filter/detect/check"
	"github.com/chatguard/chatguard/filter/detect/lex"
)

// passwordNear is how far before the word for an account its password stands.
const passwordNear = 48

// pairJoiners stand between an account and the word for its password, and places before
// what is a place and no account.
var (
	pairJoiners = lex.SetOf("and und et y e o og och i a en ve ja con with mit con med met c ")
	places      = lex.SetOf("in on at of from via by with into the a an this that im am bei von mit auf im in en de la el les du di del da do no na w z na pa hos til bij van op met ")
	brands      = lex.SetOf("steam google gmail github gitlab discord telegram windows office vk wifi email mail apple icloud facebook instagram twitter netflix amazon paypal ebay skype zoom teams slack ssh vpn ftp smtp imap sql api id pin pc ok ")
)

// announcedAccount returns the account that the word before the window announces,
// directly or after a few words; an empty range if there is none.
func announcedAccount(w *Window, mode int32) (start, end int) {
	t, at, words, said := w.Text, w.Start, accountBetween, false
	if mode == accountLoose {
		words = 1
	}
	label := mode
	operator := at > 1 && (t[at-1] == '=' || t[at-1] == ':' || t[at-2] == ':')
	for step := 0; step <= words; step++ {
		past, wide := skipOperator(t, at)
		next := past
		if step == 0 {
			next = at // what follows the word was skipped
			if wide && past < len(t) && past > at {
				next, said = past, true
			}
		}
		if said = said || wide && step > 0; said && mode == accountNamed {
			mode = accountSaid
		} else if mode == accountLoose && (said || operator) {
			mode = accountNamed
		}
		from, stop := accountAt(t, next)
		if from < stop && !(next == w.Start && t[next] == '@' && lex.Class[t[next-1]]&lex.Word != 0) && (step == 0 || said || distinct(t, at, from, stop)) {
			if isAnnounced(w, label, mode, from, stop, from > next, operator) {
				return next, stop
			}
		}
		for next < len(t) && t[next] == ' ' {
			next++
		}
		last := next
		for last < len(t) && last-next < 16 && (lex.Class[t[last]]&lex.Letter != 0 || t[last] >= 0x80) {
			last++
		}
		if last == next || last == len(t) || t[last] != ' ' {
			return at, at
		}
		var buf [16]byte
		word := lex.Fold(t[next:last], &buf)
		if said = accountCopulas.Has(word); !said && (mode == accountLoose || stoppers.Has(word)) {
			return at, at
		}
		at = last + 1
	}
	return at, at
}

// distinct reports whether t[i:end] cannot be a word of the sentence, and is no place
// that the word before it, which ends before at, leads to.
func distinct(t []byte, at, i, end int) bool {
	word := at - 1
	for word > 0 && (lex.Class[t[word-1]]&lex.Letter != 0 || t[word-1] >= 0x80) {
		word--
	}
	var buf [16]byte
	if places.Has(lex.Fold(t[word:at-1], &buf)) && string(t[word:at-1]) != "là" {
		return false
	}
	letters, marks := 0, 0
	for _, b := range t[i:end] {
		if lex.Class[b]&lex.Letter != 0 {
			letters++
		} else if b == '_' || lex.Class[b]&lex.Digit != 0 {
			marks++
		}
	}
	return marks > 0 && letters > 3
}

// isAnnounced reports whether t[i:end] is an account, where label tells the word
// before it, mode what else was said, and operator that an operator follows that word.
func isAnnounced(w *Window, label, mode int32, i, end int, handle, operator bool) bool {
	t := w.Text
	next, closed := end, end == len(t) || t[end] == '.'
	for next < len(t) && next < end+4 && strings.IndexByte(" ,;\"'\n", t[next]) >= 0 {
		closed = closed || t[next] != ' '
		next++
	}
	switch {
	case passwordFollows(t, next):
		mode = accountSaid
		handle = handle || operator
	case mode == accountNamed && closed && (lex.Holds(t[i:end], "_") || label == accountNamed && lex.Holds(t[i:end], "-")):
		mode = accountSaid // a field of its own
	case label == accountNamed && i == w.Start && lex.Holds(t[i:end], "_"):
		mode = accountSaid
	}
	if !handle && lex.Class[t[i]]&lex.Letter != 0 && t[i] >= 'a' && end-i > 3 {
		var buf [16]byte
		brand := brands.Has(lex.Fold(t[i:end], &buf))
		handle = !brand && (wideBefore(t, w.Start) || closed && clauseBegins(t, w.Start) && passwordBefore(t, w.Start))
	}
	return isAccount(w.Names, t[i:end], mode, handle)
}

// passwordFollows reports whether a word for a password stands at t[i], or after a
// joiner.
func passwordFollows(t []byte, i int) bool {
	for range 2 {
		at, after := i, i
		for after < len(t) && after-at < 24 && (lex.Class[t[after]]&lex.Letter != 0 || t[after] >= 0x80) {
			after++
		}
		var buf [16]byte
		word := lex.Fold(t[at:after], &buf)
		if passwordWords.Has(word) {
			return true
		}
		for _, wide := range widePasswords {
			if len(wide) <= len(t)-at && string(t[at:at+len(wide)]) == wide {
				return true
			}
		}
		if !pairJoiners.Has(word) || after == len(t) || t[after] != ' ' {
			return false
		}
		i = after + 1
	}
	return false
}

// widePasswords are how words for a password begin that are of another script, or that
// languages inflect.
var widePasswords = [...]string{"парол", "Парол", "密码", "密碼", "パスワード", "비밀번호", "비번", "κωδικ", "mật khẩu", "पासवर्ड", "كلمة", "jelsz", "heslo", "hasło", "şifre", "lösen"}

// wideBefore reports whether the word before t[i] is of another script, where a
// Latin word in small letters is a name.
func wideBefore(t []byte, i int) bool {
	for least := max(0, i-4); i > least; i-- {
		if b := t[i-1]; b >= 0x80 {
			break
		} else if lex.Class[b]&lex.Alnum != 0 {
			return false
		}
	}
	if i == 0 || t[i-1] < 0x80 {
		return false
	}
	for i > 0 && t[i-1] >= 0x80 && t[i-1] < 0xC0 {
		i--
	}
	return i > 0 && t[i-1] >= 0xCE
}

// clauseBegins reports whether the last word before t[i] begins a clause: a comma or
// a joiner stands before it.
func clauseBegins(t []byte, i int) bool {
	word := func() (start, end int) {
		for i > 0 && strings.IndexByte(" :=\"'", t[i-1]) >= 0 {
			i--
		}
		end = i
		for i > 0 && (lex.Class[t[i-1]]&lex.Letter != 0 || t[i-1] >= 0x80) && end-i < 24 {
			i--
		}
		return i, end
	}
	word()
	start, end := word()
	var buf [16]byte
	return start == end && end > 0 && strings.IndexByte(",;/(|", t[end-1]) >= 0 || pairJoiners.Has(lex.Fold(t[start:end], &buf))
}

// passwordBefore reports whether a password stands in the sentence before t[i].
func passwordBefore(t []byte, i int) bool {
	least := max(0, i-passwordNear)
	for end := i; end > least; {
		start := end
		for start > least && lex.Class[t[start-1]]&lex.Space == 0 {
			start--
		}
		if v := trimmed(t[start:end]); start > least && check.SpokenPassword(v) {
			return true
		}
		for end = start; end > least && lex.Class[t[end-1]]&lex.Space != 0; {
			end--
			if t[end] == '\n' {
				return false
			}
		}
	}
	return false
}
