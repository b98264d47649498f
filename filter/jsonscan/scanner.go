package jsonscan

// Scanner reads one document at a time. The zero value needs a Reset. It is not
// safe for concurrent use.
type Scanner struct {
	h      Handler
	limits Limits
	err    *Error

	base  int64 // offset of the piece that is being read
	state state
	after state // what follows the value that is being read

	open []frame // open containers, outermost first
	keys int     // keys read
	seen seen    // keys of the open objects

	str   str     // the string that is being read
	num   number  // the number or word that is being read
	token []byte  // what earlier pieces held of a key, number or word
	out   [4]byte // what an escape decodes to
}

// maxKeep is how much of a buffer Reset keeps, in entries.
const maxKeep = 1 << 15

// Reset starts a document that reports to h. It keeps buffers of moderate size,
// so that a Scanner that is used again does not allocate.
func (s *Scanner) Reset(l Limits, h Handler) {
	s.limits, s.h = l.resolved(), h
	s.err, s.base = nil, 0
	s.state, s.after = stStart, stDone
	if cap(s.open) < s.limits.Depth {
		s.open = make([]frame, 0, s.limits.Depth)
	}
	s.open, s.keys = s.open[:0], 0
	s.seen.reset()
	if cap(s.token) > maxKeep {
		s.token = nil
	}
	s.token = s.token[:0]
}

// Offset is the number of bytes read so far, or up to the error.
func (s *Scanner) Offset() int64 {
	if s.err != nil {
		return s.err.Offset
	}
	return s.base
}

// Write reads the next piece of the body, which may be of any length. After an
// error it does nothing but return it again.
func (s *Scanner) Write(p []byte) error {
	if s.err != nil {
		return s.err
	}
	room := s.limits.Bytes - s.base
	over := int64(len(p)) > room
	if over {
		p = p[:room]
	}
	s.scan(p)
	if s.err != nil {
		return s.err
	}
	s.base += int64(len(p))
	if over {
		return s.fail(TooLarge, s.base)
	}
	return nil
}

// Close ends the body. It must be called once, after the last Write.
func (s *Scanner) Close() error {
	if s.err != nil {
		return s.err
	}
	if s.state == stNumber && len(s.open) == 0 && s.num.complete() {
		s.h.Scalar(s.token, s.num.pos)
		s.state = stDone
	}
	switch s.state {
	case stDone:
		return nil
	case stStart:
		return s.fail(Empty, s.base)
	}
	return s.fail(Truncated, s.base)
}

// Pending is where the string (its opening quote), number or word begins that is not complete yet, and whether it is a
// string value; where nothing is pending, how far the body was read.
func (s *Scanner) Pending() (pos int64, inString bool) {
	switch {
	case s.err != nil || s.state < betweenTokens:
		return s.Offset(), false
	case s.state == stString:
		return s.str.pos - 1, !s.str.key
	}
	return s.num.pos, false
}

// Mute makes the scanner go on without telling its handler anything more of this body. The handler may call it.
func (s *Scanner) Mute() { s.h = mute{} }

func (s *Scanner) fail(c Code, pos int64) error {
	s.err = &Error{Code: c, Offset: pos}
	return s.err
}

// stop fails at index i of the piece and returns the index that ends the scan.
func (s *Scanner) stop(c Code, i int) int {
	s.fail(c, s.base+int64(i))
	return stopped
}

const stopped = -1

// scan reads one piece.
func (s *Scanner) scan(p []byte) {
	i := 0
	if s.state >= betweenTokens {
		i = s.resume(p)
	}
	st := s.state
	for uint(i) < uint(len(p)) {
		a := actions[uint8(st)|uint8(classOf[p[i]])]
		if a < action(betweenTokens) {
			st = state(a)
			i++
			continue
		}
		switch a {
		case actKey:
			i = s.beginKey(p, i)
			// Short cuts for what nearly always comes next.
			if uint(i) < uint(len(p)) && p[i] == ':' {
				st = stValue
				i++
				if uint(i) >= uint(len(p)) || p[i] != '"' {
					continue
				}
				i = s.beginString(p, i)
			}
		case actString:
			i = s.beginString(p, i)
		case actObject:
			i = s.beginObject(i)
		case actArray:
			i = s.beginArray(i)
		case actEndObject:
			s.seen.forget(s.open[len(s.open)-1])
			s.h.EndObject(s.base + int64(i))
			s.pop()
			i++
		case actEndArray:
			s.h.EndArray(s.base + int64(i))
			s.pop()
			i++
		case actNumber:
			s.num = number{pos: s.base + int64(i)}
			i = s.readNumber(p, i)
		case actWord:
			s.num = number{pos: s.base + int64(i), word: wordOf(p[i])}
			i = s.readWord(p, i)
		case actFail:
			i = s.refuse(st, i)
		}
		st = s.state
	}
	s.state = st
}

// resume continues the token that the last piece left unfinished.
func (s *Scanner) resume(p []byte) int {
	switch s.state {
	case stString:
		return s.readString(p, 0)
	case stNumber:
		return s.readNumber(p, 0)
	default:
		return s.readWord(p, 0)
	}
}

// refuse stops at p[i], which fits nothing in the state st.
func (s *Scanner) refuse(st state, i int) int {
	if st == stDone {
		return s.stop(Trailing, i)
	}
	return s.stop(Syntax, i)
}

func (s *Scanner) beginObject(i int) int {
	if len(s.open) == s.limits.Depth {
		return s.stop(TooDeep, i)
	}
	s.open = append(s.open, s.seen.object())
	s.state, s.after = stFirstKey, stInObject
	s.h.BeginObject(s.base + int64(i))
	return i + 1
}

func (s *Scanner) beginArray(i int) int {
	if len(s.open) == s.limits.Depth {
		return s.stop(TooDeep, i)
	}
	s.open = append(s.open, frame{after: stInArray})
	s.state, s.after = stFirst, stInArray
	s.h.BeginArray(s.base + int64(i))
	return i + 1
}

// pop leaves the innermost container, and sets what follows it.
func (s *Scanner) pop() {
	last := len(s.open) - 1
	s.open = s.open[:last]
	s.after = stDone
	if last > 0 {
		s.after = s.open[last-1].after
	}
	s.state = s.after
}
