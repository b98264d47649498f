package match

import (
	"bytes"

	"github.com/chatguard/chatguard/filter/detect/check"
	"github.com/chatguard/chatguard/filter/detect/lex"
)

// Bounds of a Secret of Kubernetes: how far before its data its kind may stand,
// the longest value, and the most that is read.
const (
	kindBefore   = 480
	secretValues = 4096
)

// openData are names in the data of a Secret whose values are none.
var openData = lex.SetOf("username user dbuser host hostname dbhost port dbport database dbname name email namespace region url endpoint cacrt tlscrt crt cert ")

// matchSecretData finds the values in base64 below "data:" in a Secret of
// Kubernetes one by one.
func matchSecretData(w *Window, _ []int32) Hit {
	t := w.Text
	if !lex.Holds(t[max(0, w.Start-kindBefore):w.Start], "kind: secret") {
		return none
	}
	indent := indentBefore(t, w.Start)
	if at := w.Start - indent; at > 0 && t[at-1] != '\n' {
		return none
	}
	begin := w.Start
	stop, done := lineStop(t, begin, begin+headerMax)
	for row := 0; row < tableRows && stop >= 0; row++ {
		if !done {
			return Hit{Start: w.Start, More: !w.Final}
		}
		begin = stop + 1
		if stop, done = lineStop(t, begin, w.Start+secretValues); stop < 0 {
			return none
		}
		line := t[begin:stop]
		colon := bytes.IndexByte(line, ':')
		name := bytes.TrimSpace(line[:max(colon, 0)])
		if done && (len(name) == 0 || len(line)-len(bytes.TrimLeft(line, " ")) <= indent) {
			return none
		}
		if row < w.Round || !done && !w.Final {
			continue
		}
		var buf [16]byte
		h := Hit{Start: w.Start, Again: true}
		if v := bytes.Trim(line[colon+1:], " \"'\r"); colon > 0 && isBase64(v) && !openData.Has(lex.Fold(name, &buf)) {
			h.Start = begin + bytes.Index(line, v)
			h.End, h.Verdict = h.Start+len(v), check.Plain
		}
		return h
	}
	return none
}

// indentBefore returns how many spaces stand before t[i].
func indentBefore(t []byte, i int) int {
	n := 0
	for n < i && t[i-n-1] == ' ' {
		n++
	}
	return n
}

// isBase64 reports whether v is base64 with its padding.
func isBase64(v []byte) bool {
	if len(v) < 8 || len(v)%4 != 0 {
		return false
	}
	for i, b := range v {
		if lex.Class[b]&lex.Alnum == 0 && b != '+' && b != '/' && (b != '=' || i < len(v)-2) {
			return false
		}
	}
	return true
}
