package jsonscan

import "github.com/chatguard/chatguard/filter/swar"

// str is the string that is being read.
type str struct {
	pos   int64 // of its first byte
	limit int64 // where its limit ends
	key   bool
	want  bool // never of a key
	utf8  sequence
	esc   escape
}

// beginKey reads the key whose opening quote is at p[i]. Nearly every key stands
// whole and without an escape in one piece, and many within eight bytes.
func (s *Scanner) beginKey(p []byte, i int) int {
	if s.keys++; s.keys > s.limits.Keys {
		return s.stop(TooManyKeys, i)
	}
	i++
	if len(p)-i >= 8 {
		w := swar.Load(p, i)
		if n := swar.First(marks(w)); n < 8 && p[i+n] == '"' && n <= s.limits.KeyBytes {
			return s.endKey(p[i:i+n], shortKey(w, n), s.base+int64(i), i+n)
		}
	}
	end := literal(p, i)
	if end < len(p) && p[end] == '"' && end-i <= s.limits.KeyBytes {
		return s.endKey(p[i:end], s.seen.wordOfKey(p[i:end]), s.base+int64(i), end)
	}
	pos := s.base + int64(i)
	s.str = str{pos: pos, limit: pos + int64(s.limits.KeyBytes), key: true}
	return s.readString(p, i)
}

// endKey takes the key whose closing quote is at index i. w is its word in seen.
func (s *Scanner) endKey(key []byte, w uint64, pos int64, i int) int {
	if !s.limits.AllowDuplicateKeys && s.seen.add(&s.open[len(s.open)-1], w) {
		s.fail(DuplicateKey, pos)
		return stopped
	}
	s.h.Key(key, pos, int(s.base+int64(i)-pos))
	s.state = stColon
	return i + 1
}

func (s *Scanner) beginString(p []byte, i int) int {
	i++
	pos := s.base + int64(i)
	want := s.h.BeginString(pos)
	end := literal(p, i)
	n := end - i
	if end < len(p) && p[end] == '"' && n <= s.limits.StringBytes {
		if want && n > 0 {
			s.h.Text(p[i:end], pos, n)
		}
		s.h.EndString(s.base + int64(end))
		s.state = s.after
		return end + 1
	}
	s.str = str{pos: pos, limit: pos + int64(s.limits.StringBytes), want: want}
	return s.readString(p, i)
}

// readString reads on in a key or a string value at p[i].
func (s *Scanner) readString(p []byte, i int) int {
	q := p
	if room := s.str.limit - s.base; int64(len(p)) > room {
		q = p[:room]
	}
	from, ok := i, true
	if s.str.utf8.need > 0 && i < len(q) {
		i, ok = s.str.utf8.read(q, i)
	} else if s.str.esc.open() {
		i = s.resumeEscape(q, i)
		from = i
	}
	for i != stopped {
		if ok && s.str.utf8.need == 0 {
			if !s.str.want && !s.str.key {
				i = skip(q, i)
				from = i
			} else {
				i = literal(q, i)
			}
			if i < len(q) && q[i] >= 0x80 {
				i, ok = s.str.utf8.read(q, i)
			}
		}
		if i > from {
			if s.str.want {
				s.h.Text(q[from:i], s.base+int64(from), i-from)
			} else if s.str.key {
				s.token = append(s.token, q[from:i]...)
			}
		}
		switch {
		case !ok:
			return s.stop(UTF8, i)
		case i == len(q):
			return s.pauseString(p, i)
		case q[i] == '"':
			return s.endString(i)
		case q[i] != '\\':
			return s.stop(Syntax, i)
		}
		i = s.readEscapes(q, i)
		from = i
	}
	return stopped
}

// pauseString is where the piece, or what the limit allows of it, ends inside
// the string. At the limit only the closing quote may follow.
func (s *Scanner) pauseString(p []byte, i int) int {
	if i == len(p) {
		s.state = stString
		return i
	}
	if p[i] == '"' && s.str.utf8.need == 0 && s.str.esc.stage == escNone {
		s.flushHigh()
		return s.endString(i)
	}
	if s.str.key {
		return s.stop(KeyTooLong, i)
	}
	return s.stop(StringTooLong, i)
}

// endString ends the string whose closing quote is at index i.
func (s *Scanner) endString(i int) int {
	if s.str.key {
		key := s.token
		s.token = key[:0]
		return s.endKey(key, s.seen.wordOfKey(key), s.str.pos, i)
	}
	s.h.EndString(s.base + int64(i))
	s.state = s.after
	return i + 1
}
