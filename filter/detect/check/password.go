package check

import (
	"bytes"
	"strings"

	"github.com/chatguard/chatguard/filter/detect/lex"
)

// Arguments of checkPassword.
const (
	passwordQuoted = 1 // in quotes: letters alone are one too
	passwordProse  = 2 // no operator before it: only what cannot be a word
	passwordSecret = 4 // after words such as secret: digits, letters and marks
	passwordUser   = 8 // a user name stands beside it: words are passwords too
)

// notPasswords are what stands after "password" in documents and code without
// being one, in lower case.
var notPasswords = [...]string{
	"password", "passwort", "passwd", "passphrase", "pass", "pwd", "secret", "token", "null", "none", "nil", "true", "false", "undefined", "string", "text",
	"required", "optional", "hidden", "redacted", "masked", "empty", "blank", "default", "value", "here", "test", "foobar", "your", "mypassword", "mypass", "my_password",
	"username", "user", "email", "input", "field", "label", "name", "type", "submit", "varchar", "char", "somefakekey", "real_key", "username:password", "somepassword", "myusername", "myuser", "my_username", "your_username", "pattern", "format", "title", "enum", "properties", "placeholder", "utf8", "utf-8", "base64", "latin1", "latin-1", "ascii",
	"sha256", "sha1", "sha512", "md5", "scram-sha-256", "pbkdf2", "**kwargs", "**kwds", "**kw",
	"current-password", "new-password", "contraseña", "contrasena", "mot_de_passe", "motdepasse", "mot-de-passe", "senha", "wachtwoord", "hasło", "haslo", "kennwort", "lösenord", "adgangskode", "heslo", "jelszó", "parola", "şifre", "пароль", "密码", "密碼", "パスワード", "비밀번호", "description", "confirm", "minlength", "maxlength",
}

// checkPassword accepts what may be a password where one is announced, and
// rejects placeholders, references to variables and words of ordinary prose.
// The argument tells how certain the announcement is: see the constants.
func checkPassword(v []byte, args []int32) Verdict {
	mode := int32(0)
	if len(args) > 0 {
		mode = args[0]
	}
	if len(v) < 4 || reference(v) || isArgument(v) || isPathName(v) || placeholderPassword(v) {
		return Reject
	}
	k := kindsOf(v)
	switch {
	case k.letters == 0 && k.digits == 0, k.odd > 0:
		return Reject
	case mode != passwordQuoted && unspaced(v[:4]):
		return Reject
	case mode == passwordQuoted:
		if k.letters+k.digits >= 3 && (k.digits > 0 || k.marks > 0 || !lex.Holds(v, "password")) {
			return Plain
		}
	case mode == passwordProse:
		if v[0] != '+' && v[0] != '%' && len(v) >= 8 && (k.letters > 1 && k.digits > 0 && !dimension(v) || k.letters > 2 && k.marks > 0 && k.inner > 0 || k.mixed(len(v))) {
			return Plain
		}
	case mode == passwordUser:
		if k.letters >= 4 && k.marks == 0 && k.inner == 0 && k.letters+k.digits == len(v) && !followsPassword(v) {
			return Plain
		}
	case mode == passwordSecret:
		if k.letters > 2 && k.marks > 0 && (k.inner > 0 || k.digits > 0) && !isQuery(v) {
			return Plain
		}
	case k.letters == 0:
		if k.digits >= 5 && k.digits == len(v) {
			return Plain
		}
	case k.digits > 0 && !dimension(v), k.marks > 0 && k.inner > 0, k.mixed(len(v)), isCommonPassword(v):
		return Plain
	}
	return Reject
}

