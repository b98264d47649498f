package jsonscan

import (
	"fmt"
	"strings"
	"testing"
)

// recorder writes the events down, one a line, with literal text joined as far
// as cuts may have split it.
type recorder struct {
	b       strings.Builder
	skip    bool // want no string
	text    []byte
	textPos int64
	body    []byte // if set, literal text is compared with it
	errs    []string
}

func (r *recorder) event(kind string, pos int64, b []byte) {
	r.flush()
	fmt.Fprintf(&r.b, "%s@%d", kind, pos)
	if b != nil {
		fmt.Fprintf(&r.b, " %q", b)
	}
	r.b.WriteByte('\n')
}

func (r *recorder) flush() {
	if r.text != nil {
		fmt.Fprintf(&r.b, "text@%d %q\n", r.textPos, r.text)
		r.text = nil
	}
}

func (r *recorder) BeginObject(pos int64)          { r.event("{", pos, nil) }
func (r *recorder) EndObject(pos int64)            { r.event("}", pos, nil) }
func (r *recorder) BeginArray(pos int64)           { r.event("[", pos, nil) }
func (r *recorder) EndArray(pos int64)             { r.event("]", pos, nil) }
func (r *recorder) Key(k []byte, pos int64, _ int) { r.event("key", pos, append([]byte{}, k...)) }
func (r *recorder) Scalar(b []byte, pos int64)     { r.event("scalar", pos, append([]byte{}, b...)) }
func (r *recorder) EndString(pos int64)            { r.event("end", pos, nil) }
func (r *recorder) BeginString(pos int64) bool     { r.event("string", pos, nil); return !r.skip }

func (r *recorder) Text(b []byte, pos int64, raw int) {
	if r.skip {
		r.errs = append(r.errs, "text of a string that nobody wants")
	}
	if len(b) == 0 {
		r.errs = append(r.errs, "empty text")
	}
	if raw != len(b) {
		r.event(fmt.Sprintf("escape+%d", raw), pos, append([]byte{}, b...))
		return
	}
	if r.body != nil && string(r.body[pos:pos+int64(raw)]) != string(b) {
		r.errs = append(r.errs, fmt.Sprintf("literal at %d is not the body's", pos))
	}
	if r.text != nil && r.textPos+int64(len(r.text)) != pos {
		r.errs = append(r.errs, fmt.Sprintf("literal at %d does not continue", pos))
	}
	if r.text == nil {
		r.textPos = pos
	}
	r.text = append(r.text, b...)
}

// run feeds body in pieces to a scanner and returns the events, the last of
// which is the outcome.
func run(t testing.TB, s *Scanner, l Limits, skip bool, body string, pieces ...string) string {
	t.Helper()
	r := &recorder{skip: skip, body: []byte(body)}
	s.Reset(l, r)
	var err error
	for _, p := range pieces {
		piece := []byte(p)
		err = s.Write(piece)
		for i := range piece { // nothing may be read from a piece later
			piece[i] = '#'
		}
		if err != nil {
			break
		}
	}
	closed := s.Close()
	if err != nil && closed != err {
		t.Errorf("Close after %v returns %v", err, closed)
	}
	r.flush()
	for _, e := range r.errs {
		t.Errorf("%.80q: %s", body, e)
	}
	if closed == nil {
		return r.b.String() + "ok"
	}
	e := closed.(*Error)
	return r.b.String() + fmt.Sprintf("%v@%d", e.Code, e.Offset)
}

// outcome is the last line of what run returns.
func outcome(events string) string { return events[strings.LastIndexByte(events, '\n')+1:] }

// bytewise is body in pieces of one byte.
func bytewise(body string) []string {
	pieces := make([]string, len(body))
	for i := range pieces {
		pieces[i] = body[i : i+1]
	}
	return pieces
}

// sameAtEveryCut checks that body gives the same events whole, at every single
// cut, and byte by byte, whether its strings are wanted or not.
func sameAtEveryCut(t *testing.T, l Limits, body string) string {
	t.Helper()
	var s Scanner
	for _, skip := range []bool{true, false} {
		whole := run(t, &s, l, skip, body, body)
		if got := run(t, &s, l, skip, body, bytewise(body)...); got != whole {
			t.Fatalf("%.80q byte by byte:\n%s\nwhole:\n%s", body, got, whole)
		}
		for i := 0; i <= len(body) && len(body) < 3000; i++ {
			if got := run(t, &s, l, skip, body, body[:i], "", body[i:]); got != whole {
				t.Fatalf("%.80q cut at %d:\n%s\nwhole:\n%s", body, i, got, whole)
			}
		}
		if !skip {
			return whole
		}
	}
	panic("unreachable")
}
