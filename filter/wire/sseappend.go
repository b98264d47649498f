package wire

import "bytes"

// appendWith writes the block with other data. Each line of the data stands where
// a data field stood, with that line's style and end; lines too many follow the
// last one, fields too many are left out.
func (s *SSE) appendWith(dst []byte, f *Frame, data []byte) []byte {
	if f.lines == 1 && len(data) > 0 && data[0] != ' ' && oneLine(data) && f.Raw[f.dataAt-1] != 'a' {
		dst = append(append(dst, f.Raw[:f.dataAt]...), data...)
		return append(dst, f.Raw[f.dataAt+len(f.Data):]...)
	}
	fields := f.lines
	more := true // data has another line, perhaps an empty one
	for l := linesOf(f.Raw); l.next(); {
		name, _ := sseField(l.line)
		if string(name) != "data" {
			dst = append(append(dst, l.line...), l.end...)
			continue
		}
		fields--
		for more {
			var line []byte
			line, data, more = cutLine(data)
			dst = appendSSEData(dst, l.line, line)
			if len(l.end) > 0 {
				dst = append(dst, l.end...)
			} else if more {
				dst = append(dst, s.eol...)
			}
			if fields > 0 {
				break
			}
		}
	}
	return dst
}

// appendSSEData writes a data field, without a space after the colon if like has
// none and the value does not need it.
func appendSSEData(dst, like, value []byte) []byte {
	const name = "data"
	dst = append(dst, name...)
	switch {
	case len(like) == len(name) && len(value) == 0:
		return dst
	case len(like) > len(name) && (len(like) == len(name)+1 || like[len(name)+1] != ' ') && (len(value) == 0 || value[0] != ' '):
		dst = append(dst, ':')
	default:
		dst = append(dst, ": "...)
	}
	return append(dst, value...)
}

func oneLine(data []byte) bool {
	return bytes.IndexByte(data, '\n') < 0 && bytes.IndexByte(data, '\r') < 0
}

// cutLine cuts off the first line of data. The line ends of SSE cannot stand in a
// field's value; in JSON they are white space, and any of them is as good.
func cutLine(data []byte) (line, rest []byte, more bool) {
	n := bytes.IndexByte(data, '\n')
	if n < 0 {
		n = len(data)
	}
	if cr := bytes.IndexByte(data[:n], '\r'); cr >= 0 {
		n = cr
	}
	if n == len(data) {
		return data, nil, false
	}
	skip := n + 1
	if data[n] == '\r' && skip < len(data) && data[skip] == '\n' {
		skip++
	}
	return data[:n], data[skip:], true
}

// AppendNew implements Decoder: an event with the line ends of the last one.
// event must not hold a line end.
func (s *SSE) AppendNew(dst []byte, event string, data []byte) []byte {
	dst = append(dst, s.ends...)
	s.ends = ""
	if event != "" {
		dst = append(append(append(dst, "event: "...), event...), s.eol...)
	}
	for more := true; more; {
		var line []byte
		line, data, more = cutLine(data)
		dst = append(append(append(dst, "data: "...), line...), s.eol...)
	}
	return append(dst, s.eol...)
}

// AppendEnd implements Decoder: an SSE stream may end after any event.
func (s *SSE) AppendEnd(dst []byte) []byte { return dst }
