package wire

import (
	"bytes"
	"slices"
	"strings"
	"testing"
)

// editor writes its stream on, with other frames put in.
type editor struct {
	dec     Decoder
	out     []byte
	n       int // messages so far
	stopped bool
	edit    func(e *editor, f *Frame)
}

func (e *editor) Frame(f *Frame) error {
	switch {
	case e.stopped:
	case f.Kind == Message:
		e.edit(e, f)
		e.n++
	default:
		e.out = f.AppendRaw(e.out)
	}
	return nil
}

// TestEditsGiveValidStreams does with each framing what a filter does: it puts a
// message before each, ends the stream in the middle, replaces and drops messages.
func TestEditsGiveValidStreams(t *testing.T) {
	fresh := []byte(`{"fresh":true}`)
	for _, c := range benchStreams() {
		stream := c.stream[:4000]
		if c.name == "json-stream" { // not within an element
			stream = append([]byte("["), bytes.Repeat([]byte("{\"text\": \"words\"}\n,\r\n"), 40)...)
			stream = append(bytes.TrimSuffix(stream, []byte(",\r\n")), ']')
		} else {
			stream = bytes.Clone(stream[:wholeFrames(t, c.dec, stream)])
		}
		given := decode(t, c.dec, 0, stream).data
		if len(given) < 5 {
			t.Fatalf("%s: %d messages", c.name, len(given))
		}
		var doubled, edited, every2nd [][]byte
		for i, m := range given {
			doubled = append(doubled, fresh, m)
			edited = append(edited, fresh)
			if i%2 == 1 {
				every2nd = append(every2nd, m)
			}
		}
		for name, edit := range map[string]struct {
			do   func(e *editor, f *Frame)
			want [][]byte
		}{
			"insert": {func(e *editor, f *Frame) { e.out = f.AppendRaw(e.dec.AppendNew(e.out, "more", fresh)) }, doubled},
			"edit":   {func(e *editor, f *Frame) { e.out = f.AppendWith(e.out, fresh) }, edited},
			"drop": {func(e *editor, f *Frame) {
				if e.n%2 == 1 {
					e.out = f.AppendRaw(e.out)
				}
			}, every2nd},
			"end": {func(e *editor, f *Frame) {
				if e.out = e.dec.AppendNew(e.out, "error", fresh); e.n < 3 {
					e.out = f.AppendRaw(e.out)
				} else {
					e.out, e.stopped = e.dec.AppendEnd(e.out), true
				}
			}, doubled[:7]},
		} {
			e := &editor{dec: c.dec, edit: edit.do}
			feed(t, c.dec, e, stream, 333)
			g := decode(t, c.dec, 0, e.out)
			if !slices.EqualFunc(g.data, edit.want, bytes.Equal) {
				t.Errorf("%s, %s: %d messages, want %d", c.name, name, len(g.data), len(edit.want))
			}
			if all := strings.Join(g.frames, "\n"); strings.Contains(all, "wire:") || strings.Contains(all, "partial@") {
				t.Errorf("%s, %s: the stream has faults", c.name, name)
			}
		}
	}
}

// wholeFrames is how much of the stream is whole frames.
func wholeFrames(t *testing.T, d Decoder, stream []byte) (n int) {
	d.Reset(0)
	h := handlerFunc(func(f *Frame) error { n += len(f.Raw); return nil })
	if err := d.Write(stream, h); err != nil {
		t.Fatal(err)
	}
	return n
}
