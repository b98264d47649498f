package guard

import "github.com/chatguard/chatguard/filter/jsonedit"

// Again gives the whole body once more, as it came: it calls do with its pieces in order, until do fails. The pieces are
// valid only in the call. An inspector keeps of a body only what it may still need of the texts, so where it must look back
// it asks for the bytes again; the proxy holds them anyway.
type Again func(do func(piece []byte) error) error

// Bytes gives a body that is in memory.
func Bytes(body []byte) Again {
	return func(do func([]byte) error) error { return do(body) }
}

// decodeStep is how much of a compressed body is decoded at once, so that what it becomes is bounded: a byte of deflate
// stands for at most 1032.
const decodeStep = 256

// decoded calls do with what p, the next piece of the body, is without its content coding.
func (in *Inspector) decoded(p []byte, do func([]byte) error) error {
	if !in.coded {
		return do(p)
	}
	for len(p) > 0 {
		n := min(len(p), decodeStep)
		var err error
		if in.plain, err = in.decoder.Append(in.plain[:0], p[:n]); err != nil {
			return in.undecodable(err)
		}
		if len(in.plain) > 0 {
			if err := do(in.plain); err != nil {
				return err
			}
		}
		p = p[n:]
	}
	return nil
}

// plainAgain calls do with the whole body once more, without its content coding.
func (in *Inspector) plainAgain(again Again, do func([]byte) error) error {
	if in.coded {
		in.decoder.Reset(in.coding, expansion(in.plan.limits().Bytes))
	}
	if err := again(func(p []byte) error { return in.decoded(p, do) }); err != nil {
		return err
	}
	if in.coded {
		return in.decoder.Close()
	}
	return nil
}

// textAgain collects the whole body as one text.
func (in *Inspector) textAgain(again Again) error {
	at := int64(0)
	return in.plainAgain(again, func(p []byte) error {
		in.text.Append(p, at, len(p))
		at += int64(len(p))
		return in.hold()
	})
}

// Rewrite appends to dst the body as it goes on: without its content coding, with the edits of the outcome.
func (in *Inspector) Rewrite(dst []byte, again Again) ([]byte, error) {
	edits, at := in.out.Edits, int64(0)
	err := in.plainAgain(again, func(p []byte) error {
		dst, edits = applyPiece(dst, p, at, edits)
		at += int64(len(p))
		return nil
	})
	return dst, err
}

// applyPiece appends p, which stands at position at of a body, with the edits that touch it. It returns those that reach
// behind it or have not begun.
func applyPiece(dst, p []byte, at int64, edits []jsonedit.Edit) ([]byte, []jsonedit.Edit) {
	end := at + int64(len(p))
	for len(edits) > 0 && edits[0].From < end {
		e := &edits[0]
		if e.From >= at {
			dst = append(dst, p[:e.From-at]...)
			dst = append(dst, e.New...)
		}
		if e.To > end {
			return dst, edits // the rest of the piece goes
		}
		p, at = p[e.To-at:], e.To
		edits = edits[1:]
	}
	return append(dst, p...), edits
}
