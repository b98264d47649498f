package check

import (
	"github.com/chatguard/chatguard/filter/detect/lex"
)

// Arguments of checkPassword.
const (
	passwordQuoted = 1  // in quotes: letters alone are one too
	passwordProse  = 2  // no operator before it: only what cannot be a word
	passwordSecret = 4  // after words such as secret: digits, letters and marks
	passwordUser   = 8  // a user name stands beside it: words are passwords too
	passwordPlace  = 16 // a command has it in this place: words are passwords too
)

// notPasswords are what stands after "password" in documents and code without
// being one, in lower case.
var notPasswords = [...]string{
	"password", "passwort", "passwd", "passphrase", "pass", "pwd", "secret", "token", "null", "none", "nil", "true", "false", "undefined", "string", "text",
	"changeme", "change_me", "change-me", "changethis", "replaceme", "replace_me", "required", "optional", "hidden", "redacted", "masked", "empty", "blank", "default", "value", "here", "test", "foobar", "your", "mypassword", "mypass", "my_password",
	"username", "user", "email", "input", "field", "label", "name", "type", "submit", "varchar", "char", "somefakekey", "real_key", "username:password", "somepassword", "myusername", "myuser", "my_username", "your_username", "pattern", "format", "title", "enum", "properties", "placeholder", "utf8", "utf-8", "base64", "latin1", "latin-1", "ascii",
	"uint8", "uint16", "uint32", "uint64", "int32", "int64", "float64", "sample", "dummy", "sha256", "sha1", "sha512", "md5", "scram-sha-256", "pbkdf2", "**kwargs", "**kwds", "**kw",
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
	if len(v) < 4 || mode != passwordQuoted && v[len(v)-1] == ':' || reference(v) || isArgument(v) || placeholderPassword(v) {
		return Reject
	}
	literal := mode == passwordQuoted || mode == passwordPlace
	if isPathName(v) && !(literal && isWordy(v)) {
		return Reject
	}
	k := kindsOf(v)
	switch {
	case k.letters == 0 && k.digits == 0, k.odd > 0:
		return Reject
	case mode != passwordQuoted && unspaced(v[:4]) || isTestName(v):
		return Reject
	case mode == passwordQuoted:
		if k.letters+k.digits >= 3 && (k.digits > 0 || k.marks > 0 || !lex.Holds(v, "password")) {
			return Plain
		}
	case mode == passwordProse:
		if v[0] != '+' && v[0] != '%' && v[0] != '-' && len(v) >= 8 && (k.letters > 1 && k.digits > 0 && !dimension(v) || k.letters > 2 && k.marks > 0 && k.inner > 0 || k.mixed(len(v))) {
			return Plain
		}
	case mode == passwordUser:
		if k.isWord(v) || isWordy(v) {
			return Plain
		}
	case mode == passwordPlace && (k.isWord(v) || isWordy(v)):
		return Plain
	case mode == passwordSecret:
		if k.letters > 2 && k.marks > 0 && (k.inner > 0 || k.digits > 0) && !isQuery(v) {
			return Plain
		}
	case k.letters == 0:
		if k.digits >= 5 && k.digits == len(v) {
			return Plain
		}
	case k.digits > 0 && !dimension(v), k.marks > 0 && k.inner > 0, k.mixed(len(v)), isCommonPassword(v), isWordy(v):
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
	return lex.Listed("incorrect invalid wrong missing expired expires reset resets change changed changes recovery protected protection protect policy policies manager managers field fields hash hashed hashes hashing encoded encoder encrypted encryption plain plaintext correct set sets not and with for from the this that these those when which must should will would can cannot could may might does did was were are has have been being than then into only also both same match matches matching length strength strong weak reuse rotation rotate forgot forgotten lost update updated updates verify verified verification authentication authenticated auth authenticate login logins logout signin signup account accounts users admin root database server protocol prompt prompts page form forms box input output cracking cracker generator generate generated storage store stored stores vault vaults key keys code codes file files list lists salt salted based less free number numeric string bytes char object array boolean integer float varchar null undefined bool optional mandatory requirement requirements again please provide provided enter entered entering type typed create created creation attack attacks attempt attempts breach leak leaked dictionary entropy complexity security secure safe secret sent email link links over under because since while until unless before after here there where what http https const await async function return argument arguments defined initial retype self ciphername let var def class import export read write get got new old temporary original previous default current credentials credential else doesn split specified option options flag flags parameter parameters switch requested shared echoed machine keyring stripped unicode supplied given pattern "+"falsch vergessen ungultig abgelaufen andern zurucksetzen oublie incorrecte incorrecta incorreta olvidada esquecida dimenticata onjuist vergeten ", w)
}

// checkURLPassword accepts the password in an address unless it is a
// Placeholder, or the one that RabbitMQ has for everybody on its own host.
// Addresses announce it clearly, so words are passwords too.
func checkURLPassword(v []byte, _ []int32) Verdict {
	if reference(v) || string(v) == "guest" || placeholderPassword(v) || lex.Holds(v, "pass:") {
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

// isWord reports whether v, of which these are the kinds, is one word, with
// digits or without, that does not go on to speak of passwords.
func (k kinds) isWord(v []byte) bool {
	return k.letters >= 4 && k.marks == 0 && k.inner == 0 && k.letters+k.digits == len(v) && !followsPassword(v)
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
