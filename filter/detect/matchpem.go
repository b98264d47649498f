package detect

import "bytes"

// pemMax bounds the block of a private key that is kept open; a block that has
// no end within it is found up to there.
const pemMax = 8 << 10

var (
	pemDashes = []byte("-----")
	pemEnd    = []byte("-----END")
	pemKey    = []byte("PRIVATE KEY")
)

// matchPEM finds private keys in PEM form (RFC 7468 and the OpenSSL, OpenSSH
// and PGP labels): from "-----BEGIN " to the end line of the block. The trigger is the
// literal "-----BEGIN ". Line breaks may be written as \n.
func matchPEM(w *window, _ []int32) hit {
	t := w.text[:min(len(w.text), w.start+pemMax)]
	cut := len(t) < len(w.text)
	label := t[w.end:min(len(t), w.end+64)]
	close := bytes.Index(label, pemDashes)
	if close < 0 {
		return hit{start: w.start, more: len(label) < 64}
	}
	if !bytes.Contains(label[:close], pemKey) {
		return none
	}
	body := w.end + close + len(pemDashes)
	end := w.pemEnd(body, len(t))
	if end < 0 {
		if !cut && !w.final {
			return hit{start: w.start, more: true}
		}
		return hit{start: w.start, end: len(t), verdict: Plain}
	}
	end += body + len(pemEnd)
	stop := bytes.Index(t[end:], pemDashes)
	switch {
	case stop >= 0 && stop < 64:
		return hit{start: w.start, end: end + stop + len(pemDashes), verdict: Valid}
	case !cut && !w.final && len(t)-end < 64+len(pemDashes):
		return hit{start: w.start, more: true}
	}
	return hit{start: w.start, end: end, verdict: Plain}
}

// pemEnd returns where the first end line after t[body:] begins, relative to
// body, or -1 if there is none before limit. Where none is was noted, so many
// begin lines in a row do not search the same text again.
func (w *window) pemEnd(body, limit int) int {
	if body >= w.noEnd[0] && body < w.noEnd[1] {
		if limit <= w.noEnd[1] {
			return -1
		}
		from := max(body, w.noEnd[1]-len(pemEnd))
		if end := bytes.Index(w.text[from:limit], pemEnd); end >= 0 {
			w.noEnd[1] = from + end
			return from + end - body
		}
		w.noEnd[1] = limit
		return -1
	}
	if end := bytes.Index(w.text[body:limit], pemEnd); end >= 0 {
		w.noEnd = [2]int{body, body + end}
		return end
	}
	w.noEnd = [2]int{body, limit}
	return -1
}
