package guard

import (
	"bytes"

	"github.com/chatguard/chatguard/filter/jsonscan"
)

// A body of lines (NDJSON, JSON Lines: batches of requests) is read as one
// document after another. Places are offsets in the whole body, and the lines
// count as the elements of an array.

// writeLines reads the next piece of a body of lines.
func (in *Inspector) writeLines(p []byte) error {
	if limit := in.plan.limits().Bytes; limit > 0 && in.size > limit {
		in.err = &jsonscan.Error{Code: jsonscan.TooLarge, Offset: limit}
		return in.err
	}
	for len(p) > 0 && in.err == nil {
		line, rest, ended := bytes.Cut(p, []byte{'\n'})
		if !in.inLine {
			blank := len(line) - len(bytes.TrimLeft(line, " \t\r"))
			in.base += int64(blank)
			line = line[blank:]
		}
		if len(line) > 0 {
			in.line(line)
		}
		if ended {
			in.endLine()
			in.base++
		}
		p = rest
	}
	if in.err != nil {
		return in.err
	}
	return nil
}

// line reads a part of a line.
func (in *Inspector) line(p []byte) {
	if !in.inLine {
		in.json.Reset(in.plan.limits(), in)
		in.inLine, in.lineAt = true, in.base
	}
	in.base += int64(len(p))
	if err := in.json.Write(p); in.err == nil {
		in.fail(err)
	}
}

func (in *Inspector) endLine() {
	if in.inLine && in.err == nil {
		in.fail(in.json.Close())
	}
	in.inLine = false
}
