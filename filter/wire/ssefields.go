package wire

import "bytes"

// sseLines walks over the lines of a block.
type sseLines struct {
	rest []byte
	line []byte // without its end
	end  []byte // its end, empty if the block is cut off
	cr   bool   // there may be a carriage return in rest
}

func linesOf(block []byte) sseLines {
	return sseLines{rest: block, cr: bytes.IndexByte(block, '\r') >= 0}
}

func (l *sseLines) next() bool {
	if len(l.rest) == 0 {
		return false
	}
	n := bytes.IndexByte(l.rest, '\n')
	if n < 0 {
		n = len(l.rest)
	}
	if l.cr {
		if cr := bytes.IndexByte(l.rest[:n], '\r'); cr >= 0 {
			n = cr
		}
	}
	l.line, l.end, l.rest = l.rest[:n], l.rest[n:], l.rest[n:]
	switch {
	case len(l.end) > 1 && l.end[0] == '\r' && l.end[1] == '\n':
		l.end = l.end[:2]
	case len(l.end) > 0:
		l.end = l.end[:1]
	}
	l.rest = l.rest[len(l.end):]
	return true
}

// sseField splits a line into a field's name and value. The name of a comment is
// empty.
func sseField(line []byte) (name, value []byte) {
	colon := bytes.IndexByte(line, ':')
	if colon < 0 {
		return line, line[len(line):]
	}
	value = line[colon+1:]
	if len(value) > 0 && value[0] == ' ' {
		value = value[1:]
	}
	return line[:colon], value
}

// parse sets the frame's fields by those of the block.
func (s *SSE) parse(block []byte) Kind {
	for l := linesOf(block); l.next(); {
		if len(l.end) > 0 {
			s.eol = lineEnd(l.end)
		}
		s.field(l.line, len(block)-len(l.rest)-len(l.end))
	}
	return s.kind()
}

// field sets the frame's field that is in a line. end is where the line ends in
// the block.
func (s *SSE) field(line []byte, end int) {
	f := &s.frame
	name, value := sseField(line)
	switch string(name) {
	case "data":
		if f.lines++; f.lines == 1 {
			f.Data, f.dataAt = value, end-len(value)
			return
		}
		if f.lines == 2 {
			s.joined = append(s.joined[:0], f.Data...)
		}
		s.joined = append(append(s.joined, '\n'), value...)
		f.Data = s.joined
	case "event":
		f.Event = value
	case "id":
		if bytes.IndexByte(value, 0) < 0 {
			f.ID = value
		}
	case "retry":
		if ms, ok := digits(value); ok {
			f.Retry = ms
		}
	}
}

// wholeBlock reads the frame that begins at p[i] in one pass, if all of it is
// there, its lines end in line feeds, after carriage returns or not, and it is
// within the limit. Else end is i, and the frame is to be read step by step, with
// the same result.
func (s *SSE) wholeBlock(p []byte, i int) (kind Kind, end int) {
	s.clear()
	for at := i; ; {
		start := at
		n := bytes.IndexByte(p[at:], '\n')
		if n < 0 {
			return Other, i
		}
		line, eol := p[at:at+n], "\n"
		s.seekCR(p, at)
		if s.nextCR < at+n {
			if s.nextCR < at+n-1 {
				return Other, i
			}
			line, eol = line[:n-1], "\r\n"
		}
		at += n + 1
		switch {
		case at-i > s.limit:
			return Other, i
		case start == i && (len(line) == 0 || line[0] == ':'):
			return Other, at
		case len(line) == 0:
			s.eol = eol
			return s.kind(), at
		}
		s.field(line, start+len(line)-i)
	}
}

// kind is that of the block whose fields have been set.
func (s *SSE) kind() Kind {
	if s.frame.lines == 0 {
		return Other
	}
	return Message
}

// lineEnd is b without an allocation.
func lineEnd(b []byte) string {
	switch string(b) {
	case "\n":
		return "\n"
	case "\r\n":
		return "\r\n"
	default:
		return "\r"
	}
}

// digits is the number that b is in ASCII digits, larger ones being made the most
// that a retry may be, a day.
func digits(b []byte) (n int, ok bool) {
	const most = 24 * 60 * 60 * 1000
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = min(n*10+int(c-'0'), most)
	}
	return n, len(b) > 0
}