// commonPasswords are passwords of letters alone that lists of the most used ones
// hold and that say nothing about passwords, each followed by a space.
const commonPasswords = "letmein qwerty qwertyuiop qwertz azerty iloveyou sunshine princess dragon monkey football baseball superman batman starwars whatever trustno shadow michael jordan ashley jessica charlie daniel sunflower sunflowers pokemon hunter ranger buster soccer hockey killer george andrew thomas tigger jennifer pepper ginger joshua cheese summer winter spring corvette mercedes ferrari porsche harley matrix thunder cowboy dallas yankees phoenix mustang maverick computer hallo hallowelt schatz geheim passw chelsea liverpool arsenal barcelona juventus zxcvbn zxcvbnm asdfgh asdfghjkl asdf qazwsx changeit opensesame toor calvin butterfly jellybean blink chocolate cookie banana orange purple flower lovely loveme marina "

func isCommonPassword(v []byte) bool {
	var buf [16]byte
	return len(v) <= len(buf) && lex.Listed(commonPasswords, lex.Fold(v, &buf))
}

// followsPassword reports whether v is a word that prose, forms and schemas have
// after "password".
func followsPassword(v []byte) bool {
	var buf [16]byte
	w := lex.Fold(v, &buf)
	return lex.Listed("incorrect invalid wrong missing expired expires reset resets change changed changes recovery protected protection protect policy policies manager managers field fields hash hashed hashes hashing encoded encoder encrypted encryption plain plaintext correct set sets not and with for from the this that these those when which must should will would can cannot could may might does did was were are has have been being than then into only also both same match matches matching length strength strong weak reuse rotation rotate forgot forgotten lost update updated updates verify verified verification authentication authenticated auth authenticate login logins logout signin signup account accounts users admin root database server protocol prompt prompts page form forms box input output cracking cracker generator generate generated storage store stored stores vault vaults key keys code codes file files list lists salt salted based less free number numeric string bytes char object array boolean integer float varchar null undefined bool optional mandatory requirement requirements again please provide provided enter entered entering type typed create created creation attack attacks attempt attempts breach leak leaked dictionary entropy complexity security secure safe secret sent email link links over under because since while until unless before after here there where what http https const await async function return argument arguments defined initial retype self ciphername let var def class import export read write get got new old temporary original previous default current credentials credential else split specified requested shared echoed machine keyring stripped unicode supplied given pattern "+"falsch vergessen ungultig abgelaufen andern zurucksetzen oublie incorrecte incorrecta incorreta olvidada esquecida dimenticata onjuist vergeten ", w)
}

// checkURLPassword accepts the password in an address unless it is a
// Placeholder. Addresses announce it clearly, so words are passwords too.
func checkURLPassword(v []byte, _ []int32) Verdict {
	if reference(v) || placeholderPassword(v) || lex.Holds(v, "pass:") {
		return Reject
	}
	return Plain
}

// checkUserPassword accepts user:password as curl takes it.
func checkUserPassword(v []byte, _ []int32) Verdict {
	for i, b := range v {
		if b != ':' {
			continue
		}
		p := v[i+1:]
		if len(p) > 0 && (p[0] == '"' || p[0] == '\'') {
			p = p[1:]
		}
		if len(p) < 4 || kindsOf(v).letters == 0 || string(p) == string(v[:i]) {
			return Reject
		}
		return checkURLPassword(p, nil)
	}
	return Reject
}

// kinds counts the bytes of a value.
type kinds struct {
	letters, digits int
	marks           int // !@#$%^&*+=~?|
	inner           int // marks before the last byte, or mixed case
	odd             int // bytes that no password in one line has: control bytes
}

// mixed reports whether the case changes too often for words.
func (k kinds) mixed(n int) bool { return n >= 8 && k.inner >= 2 && 2*n < 7*(k.inner+1) }

func kindsOf(v []byte) (k kinds) {
	for i, b := range v {
		switch {
		case lex.Class[b]&lex.Digit != 0:
			k.digits++
		case lex.Class[b]&lex.Letter != 0 || b >= 0x80:
			k.letters++
			if i > 0 && b >= 'A' && b <= 'Z' && v[i-1] >= 'a' && v[i-1] <= 'z' {
				k.inner++
			}
		case b < ' ':
			k.odd++
		default:
			for _, m := range []byte("!@#$%^&*+=~?|") {
				if b == m {
					k.marks++
					if i > 0 && i < len(v)-1 {
						k.inner++
					}
				}
			}
		}
	}
	return k
}

