package check

import "github.com/chatguard/chatguard/filter/detect/lex"

// codeWords are parts of names in code, of settings and of phrases about passwords,
// each followed by a space: user_password, config.db.pass, must-not-be-empty.
const codeWords = "pw psk psw psd db conf config configs configuration cfg env environ environment process self cls args arg opts opt options request req response res body data param params ctx context id ids app settings setting api url uri href host port my remote sys os props property properties state model models obj item items info json yaml yml toml xml txt csv html css js ts jsx py php rb go rs java cs sh com org net io dev ai co local internal lan xyz cloud int num val var tmp foo bar baz some any not min max len size sensitive time times one two per non pre multi re un out client service services prod production staging master slave primary table col column row index dsn mysql postgres redis smtp imap ftp ssh wifi ldap aws azure gcp mail web net http rest grpc repo git docker kube k8s lookup hiera terraform module modules resource resources inputs outputs locals fixture fixtures faker factory mock const enum schema view views controller util utils helper helpers error errors message messages msg warning success failed fail failure auth oauth jwt sso saml cert certs ssl tls hmac aes rsa cipher salt nonce hidden visible show toggle is was were are has have does do of or be by it its you we must should can how why what who when where per via ok yes no on off up end start begin case upper lower mixed special character characters chars word words phrase reminder rule rules check checks checker validator validate validation invalid valid safe self service step steps flow mode option command cmd flag flags line stdin prompt prompting enabled disabled enable disable expiration expiry age days history lifetime rotate encoded raw second third last full short long demo placeholder todo fixme insert here real fake dummy sample actual same twice like based style sha md crypt bcrypt argon scrypt driver property authenticator provider providers encoder event events action actions class method functions func lib src test tests spec target build dist node spring django rails laravel flask express react vue angular text plain "

var codeParts = lex.SetOf(codeWords)

// isWordy reports whether v is words joined by dots, dashes or underscores that
// name nothing: a passphrase, such as slow_heron_pond.
func isWordy(v []byte) bool {
	words, letters, start := 0, 0, 0
	if len(v) < 8 || len(v) > 60 || lex.Holds(v, "pass") || lex.Holds(v, "secret") || lex.Holds(v, "token") || lex.Holds(v, "key") {
		return false
	}
	for i := 0; i <= len(v); i++ {
		if i < len(v) && v[i] != '-' && v[i] != '_' && v[i] != '.' {
			switch c := classOf(v[i]); {
			case c == 0 && v[i] < 0x80, c == 'u' && i > start && classOf(v[i-1]) == 'l': // loginForm.field
				return false
			case c != 'd':
				letters++
			}
			continue
		}
		if i == start || namesPart(v[start:i]) {
			return false
		}
		words, start = words+1, i+1
	}
	return words > 2 && letters >= 7 && letters >= 2*words
}

// namesPart reports whether a part of a name says what it is, not what it was
// made up as; digits after it do not count.
func namesPart(v []byte) bool {
	for len(v) > 0 && lex.Class[v[len(v)-1]]&lex.Digit != 0 {
		v = v[:len(v)-1]
	}
	if len(v) == 0 {
		return false
	}
	var buf [16]byte
	return codeParts.Has(lex.Fold(v, &buf)) || followsPassword(v) || placeholderPassword(v)
}
