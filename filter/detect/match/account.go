package match

import (
	"bytes"
	"strings"

	"github.com/chatguard/chatguard/filter/detect/check"
	"github.com/chatguard/chatguard/filter/detect/lex"
	"github.com/chatguard/chatguard/filter/detect/table"
)

// What the words before an account say, the argument of matchAccount.
const (
	accountNamed  = 1 // "username": with a digit, or made of a person's names
	accountLoose  = 2 // "user", "login": with a digit and a mark, or two digits
	accountHandle = 3 // "Instagram": after an @ sign
	accountSaid   = 4 // "username is", or before a password: with a mark
	accountHost   = 5 // "ssh": before a host
	accountSure   = 6 // "invalid user": whatever is no word of code
)

// accountMax bounds an account, accountLong those that are no keys or identifiers,
// pairWords how many words stand before a pair, and accountBetween before an account.
const (
	accountMax     = 40
	accountLong    = 32
	pairWords      = 5
	accountBetween = 5
)

// accountWords are parts of names in code and of placeholders.
var accountWords = lex.SetOf("user users name username your my first last email mail example test id login account field value none null string page form button file db database table column key type role group list error not found service server client app api admin root default new old the and or with for is in on at to code data http https localhost session token auth env var import export const get set request response config current myusername myuser yourusername their una uno ein eine required optional os environ process self this settings author agent read only write system administrator operator nobody daemon guest anonymous support service backup deploy git ubuntu debian centos vagrant oracle postgres mysql redis nginx apache tomcat jenkins ansible www ec2 pi und oder och eller oppure avec mit und con com met med aus auf bei der die das den des les los las gesperrt falsch unbekannt ")

// passwordWords stand after a user's name.
var passwordWords = lex.SetOf("pass password passwd pw pwd passwort kennwort mdp clave contrasena senha haso haslo wachtwoord losenord kodeord passord adgangskode salasana parola parole heslo ")

// matchAccount finds the name of an account at the window, or after a few words
// and a copula.
func matchAccount(w *Window, args []int32) Hit {
	t, mode := w.Text, args[0]
	if w.Start < len(t) && strings.IndexByte(")]}.,;!?/|<#&", t[w.Start]) >= 0 {
		return none // whatever comes
	}
	if len(t) < w.Start+betweenMax+accountMax && !w.Final {
		if mode == accountLoose && w.settled() {
			return none // "user" is frequent, and a text need not wait for more
		}
		return Hit{Start: w.Start, More: true}
	}
	var start, end int
	switch mode {
	case accountHost:
		start, end = accountOfHost(t, w.Start)
	case accountSure:
		start, end = accountAt(t, w.Start)
	default:
		start, end = announcedAccount(w, mode)
	}
	if start == end || (mode == accountHost || mode == accountSure) && !isAccount(w.Names, t[start:end], accountSaid, mode == accountSure) {
		return none
	}
	return Hit{Start: start, End: end, Verdict: check.Plain}
}

// settled reports whether the word at the window ends in the text and neither is an
// account nor announces one.
func (w *Window) settled() bool {
	t, stop := w.Text, w.Start
	for stop < len(t) && (lex.Class[t[stop]]&lex.Letter != 0) {
		stop++
	}
	if stop == w.Start || stop == len(t) || t[stop] != ' ' {
		return false
	}
	var buf [16]byte
	if accountCopulas.Has(lex.Fold(t[w.Start:stop], &buf)) {
		return false
	}
	return !isAccount(w.Names, t[w.Start:stop], accountSaid, false)
}

// accountAt returns the name of an account at t[i], after an @ sign if there is
// one; an empty range if there is none.
func accountAt(t []byte, i int) (start, end int) {
	if i < len(t) && t[i] == '@' {
		i++
	}
	end = i
	for end < len(t) && end-i < accountMax && (lex.Class[t[end]]&lex.Word != 0 || t[end] == '.' || t[end] == '-') {
		end++
	}
	for end > i && (t[end-1] == '.' || t[end-1] == '-') {
		end--
	}
	if end-i < 3 || lex.Class[t[i]]&lex.Letter == 0 || end < len(t) && (strings.IndexByte("@/\\(:=[{$+%", t[end]) >= 0 || t[end] >= 0xC3 && t[end] < 0xE0) {
		return i, i
	}
	return i, end
}

// accountCopulas stand before an account.
var accountCopulas = lex.SetOf("is was ist lautet est es e to ar er je as als for ")

