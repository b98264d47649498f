package guard

import (
	"bytes"
	"strings"

	"github.com/chatguard/chatguard/filter/text/view"
)

// Media in chat bodies is base64: megabytes of it between short texts. A
// string is taken for such a blob once blobProof bytes of it hold nothing but
// base64, or at once if it is a data URL of a type that is not text. Then its
// bytes are only checked, not kept. The first byte that is not base64 ends
// the blob: what follows is text again, and the last blobTail bytes with it,
// so that nothing hides behind a long prefix. Base64 of text is no blob.
const (
	blobProof = 1024
	blobTail  = 256
)

// base64Set marks the alphabets of RFC 4648, sections 4 and 5, with padding.
var base64Set = func() (t [256]bool) {
	for _, c := range "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_=" {
		t[c] = true
	}
	return t
}()

// base64Run is the length of the run of base64 characters that b begins with.
func base64Run(b []byte) int {
	for i, c := range b {
		if !base64Set[c] {
			return i
		}
	}
	return len(b)
}

// maxDataHead bounds the head of a data URL (RFC 2397).
const maxDataHead = 256

// dataURL returns the length of the head "data:<type>;base64," of a data URL
// whose type is not text, 0 if b does not begin with one.
func dataURL(b []byte) int {
	if len(b) < 5 || b[4] != ':' || !strings.EqualFold(string(b[:5]), "data:") {
		return 0
	}
	head := b[:min(len(b), maxDataHead)]
	comma := bytes.IndexByte(head, ',')
	if comma < 0 {
		return 0
	}
	head = bytes.ToLower(head[:comma])
	if !bytes.HasSuffix(head, []byte(";base64")) || bytes.HasPrefix(head, []byte("data:text/")) ||
		bytes.HasPrefix(head, []byte("data:;")) || bytes.Contains(head, []byte("json")) || bytes.Contains(head, []byte("xml")) {
		return 0
	}
	return comma + 1
}

// textHead tells whether b begins as a data URL whose type is text.
func textHead(b []byte) bool {
	return len(b) > 5 && strings.EqualFold(string(b[:5]), "data:") && dataURL(b) == 0 &&
		bytes.Contains(b[:min(len(b), maxDataHead)], []byte(";base64,"))
}

// minMedia is the length from which a string at a place for media is taken for
// media by its alphabet alone: no picture or sound is shorter.
const minMedia = 64

// isMedia tells whether a whole string is encoded binary. At a place that the
// API has for media a short one is enough.
func isMedia(b []byte, expected bool) bool {
	head := dataURL(b)
	b = b[head:]
	least := blobProof
	if expected || head > 0 {
		least = minMedia
	}
	return (len(b) >= least || head > 0) && base64Run(b) == len(b) && !view.Encodes(b)
}

// blobState is what is known of the string being read.
type blobState uint8

const (
	blobUnknown blobState = iota
	blobNo
	blobYes
)

// judgeBlob decides once enough of a string has been seen.
func (in *Inspector) judgeBlob() {
	b := in.text.Bytes()[in.from:]
	head := dataURL(b)
	if base64Run(b[head:]) < len(b)-head || textHead(b) || view.Encodes(b[head:]) {
		in.blob = blobNo
		return
	}
	in.blob = blobYes
	in.out.Blobs++
	in.keepTail()
}

// keepTail drops all of the blob's text but its end.
func (in *Inspector) keepTail() {
	if n := in.text.Len() - blobTail; n > in.from {
		in.forget(n)
	}
}

// forget drops the first n bytes of the collected text, the field's name
// included.
func (in *Inspector) forget(n int) {
	in.skipped += n - in.from
	in.text.DropFront(n)
	in.from = 0
}

// skipBlob passes over base64 and returns what is not: if b has a byte that
// cannot be in a blob, the string goes on as text.
func (in *Inspector) skipBlob(b []byte, pos int64, raw int) ([]byte, int64, int) {
	run := base64Run(b)
	if run == len(b) {
		tail := max(0, run-blobTail)
		if raw != len(b) {
			tail = 0 // an escape is not divided
		}
		in.skipped += tail
		in.text.Append(b[tail:], pos+int64(tail), raw-tail)
		if in.text.Len() > 4*blobTail {
			in.keepTail()
		}
		return nil, 0, 0
	}
	in.blob = blobNo
	in.out.Blobs--
	if raw != len(b) || run <= blobTail {
		return b, pos, raw
	}
	skip := run - blobTail
	in.forget(in.text.Len())
	in.skipped += skip
	return b[skip:], pos + int64(skip), raw - skip
}
