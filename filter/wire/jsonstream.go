package wire

// JSONStream decodes a stream of JSON values: the elements of an array that is
// sent as it grows, as Gemini does, or values one after another with or without
// white space between them. A value that is not in an array is one frame. The Raw
// of an element begins with the comma in front of it.
//
// Values are told apart by their strings and brackets only; whether they are
// JSON is for the reader of Data to judge. Between values nothing but commas,
// white space and the brackets of the array is skipped.
type JSONStream struct {
	assembly
	state   jsonState
	depth   int  // of open brackets in the value
	text    bool // in a string
	escape  bool // behind a backslash
	array   bool // in the array
	comma   bool // a comma begins what is being read
	arrived bool // the array had an element before what is being read
	written bool // an element of the array has been appended
}

type jsonState uint8

const (
	jsonGap    jsonState = iota // between values
	jsonValue                   // in an object, an array or a string
	jsonScalar                  // in a number, a word or something worse
)

// Reset implements Decoder.
func (j *JSONStream) Reset(limit int) {
	j.reset(limit, j)
	*j = JSONStream{assembly: j.assembly}
}

// Write implements Decoder.
func (j *JSONStream) Write(p []byte, h Handler) error {
	if j.err != nil {
		return j.err
	}
	for start, i := 0, 0; ; {
		if j.state == jsonGap {
			var err error
			if start, i, err = j.skipGap(p, start, h); err != nil {
				return err
			}
		}
		var ended bool
		if i, ended = j.scan(p, i); !ended {
			return j.keep(p[start:], h)
		}
		if err := j.emit(p[start:i], h); err != nil {
			return err
		}
		start = i
	}
}

// skipGap reads what is between values from p[start] on and hands it over as far
// as it belongs to no element. It returns where the next frame and its value
// begin.
func (j *JSONStream) skipGap(p []byte, start int, h Handler) (frame, i int, err error) {
	for i = start; ; {
		for i < len(p) && isSpace[p[i]] {
			i++
		}
		if i == len(p) && j.comma {
			return start, i, nil
		}
		separator := i < len(p) && (p[i] == ',' || p[i] == ']' && j.array || p[i] == '[' && !j.array)
		if separator || !j.comma {
			if err = j.other(p[start:i], h); err != nil {
				return 0, 0, err
			}
			start = i
		}
		if i == len(p) {
			return start, i, nil
		}
		if !separator {
			return start, j.begin(p, i), nil
		}
		i++
		if p[start] == ',' {
			j.comma = true
			continue
		}
		if err = j.other(p[start:i], h); err != nil {
			return 0, 0, err
		}
		start = i
		j.array, j.arrived, j.written = !j.array, false, false
	}
}

// other hands over bytes between values.
func (j *JSONStream) other(part []byte, h Handler) error {
	if j.comma {
		j.comma = false
		var err error
		if part, err = j.end(part, h); err != nil {
			return err
		}
	}
	if len(part) == 0 {
		return nil
	}
	j.clear()
	return j.deliver(Other, part, h)
}

// begin begins the value at p[i].
func (j *JSONStream) begin(p []byte, i int) int {
	j.state, j.depth = jsonValue, 0
	switch p[i] {
	case '"':
		j.text = true
	case '{', '[':
		j.depth = 1
	default:
		j.state = jsonScalar
	}
	return i + 1
}

// emit hands over the value that ends with part.
func (j *JSONStream) emit(part []byte, h Handler) error {
	j.state = jsonGap
	raw, err := j.end(part, h)
	if err == nil && raw != nil {
		j.clear()
		j.frame.Data = raw[separatorLen(raw):]
		err = j.deliver(Message, raw, h)
	}
	j.arrived, j.comma = true, false
	return err
}

// separatorLen is the length of the comma and white space in front of an element.
func separatorLen(raw []byte) int {
	n := 0
	for n < len(raw) && (isSpace[raw[n]] || raw[n] == ',') {
		n++
	}
	return n
}

// Close implements Decoder. A number at the end of the stream is complete.
func (j *JSONStream) Close(h Handler) error {
	switch {
	case j.err != nil:
		return j.err
	case j.state == jsonScalar && !j.array:
		return j.emit(nil, h)
	case j.state == jsonGap && j.comma:
		return j.other(nil, h)
	default:
		return j.cutOff(h)
	}
}

// appendRaw corrects the comma where elements before this one were dropped or
// inserted.
func (j *JSONStream) appendRaw(dst []byte, f *Frame) []byte {
	if f.Kind == Oversize && !f.first || f.Kind == Other {
		return append(dst, f.Raw...)
	}
	n := separatorLen(f.Raw)
	return append(j.appendSeparator(dst, f.Raw[:n]), f.Raw[n:]...)
}

func (j *JSONStream) appendWith(dst []byte, f *Frame, data []byte) []byte {
	if f.Kind != Message {
		return j.appendRaw(dst, f)
	}
	return append(j.appendSeparator(dst, f.Raw[:len(f.Raw)-len(f.Data)]), data...)
}

func (j *JSONStream) appendSeparator(dst, separator []byte) []byte {
	if j.array && j.written != j.arrived {
		if len(separator) > 0 && separator[0] == ',' {
			separator = separator[1:]
		}
		if j.written {
			dst = append(dst, ',')
		}
	}
	j.written = true
	return append(dst, separator...)
}

// AppendNew implements Decoder: an element of the array, or a value on a line. It
// may not follow a Partial that was written.
func (j *JSONStream) AppendNew(dst []byte, _ string, data []byte) []byte {
	if !j.array {
		return append(append(dst, data...), '\n')
	}
	if j.written {
		dst = append(dst, ',')
	}
	j.written = true
	return append(dst, data...)
}

// AppendEnd implements Decoder: the end of the array.
func (j *JSONStream) AppendEnd(dst []byte) []byte {
	if j.array {
		dst = append(dst, ']')
	}
	return dst
}
