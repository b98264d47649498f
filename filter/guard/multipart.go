package guard

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/chatguard/chatguard/filter/jsonscan"
)

// multipartReader reads multipart bodies (RFC 2046, section 5.1; RFC 7578 for
// forms). A part that is text is inspected, one that is not is left alone and
// counted. What is what its first bytes decide, not its header: a text that
// calls itself a picture is a text.
type multipartReader struct {
	delimiter []byte // "\n--" and the boundary
	buffer    []byte // its memory
	carry     []byte // the end of buffer: what is not judged yet
	at        int64  // where carry begins in the body
	state     partState
	named     bool // the part has a name
}

type partState uint8

const (
	partPreamble partState = iota
	partHeader
	partUnknown // its content has begun, too short to judge
	partText
	partBinary
	partEpilogue
)

const (
	maxPartHeader = 8 << 10
	maxBoundary   = 70 // RFC 2046
	partProof     = 512
)

// boundary is the parameter of a media type, "" if there is none of use.
func boundary(contentType string) string {
	for param := range strings.SplitSeq(contentType, ";") {
		if value, ok := parameter(param, "boundary"); ok && len(value) <= maxBoundary {
			return value
		}
	}
	return ""
}

// parameter reads " name=value" or ` name="value"`.
func parameter(s, name string) (string, bool) {
	key, value, ok := strings.Cut(strings.TrimSpace(s), "=")
	if !ok || !strings.EqualFold(strings.TrimSpace(key), name) {
		return "", false
	}
	return strings.Trim(strings.TrimSpace(value), `"`), true
}

func (m *multipartReader) reset(contentType string) {
	m.delimiter = append(append(m.delimiter[:0], "\n--"...), boundary(contentType)...)
	m.carry, m.at, m.state = append(m.buffer[:0], '\n'), -1, partPreamble
	m.buffer = m.carry
}

// writeMultipart reads the next piece. It keeps what may be part of a
// delimiter.
func (in *Inspector) writeMultipart(p []byte) error {
	if in.overBytes() {
		return in.err
	}
	m := &in.parts
	m.buffer = append(m.buffer[:copy(m.buffer, m.carry)], p...)
	m.carry = m.buffer
	for in.err == nil && in.partStep(false) {
	}
	if in.err != nil {
		return in.err
	}
	return nil
}

// partStep reads on as far as the carry lets it; false if it needs more.
func (in *Inspector) partStep(last bool) bool {
	m := &in.parts
	switch m.state {
	case partEpilogue:
		m.take(len(m.carry))
		return false
	case partHeader:
		return in.partHeader()
	}
	end := m.find(last)
	switch {
	case end < 0 && last:
		in.err = &jsonscan.Error{Code: jsonscan.Truncated, Offset: in.size}
		return false
	case end < 0:
		in.content(len(m.carry)-len(m.delimiter)-2, false)
		return false
	}
	content := end
	if end > 0 && m.carry[end-1] == '\r' {
		content--
	}
	in.content(content, true)
	m.take(end - content)
	m.take(len(m.delimiter))
	if m.state = partHeader; bytes.HasPrefix(m.carry, []byte("--")) {
		m.state = partEpilogue
	}
	return true
}

// find is where the next delimiter stands in the carry, -1 if none does for
// certain: what follows it shows whether a line only begins like one.
func (m *multipartReader) find(last bool) int {
	for at := 0; ; {
		i := bytes.Index(m.carry[at:], m.delimiter)
		if i < 0 {
			return -1
		}
		after := m.carry[at+i+len(m.delimiter):]
		switch {
		case len(after) < 2 && !last:
			return -1
		case len(after) == 0 || bytes.IndexByte([]byte("-\r\n \t"), after[0]) >= 0:
			return at + i
		}
		at += i + 1
	}
}

// take drops the first n bytes of the carry.
func (m *multipartReader) take(n int) {
	m.carry = m.carry[n:]
	m.at += int64(n)
}

// partHeader reads the header of a part: it begins behind the boundary, in
// the boundary's line, and ends with an empty one.
func (in *Inspector) partHeader() bool {
	m := &in.parts
	head := m.carry[:min(len(m.carry), maxPartHeader)]
	end, skip := bytes.Index(head, []byte("\n\r\n")), 3
	if lf := bytes.Index(head, []byte("\n\n")); lf >= 0 && (end < 0 || lf < end) {
		end, skip = lf, 2
	}
	if end < 0 {
		if len(head) == maxPartHeader {
			in.err = &jsonscan.Error{Code: jsonscan.KeyTooLong, Offset: m.at}
		}
		return false
	}
	name := ""
	for line := range strings.SplitSeq(string(m.carry[:end]), "\n") {
		key, value, _ := strings.Cut(line, ":")
		if !strings.EqualFold(strings.TrimSpace(key), "content-disposition") {
			continue
		}
		for param := range strings.SplitSeq(value, ";") {
			if v, ok := parameter(param, "name"); ok {
				name = v
			}
		}
	}
	in.walk.Key([]byte(name))
	in.begin()
	m.take(end + skip - 1) // the last line end belongs to an empty part's delimiter
	m.carry[0] = '\n'
	m.state = partUnknown
	return true
}

// content takes the next n bytes of a part. The first of them is the line end
// of its header.
func (in *Inspector) content(n int, whole bool) {
	m := &in.parts
	if n <= 0 && !whole {
		return
	}
	if m.state == partUnknown {
		if n < partProof && !whole {
			return
		}
		if n > 0 {
			m.take(1)
			n--
		}
		if m.state = partText; n > 0 && !isText(m.carry[:min(n, partProof)]) {
			m.state = partBinary
			in.out.Blobs++
		}
	}
	if n = max(n, 0); m.state == partText && !in.place.Skip {
		in.text.Append(m.carry[:n], m.at, n)
		if in.text.Len() > maxText {
			in.overText()
		}
		if whole {
			in.EndString(0)
		}
	}
	m.take(n)
}

// isText tells whether b is the beginning of a text in UTF-8: no control
// characters but white space.
func isText(b []byte) bool {
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n <= 1 && utf8.FullRune(b[i:]) || r < ' ' && r != '\n' && r != '\r' && r != '\t' && r != '\f' {
			return false
		}
		i += max(n, 1)
	}
	return true
}