// reference reports whether v names a value in place of being one: a call, a
// variable, a template, a path.
func reference(v []byte) bool {
	if len(v) == 0 {
		return true
	}
	switch v[0] {
	case '{', '<', '[', '(', ',', ';', ':', '=', '|', '\\', '@':
		return true
	case '~':
		if len(v) > 1 && v[1] == '/' {
			return true
		}
	case '$', '%', '&', '*', '-':
		if len(v) < 2 || v[0] == '&' && v[1] == '#' || v[1] == '{' || v[1] == '(' || v[1] == '$' || v[1] == '-' || isName(v[1:]) || v[0] == v[len(v)-1] {
			return true
		}
	}
	slashes := 0
	for i, b := range v {
		next := byte(0)
		if i+1 < len(v) {
			next = v[i+1]
		}
		switch b {
		case '/':
			slashes++
			if next == '/' && i > 0 && v[i-1] == ':' {
				return true
			}
		case '(':
			if next == 0 || i > 0 && lex.Class[v[i-1]]&lex.Word != 0 && (next == ')' || isName(v[:i]) || lex.Holds(v[i:], ")")) {
				return true
			}
		case '[':
			if next == 0 || isName(v[:i]) {
				return true
			}
		case ';', ',':
			if lex.Class[next]&lex.Letter != 0 && lex.Holds(v[i:], "=") { // the next part of a connection string, or of code
				return true
			}
		case '$', '{', '#':
			if next == '{' && template(v[i+2:], b == '{') || b == '{' && (i == 0 || v[i-1] != '{') && lex.Class[next]&lex.Letter != 0 && bytes.IndexByte(v[i:], '}') > 3 && template(v[i+1:], false) {
				return true
			}
		case '%':
			if next == 's' && (i == 0 || i+2 == len(v)) {
				return true
			}
		case '-':
			if next == '>' {
				return true
			}
		}
	}
	return slashes > 0 && (v[0] == '/' || kindsOf(v).digits == 0) || closes(v)
}

// closes reports whether v ends with a bracket that it does not open: what
// opens it was skipped, and v is a part of code.
func closes(v []byte) bool {
	open := byte(0)
	switch v[len(v)-1] {
	case ')':
		open = '('
	case ']':
		open = '['
	case '}':
		open = '{'
	}
	return open != 0 && bytes.IndexByte(v, open) < 0
}

// unspaced reports whether v holds a character of a script that has no spaces
// between its words.
func unspaced(v []byte) bool {
	for _, b := range v {
		if b >= 0xE0 {
			return true
		}
	}
	return false
}

// isArgument reports whether v is an argument or a member with a name of its own
// (help=, required=True, value={x}), or words to choose from: a|b|c, required|min:8.
func isArgument(v []byte) bool {
	i := 0
	if v[0] == '&' {
		i = 1
	}
	if bytes.Count(v, []byte{'|'}) > 1 || lex.Holds(v, "|none") || lex.Holds(v, "|null") {
		return true
	}
	start := i
	for i < len(v) && (lex.Class[v[i]]&(lex.Letter|lex.Underscore) != 0 || v[i] == '-') {
		i++
	}
	if i-start < 2 || i == len(v) {
		return false
	}
	rest := v[i+1:]
	switch v[i] {
	case '|':
		return lex.Listed("required nullable string confirmed sometimes min ", v[start:i]) || lex.Holds(rest, "|min:")
	case '=':
		return start > 0 || len(rest) == 0 || strings.IndexByte("{\"'<[(", rest[0]) >= 0 || isName(rest) && (kindsOf(rest).digits == 0 || isPathName(rest))
	}
	return false
}

