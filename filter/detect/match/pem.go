package match

import (
	"bytes"

	"github.com/chatguard/chatguard/filter/detect/check"
	"github.com/chatguard/chatguard/filter/detect/lex"
)

// pemMax bounds the block of a private key that is kept open; a block that has
// no end within it is found up to there.
const pemMax = 8 << 10

// keyHead is how much of a block is looked at for a stretch of keyRun bytes of
// base64.
const (
	keyHead = 512
	keyRun  = 16
)

var (
	pemDashes = []byte("-----")
	pemEnd    = []byte("-----END")
	pemKey    = []byte("PRIVATE KEY")
)

// matchPEM finds private keys in PEM form (RFC 7468 and the OpenSSL, OpenSSH
// and PGP labels): from "-----BEGIN " to the end line of the block. The trigger is the
// literal "-----BEGIN ". Line breaks may be written as \n.
func matchPEM(w *Window, _ []int32) Hit {
	t := w.Text[:min(len(w.Text), w.Start+pemMax)]
	cut := len(t) < len(w.Text)
	label := t[w.End:min(len(t), w.End+64)]
	close := bytes.Index(label, pemDashes)
	if close < 0 {
		return Hit{Start: w.Start, More: len(label) < 64}
	}
	if !bytes.Contains(label[:close], pemKey) {
		return none
	}
	body := w.End + close + len(pemDashes)
	end := w.pemEnd(body, len(t))
	if end < 0 {
		if !cut && !w.Final {
			return Hit{Start: w.Start, More: true}
		}
		if !holdsKey(t[body:]) {
			return none
		}
		return Hit{Start: w.Start, End: len(t), Verdict: check.Plain}
	}
	if !holdsKey(t[body : body+end]) {
		return none
	}
	end += body + len(pemEnd)
	stop := bytes.Index(t[end:], pemDashes)
	switch {
	case stop >= 0 && stop < 64:
		return Hit{Start: w.Start, End: end + stop + len(pemDashes), Verdict: check.Valid}
	case !cut && !w.Final && len(t)-end < 64+len(pemDashes):
		return Hit{Start: w.Start, More: true}
	}
	return Hit{Start: w.Start, End: end, Verdict: check.Plain}
}

// holdsKey reports whether the body of a block begins with something of a key: a
// line of base64 in its first lines. Texts also speak of the lines around it.
func holdsKey(body []byte) bool {
	run := 0
	for i, b := range body[:min(len(body), keyHead)] {
		switch {
		case lex.Class[b]&lex.Alnum != 0, b == '+', b == '/', b == '=':
			if run++; run >= keyRun {
				return true
			}
		case b == '\\' && i+1 < len(body) && body[i+1] == 'n':
			run = -1 // the n of a line break
		default:
			run = 0
		}
	}
	return false
}

// pemEnd returns where the first end line after t[body:] begins, relative to
// body, or -1 if there is none before limit. Where none is was noted, so many
// begin lines in a row do not search the same text again; the lanes of the
// automaton come from several places in turn, hence several notes.
func (w *Window) pemEnd(body, limit int) int {
	none := &w.NoEnd[uint32(body>>12)*0x9E3779B1>>28]
	if body < none[0] || body >= none[1] {
		*none = [2]int{body, body}
	}
	from := max(body, none[1]-len(pemEnd))
	if from < limit {
		if end := bytes.Index(w.Text[from:limit], pemEnd); end >= 0 {
			none[1] = from + end
			return from + end - body
		}
		none[1] = limit
	}
	return -1
}
