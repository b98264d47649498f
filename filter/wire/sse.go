package wire

import "bytes"

// SSE decodes server-sent events (WHATWG HTML, section 9.2.6). A frame is a block
// of lines with the blank line that ends it: a Message if it has a data field,
// Other if not. A comment or a blank line in front of a block is a frame of its
// own, so that keep-alives are not held; so is a byte order mark.
//
// A carriage return may be the first half of a line end whose other half is in
// the next piece. Where it ends a frame, the frame waits for the next byte, until
// the stream has shown that it ends lines with carriage returns alone.
type SSE struct {
	assembly
	state  sseState
	bom    int    // bytes of the byte order mark seen
	lone   bool   // a carriage return alone has ended a line
	nextCR int    // in the piece that is being read, the first carriage return from the present byte on
	eol    string // line end of the last frame
	ends   string // line ends that AppendNew has to write first, after a Partial
	joined []byte // data of several lines
}

type sseState uint8

const (
	sseMark      sseState = iota // at the start of the stream
	sseStart                     // in front of a block
	sseComment                   // in a comment in front of a block
	sseLine                      // in a line of a block
	sseLineCR                    // after the carriage return of such a line
	sseLineStart                 // at the start of a line of a block that has lines
	sseEndCR                     // after a carriage return that ends a frame
)

const byteOrderMark = "\xEF\xBB\xBF"

// Reset implements Decoder.
func (s *SSE) Reset(limit int) {
	s.reset(limit, s)
	joined := s.joined[:0]
	if cap(joined) > keptBuffer {
		joined = nil
	}
	*s = SSE{assembly: s.assembly, eol: "\n", joined: joined}
}

// Write implements Decoder.
func (s *SSE) Write(p []byte, h Handler) error {
	if s.err != nil {
		return s.err
	}
	s.nextCR = -1
	start := 0
	for i := 0; i < len(p); {
		if s.state == sseStart && !s.lone {
			if kind, end := s.wholeBlock(p, i); end > i {
				if err := s.deliver(kind, p[i:end], h); err != nil {
					return err
				}
				start, i = end, end
				continue
			}
		}
		var ended bool
		if i, ended = s.step(p, i); ended {
			if err := s.emit(p[start:i], h); err != nil {
				return err
			}
			start = i
		}
	}
	return s.keep(p[start:], h)
}

// step reads on at p[i], at most to the end of a line, and reports whether a frame
// ends before the index that it returns.
func (s *SSE) step(p []byte, i int) (int, bool) {
	switch s.state {
	case sseLine, sseComment:
		return s.readLine(p, i)
	case sseLineCR:
		s.state = sseLineStart
		if p[i] == '\n' {
			return i + 1, false
		}
		s.lone = true
		return i, false
	case sseEndCR:
		s.state = sseStart
		if p[i] == '\n' {
			return i + 1, true
		}
		s.lone = true
		return i, true
	case sseMark:
		return s.readMark(p, i)
	}
	switch c := p[i]; {
	case c == '\n' || c == '\r' && s.lone:
		s.state = sseStart
		return i + 1, true
	case c == '\r':
		s.state = sseEndCR
		return i + 1, false
	case c == ':' && s.state == sseStart:
		s.state = sseComment
	default:
		s.state = sseLine
	}
	return i, false
}

func (s *SSE) readMark(p []byte, i int) (int, bool) {
	if p[i] == byteOrderMark[s.bom] {
		s.bom++
		if s.bom == len(byteOrderMark) {
			s.state = sseStart
			return i + 1, true
		}
		return i + 1, false
	}
	s.state = sseStart
	if s.bom > 0 {
		s.state = sseLine
	}
	return i, false
}

func (s *SSE) readLine(p []byte, i int) (int, bool) {
	s.seekCR(p, i)
	end := s.nextCR
	comment := s.state == sseComment
	if lf := bytes.IndexByte(p[i:end], '\n'); lf >= 0 {
		s.state = sseLineStart
		if comment {
			s.state = sseStart
		}
		return i + lf + 1, comment
	}
	switch {
	case end == len(p):
		return end, false
	case !comment:
		s.state = sseLineCR
	case s.lone:
		s.state = sseStart
		return end + 1, true
	default:
		s.state = sseEndCR
	}
	return end + 1, false
}

// seekCR sets nextCR.
func (s *SSE) seekCR(p []byte, i int) {
	if s.nextCR >= i {
		return
	}
	if s.nextCR = bytes.IndexByte(p[i:], '\r'); s.nextCR >= 0 {
		s.nextCR += i
	} else {
		s.nextCR = len(p)
	}
}

// emit hands over the frame that ends with part.
func (s *SSE) emit(part []byte, h Handler) error {
	raw, err := s.end(part, h)
	if err != nil || raw == nil {
		return err
	}
	s.clear()
	kind := Other
	if c := raw[0]; c != ':' && c != '\r' && c != '\n' && string(raw) != byteOrderMark {
		kind = s.parse(raw)
	}
	return s.deliver(kind, raw, h)
}

// Close implements Decoder. Of an event without its blank line Data is what has
// come of it.
func (s *SSE) Close(h Handler) error {
	if s.err != nil {
		return s.err
	}
	if s.state == sseEndCR {
		s.state = sseStart
		return s.emit(nil, h)
	}
	if s.over || len(s.buf) == 0 {
		return s.cutOff(h)
	}
	raw := s.buf
	s.clear()
	kind := Other
	if s.state != sseComment {
		s.parse(raw)
		kind = Partial
	}
	err := s.deliver(kind, raw, h)
	if s.ends = s.eol; s.state != sseLineStart && s.state != sseLineCR {
		s.ends += s.eol
	}
	return err
}