// isQuery reports whether v has a name and an equals sign in it, as parameters
// and options do: id=5, a%3D1&b=2.
func isQuery(v []byte) bool {
	at := bytes.IndexByte(v, '=')
	return at > 0 && at < len(v)-2 && (isName(v[:at]) || bytes.IndexByte(v, '&') >= 0)
}

// template reports whether v goes on as the inside of ${name} or {{ name }}.
func template(v []byte, twice bool) bool {
	for i, b := range v {
		if b == '}' {
			return !twice || i+1 < len(v) && v[i+1] == '}'
		}
		if lex.Class[b]&(lex.Word|lex.Space) == 0 && b != '.' && b != '-' && b != ':' {
			return false
		}
	}
	return true
}

// isName reports whether v consists of word characters and dots.
func isName(v []byte) bool {
	for _, b := range v {
		if lex.Class[b]&lex.Word == 0 && b != '.' {
			return false
		}
	}
	return true
}

// isPathName reports whether v is identifiers joined by dots, or words joined
// by underscores: a name in code, not a value.
func isPathName(v []byte) bool {
	dots, unders, start := 0, 0, true
	if len(v) >= 8 && scattered(v) {
		return false
	}
	for _, b := range v {
		switch {
		case b == '.':
			if start {
				return false
			}
			dots, start = dots+1, true
		case b == '_' && !start:
			unders++
		case start && lex.Class[b]&(lex.Letter|lex.Underscore) == 0:
			return false
		case lex.Class[b]&lex.Word == 0:
			return false
		default:
			start = false
		}
	}
	k := kindsOf(v)
	return dots > 0 && !start || unders > 0 && (k.digits == 0 || bytes.Equal(v, bytes.ToUpper(v)))
}

// scattered reports whether v changes between capitals, small letters and digits
// too often for a name of words, as in rjoA.xEwRF.
func scattered(v []byte) bool {
	parts, letters := 0, 0
	small, large, last := false, false, byte(0)
	for _, b := range v {
		c := classOf(b)
		switch {
		case c == 0:
		case c != last && !(last == 'u' && c == 'l'):
			parts++
		}
		if c != 0 {
			letters++
		}
		small, large, last = small || c == 'l', large || c == 'u', c
	}
	return small && large && 5*letters < 12*parts
}

// dimension reports whether v is a number with a unit or an ordinal such as
// 8-16, 12chars, 1st.
func dimension(v []byte) bool {
	k := kindsOf(v)
	if v[0] < '0' || v[0] > '9' || k.marks > 0 {
		return false
	}
	i := 0
	for i < len(v) && (lex.Class[v[i]]&lex.Digit != 0 || v[i] == '-' || v[i] == '.' || v[i] == ',' || v[i] == '/' || v[i] == ':') {
		i++
	}
	for j := i; j < len(v); j++ {
		if (v[j] < 'a' || v[j] > 'z') && v[j] != '-' {
			return false
		}
	}
	return i <= 4
}

func placeholderPassword(v []byte) bool {
	same := true
	for _, b := range v {
		same = same && (b == v[0] || b == '.')
	}
	if same {
		return true
	}
	end := len(v)
	for end > 0 && (v[end-1] == ':' || v[end-1] == '.') {
		end--
	}
	for _, w := range notPasswords {
		if len(w) == end && lex.Holds(v[:end], w) {
			return true
		}
	}
	return lex.Holds(v, "your_") || lex.Holds(v, "your-") || lex.Holds(v, "yourpass") || lex.Holds(v, "example") || lex.Holds(v, "placeholder") || lex.Holds(v, "<") || lex.Holds(v, "xxxx") || lex.Holds(v, "****") || lex.Holds(v, "a-z0-9") || lex.Holds(v, "a-za-z") || lex.Holds(v, "0-9]") || lex.Holds(v, "localhost")
}