// isAccount reports whether v is an account where mode tells how it is announced.
func isAccount(names table.Names, v []byte, mode int32, handle bool) bool {
	if len(v) > accountLong || check.Placeholder(v) {
		return false
	}
	digits, marks, part := 0, 0, 0
	own := false // a part is no word of code
	for i := 0; i <= len(v); i++ {
		if i < len(v) && lex.Class[v[i]]&lex.Letter != 0 {
			continue
		}
		var buf [16]byte
		if i > part+1 {
			own = own || !accountWords.Has(lex.Fold(v[part:i], &buf))
		}
		part = i + 1
		switch {
		case i == len(v):
		case lex.Class[v[i]]&lex.Digit != 0:
			digits++
		case v[i] == '.' && i > 0 && lex.Class[v[i-1]]&lex.Digit != 0:
			return false // a version
		default:
			marks++
		}
	}
	switch {
	case !own || lex.Holds(v, "your") || lex.Holds(v, "example") || lex.Holds(v, "test"):
		return false
	case handle:
		return true
	case mode == accountHandle || digits > len(v)-3:
		return false
	case digits > 1 || digits == 1 && (marks > 0 || mode != accountLoose && len(v) > 4), (mode != accountLoose || marks == 1 && digits == 0) && personal(names, v):
		return true
	}
	return mode == accountSaid && digits == 0 && len(v) > 6 && (marks == 1 || marks == 2 || marks == 3 && lex.Holds(v, "_") || marks == 0 && humps(v) > 1)
}

// humps counts the words of which v is made that begin with a capital.
func humps(v []byte) int {
	n := 0
	for i := 0; i+1 < len(v); i++ {
		if v[i] >= 'A' && v[i] <= 'Z' && v[i+1] >= 'a' {
			n++
		}
	}
	return n
}

// personal reports whether an account is made of a person's names: jsmith,
// j.smith, anna.keller, annak.
func personal(names table.Names, v []byte) bool {
	var c [accountMax]byte
	dot := 0
	n := 0
	for _, b := range v {
		if lex.Class[b]&lex.Letter == 0 {
			if dot > 0 || lex.Class[b]&lex.Digit != 0 {
				return false
			}
			dot = n
			continue
		}
		c[n] = lex.Lower(b)
		n++
	}
	family := func(w []byte) bool { return len(w) > 3 && names.Find(w)&table.NameSurname != 0 }
	given := func(w []byte) bool { return len(w) > 2 && names.Find(w)&table.NameGiven != 0 }
	switch {
	case dot == 1 || dot > 2 && n-dot == 1:
		return n > 4 && n <= 20
	case dot > 1:
		return given(c[:dot]) && n-dot > 2 || given(c[dot:n]) && family(c[:dot])
	}
	if n > 5 && dot == 0 && oddOnset(c[:n]) {
		return true
	}
	if n > 4 && family(c[1:n]) && names.Find(c[:n]) == 0 {
		return true
	}
	if n > 6 && c[n-1] != 's' && given(c[:n-1]) && names.Find(c[:n]) == 0 {
		return true
	}
	for i := 3; i < n-3; i++ {
		if given(c[:i]) && family(c[i:n]) {
			return true
		}
	}
	return false
}

// matchPair finds a user or, with the argument 1, a password in "user / password"
// after a word for both.
func matchPair(w *Window, args []int32) Hit {
	t, i := w.Text, w.Start
	if len(t) < i+betweenMax+secretMax && !w.Final {
		return Hit{Start: w.Start, More: true}
	}
	for range pairWords {
		for i < len(t) && strings.IndexByte(" \t:='\"`*", t[i]) >= 0 {
			i++
		}
		end := i
		for end < len(t) && end-i < accountMax && (lex.Class[t[end]]&lex.Local != 0 || lex.Class[t[end]]&lex.Word != 0 || t[end] == '@') && t[end] != '/' {
			end++
		}
		var buf [16]byte
		if end == i || end == len(t) || passwordWords.Has(lex.Fold(t[i:end], &buf)) {
			return none
		}
		next := end
		for next < len(t) && next < end+3 && strings.IndexByte(" /:", t[next]) >= 0 {
			next++
		}
		if bytes.ContainsAny(t[end:next], "/:") {
			value := trimmed(t[next:wordEnd(t, next)])
			if t[end] == ':' && end+1 < len(t) && t[end+1] == ' ' && !check.SpokenPassword(value) {
				i = next // "the login, I think: jo / ..."
				continue
			}
			if !check.SpokenPassword(value) || end-i < 2 || lex.Class[t[i]]&lex.Letter == 0 {
				return none
			}
			if len(args) > 0 {
				return Hit{Start: next, End: next + len(value), Verdict: check.Plain}
			}
			return Hit{Start: i, End: end, Verdict: check.Plain}
		}
		if t[end] == '.' || t[end] == '\n' {
			return none
		}
		i = end
	}
	return none
}
