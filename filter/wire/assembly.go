package wire

import "slices"

// keptBuffer is the size in bytes up to which Reset keeps a buffer.
const keptBuffer = 64 << 10

// assembly puts frames together that are split over pieces, and hands frames over.
type assembly struct {
	limit int
	buf   []byte // the first bytes of the frame that is being read
	seen  int64  // how much of the stream has been handed over
	over  bool   // the frame that is being read is Oversize
	lost  bool   // the rest is Broken
	err   error  // the handler's
	fault Error
	frame Frame
}

func (a *assembly) reset(limit int, c codec) {
	if limit <= 0 {
		limit = DefaultLimit
	}
	buf := a.buf[:0]
	if cap(buf) > keptBuffer {
		buf = nil
	}
	*a = assembly{limit: max(limit, MinLimit), buf: buf, frame: Frame{codec: c, Retry: -1}}
}

// Buffered is the number of bytes held.
func (a *assembly) Buffered() int { return len(a.buf) }

func (a *assembly) appendRaw(dst []byte, f *Frame) []byte { return append(dst, f.Raw...) }

// deliver hands over the frame whose bytes are raw and whose other fields are set.
func (a *assembly) deliver(kind Kind, raw []byte, h Handler) error {
	f := &a.frame
	f.Kind, f.Raw, f.Offset = kind, raw, a.seen
	a.seen += int64(len(raw))
	a.buf = a.buf[:0] // its bytes stay until the next piece
	a.err = h.Frame(f)
	return a.err
}

// clear empties the fields that a framing sets.
func (a *assembly) clear() {
	f := &a.frame
	f.Op, f.Last, f.first, f.Retry, f.lines = 0, false, false, -1, 0
	f.Data, f.Event, f.ID, f.headers, f.Err = nil, nil, nil, nil, nil
}

// fail sets what is wrong with the frame at the present offset.
func (a *assembly) fail(c Code) {
	a.fault = Error{Code: c, Offset: a.seen}
	a.frame.Err = &a.fault
}

// end returns the bytes of the frame that ends with part, to be delivered. A
// frame that is Oversize is handed over here, and raw is nil.
func (a *assembly) end(part []byte, h Handler) (raw []byte, err error) {
	if a.over || len(a.buf)+len(part) > a.limit {
		err = a.spill(part, true, h)
		a.over = false
		return nil, err
	}
	if len(a.buf) == 0 {
		return part, nil
	}
	a.hold(part)
	return a.buf, nil
}

// keep takes bytes of a frame whose end has not come.
func (a *assembly) keep(part []byte, h Handler) error {
	if len(part) == 0 {
		return nil
	}
	if a.over || len(a.buf)+len(part) > a.limit {
		return a.spill(part, false, h)
	}
	a.hold(part)
	return nil
}

// hold appends to the buffer, whose capacity it keeps within the limit.
func (a *assembly) hold(part []byte) {
	if n := len(a.buf) + len(part); n > cap(a.buf) {
		a.buf = slices.Grow(a.buf, min(max(2*n, 512), a.limit)-len(a.buf))
	}
	a.buf = append(a.buf, part...)
}

// spill hands over what is held and part as parts of an Oversize frame.
func (a *assembly) spill(part []byte, last bool, h Handler) error {
	a.clear()
	a.frame.first = !a.over
	if !a.over {
		a.over = true
		a.fail(FrameTooLarge)
	}
	a.frame.Err = &a.fault
	if len(a.buf) > 0 {
		if err := a.deliver(Oversize, a.buf, h); err != nil {
			return err
		}
		a.frame.first = false
	}
	a.frame.Last = last
	return a.deliver(Oversize, part, h)
}

// lose hands over part, and what is held before it, as Broken.
func (a *assembly) lose(c Code, part []byte, h Handler) error {
	a.clear()
	if !a.lost {
		a.lost = true
		a.fail(c)
	}
	a.frame.Err = &a.fault
	if len(a.buf) > 0 {
		if err := a.deliver(Broken, a.buf, h); err != nil {
			return err
		}
	}
	if len(part) == 0 {
		return nil
	}
	return a.deliver(Broken, part, h)
}

// cutOff hands over an incomplete frame at the end of the stream.
func (a *assembly) cutOff(h Handler) error {
	if a.over {
		a.over = false
		a.clear()
		a.frame.Err, a.frame.Last = &a.fault, true
		return a.deliver(Oversize, nil, h)
	}
	if len(a.buf) == 0 {
		return nil
	}
	a.clear()
	a.fail(Truncated)
	return a.deliver(Partial, a.buf, h)
}
