package match

import (
	"bytes"

	"github.com/chatguard/chatguard/filter/detect/check"
	"github.com/chatguard/chatguard/filter/detect/lex"
)

// Bounds of what stands between the word for a key and the key.
const (
	keyWords   = 7
	keyBetween = 64
	keyLeast   = 16
	keyMost    = 512
	apiBefore  = 32 // of the words for the key
)

// keyByte are the bytes of keys; keyWord those of the words before them, too.
var keyByte, keyWord = keyBytes(false), keyBytes(true)

func keyBytes(latin bool) (set [256]bool) {
	set = lex.Bytes("_+/.=~-", true)
	for b := range 256 {
		set[b] = set[b] || latin && (lex.Class[b]&lex.LatinLead != 0 || b >= 0x80 && b < 0xC0)
	}
	return set
}

// otherValues are words after which the value is no key: the key's number, what it
// opens, what was made of it.
var otherValues = lex.SetOf("id ids kid public publique publica pubblica publiczny publishable offentlich offentliche offentlicher openbare openbar primary primaria primaire primario primarni foreign etrangere foranea hash hashed hashes sha sha1 sha256 md5 commit commits fingerprint checksum digest etag request trace build image version branch tag uuid guid order ticket tenant project zone prefix named called name column table field cache index file path endpoint url host user account customer client device model row revision contract address adresse sitekey site not ")

// matchKey finds the key that words before it announce, with other words between
// them: "der API-Schlüssel für den Shop ist X". The window stands behind these
// words. With an argument the key must hold capitals, small letters and digits.
func matchKey(w *Window, args []int32) Hit {
	t := w.Text
	limit := min(len(t), w.Start+keyBetween)
	for i, words := w.Start, 0; i < limit && words < keyWords; words++ {
		start, goes := nextToken(t, i, limit, words > 0)
		if !goes {
			return none
		}
		end := start
		for end < len(t) && end-start < keyMost && keyWord[t[end]] {
			end++
		}
		if end == len(t) && !w.Final {
			return Hit{Start: w.Start, More: true}
		}
		v := bytes.TrimRight(t[start:end], ".")
		key, stop := judgeKey(v, t[max(0, w.Start-apiBefore):start], len(args) > 0)
		if key {
			return Hit{Start: start, End: start + len(v), Verdict: check.Plain}
		}
		if stop || len(v) < end-start || end < len(t) && endsClause(t[end]) {
			return none
		}
		i = end
	}
	if limit == len(t) && !w.Final {
		return Hit{Start: w.Start, More: true}
	}
	return none
}

// nextToken returns where the next word of keyWord bytes begins; goes is false where
// the sentence, or the line after its first word, ends before that.
func nextToken(t []byte, i, limit int, second bool) (start int, goes bool) {
	for i < limit && !keyWord[t[i]] {
		if endsClause(t[i]) || second && t[i] == '\n' || t[i] == 0xE3 && i+2 < len(t) && t[i+1] == 0x80 && t[i+2] <= 0x82 {
			return i, false
		}
		if t[i] < 0xC0 {
			i++
			continue
		}
		for i++; i < limit && t[i] >= 0x80 && t[i] < 0xC0; {
			i++
		}
	}
	return i, true
}

// endsClause reports whether b ends what is said of a key, or makes the word before
// it a part of an address.
func endsClause(b byte) bool {
	return b == ',' || b == ';' || b == '?' || b == '!' || b == '@' || b == '<' || b == '$' || b == '{'
}

// judgeKey reports whether v is a key, and whether it is a word after which none
// comes. Where the words before it speak of an API, a UUID is a key.
func judgeKey(v, before []byte, cased bool) (key, stop bool) {
	if len(v) < keyLeast {
		var buf [16]byte
		return false, otherValues.Has(lex.Fold(v, &buf))
	}
	letters := true
	for _, b := range v {
		if !keyByte[b] {
			return false, false
		}
		letters = letters && (lex.Class[b]&lex.Letter != 0 || b == '-')
	}
	if bytes.IndexByte(v, '.') >= 0 && bytes.IndexByte(v, '/') >= 0 {
		return false, true // an address
	}
	return check.SpokenKey(v, cased, lex.Holds(before, "api")), !letters
}
