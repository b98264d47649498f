package guard

import (
	"bytes"

	"github.com/chatguard/chatguard/filter/jsonscan"
)

// formReader reads application/x-www-form-urlencoded (WHATWG URL, section 5.1):
// each name is a member, each value a text. An escape that a cut divides waits
// for its rest; one that is none is text.
type formReader struct {
	value  bool // a value is being read, not a name
	begun  bool // of the field, something was read
	escape []byte
	at     int64 // of the escape
}

// writeForm reads the next piece of a form, which begins at offset at.
func (in *Inspector) writeForm(p []byte, at int64) error {
	if in.overBytes() {
		return in.err
	}
	f := &in.fields
	for i := 0; i < len(p); {
		if len(f.escape) > 0 {
			in.formEscape(p[i])
			i++
			continue
		}
		run := bytes.IndexAny(p[i:], "%+&=")
		if run < 0 {
			run = len(p) - i
		}
		if run > 0 {
			in.formText(p[i:i+run], at+int64(i), run)
			i += run
			continue
		}
		pos := at + int64(i)
		switch c := p[i]; {
		case c == '%':
			f.escape, f.at = append(f.escape[:0], c), pos
		case c == '+':
			in.formText([]byte{' '}, pos, 1)
		case c == '&':
			in.endField()
		case f.value: // a further "=" is text
			in.formText(p[i:i+1], pos, 1)
		default:
			in.beginField()
		}
		i++
		if in.err != nil {
			return in.err
		}
	}
	return nil
}

// formEscape takes the next byte of an escape.
func (in *Inspector) formEscape(c byte) {
	f := &in.fields
	hex := c-'0' < 10 || c|0x20-'a' < 6
	if hex {
		if f.escape = append(f.escape, c); len(f.escape) < 3 {
			return
		}
		in.formText([]byte{unhex(f.escape[1])<<4 | unhex(f.escape[2])}, f.at, 3)
		f.escape = f.escape[:0]
		return
	}
	in.flushEscape()
	_ = in.writeForm([]byte{c}, f.at)
}

// flushEscape takes what began like an escape as text.
func (in *Inspector) flushEscape() {
	f := &in.fields
	n := len(f.escape)
	if n == 0 {
		return
	}
	in.formText(f.escape, f.at, n)
	f.escape, f.at = f.escape[:0], f.at+int64(n)
}

func unhex(c byte) byte {
	if c >= 'a' {
		return c - 'a' + 10
	}
	if c >= 'A' {
		return c - 'A' + 10
	}
	return c - '0'
}

func (in *Inspector) formText(b []byte, pos int64, raw int) {
	f := &in.fields
	if !f.begun && !f.value {
		in.text.Reset()
		in.from, in.skipped, in.trail = 0, 0, -1
	}
	f.begun = true
	if !f.value || !in.place.Skip {
		in.text.Append(b, pos, raw)
	}
	if !f.value && in.text.Len() > in.plan.limits().KeyBytes {
		in.err = &jsonscan.Error{Code: jsonscan.KeyTooLong, Offset: pos}
	}
	if in.text.Len() > maxText {
		in.overText()
	}
}

// beginField ends a name and starts its value.
func (in *Inspector) beginField() {
	f := &in.fields
	if !f.begun {
		in.text.Reset()
	}
	in.name()
	in.begin()
	f.value, f.begun = true, false
}

// endField ends a field: a value, or a name without one.
func (in *Inspector) endField() {
	f := &in.fields
	in.flushEscape()
	switch {
	case f.value:
		in.EndString(0)
	case f.begun:
		in.name()
	}
	f.value, f.begun = false, false
}

// appendForm appends b as a value of a form.
func appendForm(dst, b []byte) []byte {
	const hex = "0123456789ABCDEF"
	for _, c := range b {
		switch {
		case c-'0' < 10, c|0x20-'a' < 26 && c < 0x80, c == '-', c == '_', c == '.', c == '*':
			dst = append(dst, c)
		case c == ' ':
			dst = append(dst, '+')
		default:
			dst = append(dst, '%', hex[c>>4], hex[c&15])
		}
	}
	return dst
}
