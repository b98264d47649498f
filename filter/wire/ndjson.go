package wire

import "bytes"

// NDJSON decodes JSON values that stand one on a line (x-ndjson, jsonl,
// stream+json). A frame is a line with its line feed; Data is the line without
// white space around it. A blank line is Other. The last line needs no line feed.
type NDJSON struct {
	assembly
	eol  string
	ends string // line end that AppendNew has to write first
}

// Reset implements Decoder.
func (n *NDJSON) Reset(limit int) {
	n.reset(limit, n)
	n.eol, n.ends = "\n", ""
}

// Write implements Decoder.
func (n *NDJSON) Write(p []byte, h Handler) error {
	if n.err != nil {
		return n.err
	}
	for {
		end := bytes.IndexByte(p, '\n') + 1
		if end == 0 {
			return n.keep(p, h)
		}
		if err := n.emit(p[:end], h); err != nil {
			return err
		}
		p = p[end:]
	}
}

func (n *NDJSON) emit(part []byte, h Handler) error {
	raw, err := n.end(part, h)
	if err != nil || raw == nil {
		return err
	}
	if bytes.HasSuffix(raw, []byte("\r\n")) {
		n.eol = "\r\n"
	} else if raw[len(raw)-1] == '\n' {
		n.eol = "\n"
	}
	n.clear()
	kind := Other
	if data := trimSpace(raw); len(data) > 0 {
		kind, n.frame.Data = Message, data
	}
	return n.deliver(kind, raw, h)
}

// Close implements Decoder.
func (n *NDJSON) Close(h Handler) error {
	if n.err != nil {
		return n.err
	}
	if n.over || len(n.buf) == 0 {
		return n.cutOff(h)
	}
	err := n.emit(nil, h)
	n.ends = n.eol
	return err
}

// appendWith keeps the white space around the value.
func (n *NDJSON) appendWith(dst []byte, f *Frame, data []byte) []byte {
	from := 0
	for from < len(f.Raw) && isSpace[f.Raw[from]] {
		from++
	}
	dst = append(dst, f.Raw[:from]...)
	dst = appendOneLine(dst, data)
	return append(dst, f.Raw[from+len(f.Data):]...)
}

// AppendNew implements Decoder: a line with the line end of the last one.
func (n *NDJSON) AppendNew(dst []byte, _ string, data []byte) []byte {
	dst = append(dst, n.ends...)
	n.ends = ""
	return append(appendOneLine(dst, data), n.eol...)
}

// appendOneLine appends JSON with its line feeds, which are white space, made
// spaces.
func appendOneLine(dst, data []byte) []byte {
	from := len(dst)
	dst = append(dst, data...)
	for line := dst[from:]; ; {
		i := bytes.IndexByte(line, '\n')
		if i < 0 {
			return dst
		}
		line[i] = ' '
		line = line[i+1:]
	}
}

// AppendEnd implements Decoder: the stream may end after any line.
func (n *NDJSON) AppendEnd(dst []byte) []byte { return dst }
