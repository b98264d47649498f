package wire

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/maphash"
	"iter"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// got is what a decoder made of a stream.
type got struct {
	frames []string // one a frame, parts and white space joined
	data   [][]byte // of messages
	raw    []byte   // all frames' Raw
	same   []byte   // all frames with their payload written over itself
	err    error
}

// recorder is a handler that writes everything down.
type recorder struct {
	got
	last    Frame
	lastRaw []byte
	problem string
	dec     Decoder
	limit   int
}

func (r *recorder) Frame(f *Frame) error {
	if n := r.dec.Buffered(); n > r.limit && r.problem == "" {
		r.problem = fmt.Sprintf("%d bytes held, the limit is %d", n, r.limit)
	}
	if r.last.Offset < 0 || !joins(f, &r.last, blank(r.lastRaw)) {
		r.flush()
		r.last = *f
		r.lastRaw = r.lastRaw[:0]
		r.last.Event, r.last.ID, r.last.Data = bytes.Clone(f.Event), bytes.Clone(f.ID), bytes.Clone(f.Data)
		if f.Err != nil {
			e := *f.Err
			r.last.Err = &e
		}
	}
	r.last.Last = f.Last
	r.lastRaw = append(r.lastRaw, f.Raw...)
	if f.Kind == Message {
		r.data = append(r.data, bytes.Clone(f.Data))
	}
	if len(f.Raw) > r.limit && f.Kind == Message {
		r.problem = "a message over the limit"
	}
	r.raw = append(r.raw, f.Raw...)
	r.same = f.AppendWith(r.same, bytes.Clone(f.Data))
	return nil
}

// joins reports whether a frame is told apart from the one before it by nothing
// but a cut.
func joins(f, last *Frame, lastBlank bool) bool {
	switch {
	case f.Kind != last.Kind:
		return false
	case f.Kind == Other:
		return lastBlank && blank(f.Raw)
	default:
		return f.Kind == Broken || f.Kind == Oversize && !last.Last
	}
}

func blank(b []byte) bool { return len(trimSpace(b)) == 0 }

func (r *recorder) flush() {
	f := r.last
	if f.Offset < 0 {
		return
	}
	line := fmt.Sprintf("%v@%d %q", f.Kind, f.Offset, r.lastRaw)
	if f.Op != 0 {
		line += fmt.Sprintf(" op=%d", f.Op)
	}
	if f.Event != nil {
		line += fmt.Sprintf(" event=%q", f.Event)
	}
	if f.ID != nil {
		line += fmt.Sprintf(" id=%q", f.ID)
	}
	if f.Retry >= 0 {
		line += fmt.Sprintf(" retry=%d", f.Retry)
	}
	if f.Data != nil {
		line += fmt.Sprintf(" data=%q", f.Data)
	}
	if f.Last {
		line += " last"
	}
	if f.Err != nil {
		line += " " + f.Err.Error()
	}
	r.frames = append(r.frames, line)
}

// decode feeds the pieces to d, each in memory that is overwritten afterwards.
func decode(t testing.TB, d Decoder, limit int, pieces ...[]byte) got {
	t.Helper()
	d.Reset(limit)
	if limit == 0 {
		limit = DefaultLimit
	}
	_, isSocket := d.(*WebSocket)
	if isSocket {
		limit += maxHeader + maxControl
	}
	r := &recorder{dec: d, limit: limit, last: Frame{Offset: -1}}
	scratch := []byte{}
	for _, p := range pieces {
		scratch = append(scratch[:0], p...)
		if r.err = d.Write(scratch, r); r.err != nil {
			break
		}
		for i := range scratch {
			scratch[i] = '#'
		}
		if n := d.Buffered(); n > limit {
			t.Fatalf("%d bytes held, the limit is %d", n, limit)
		}
	}
	if r.err == nil {
		r.err = d.Close(r)
	}
	r.flush()
	if r.problem != "" {
		t.Fatal(r.problem)
	}
	return r.got
}

func bytewise(stream []byte) [][]byte {
	pieces := make([][]byte, len(stream))
	for i := range pieces {
		pieces[i] = stream[i : i+1]
	}
	return pieces
}

func randomCuts(stream []byte, rng *rand.Rand, most int) (pieces [][]byte) {
	for len(stream) > 0 {
		n := min(1+rng.IntN(most), len(stream))
		pieces = append(pieces, stream[:n])
		stream = stream[n:]
	}
	return pieces
}

func compare(t testing.TB, how string, a, b got) {
	t.Helper()
	for i := range max(len(a.frames), len(b.frames)) {
		x, y := "nothing", "nothing"
		if i < len(a.frames) {
			x = a.frames[i]
		}
		if i < len(b.frames) {
			y = b.frames[i]
		}
		if x != y {
			t.Fatalf("%s: frame %d is\n%.400s\nwhole:\n%.400s", how, i, x, y)
		}
	}
	if !bytes.Equal(a.raw, b.raw) || !bytes.Equal(a.same, b.same) {
		t.Fatalf("%s: other output", how)
	}
	if fmt.Sprint(a.err) != fmt.Sprint(b.err) {
		t.Fatalf("%s: error %v, whole %v", how, a.err, b.err)
	}
}

// digest is a handler that makes one number of what recorder writes down.
type digest struct {
	meta, raw, same maphash.Hash
	last            Frame
	lastBlank       bool
	buf             []byte
}

func (d *digest) Frame(f *Frame) error {
	if !joins(f, &d.last, d.lastBlank) {
		d.lastBlank = true
		b := append(d.buf[:0], byte(f.Kind), byte(f.Op))
		b = binary.LittleEndian.AppendUint64(b, uint64(f.Offset))
		b = binary.LittleEndian.AppendUint32(b, uint32(f.Retry))
		for _, v := range [][]byte{f.Event, f.ID, f.Data} {
			b = append(strconv.AppendBool(strconv.AppendInt(b, int64(len(v)), 10), v == nil), v...)
		}
		if f.Err != nil {
			b = binary.LittleEndian.AppendUint64(append(b, byte(f.Err.Code)), uint64(f.Err.Offset))
		}
		d.buf = b
		d.meta.Write(b)
	}
	if f.Last {
		d.meta.WriteByte(1)
	}
	d.last.Kind, d.last.Last, d.lastBlank = f.Kind, f.Last, d.lastBlank && blank(f.Raw)
	d.raw.Write(f.Raw)
	d.buf = f.AppendWith(d.buf[:0], f.Data)
	d.same.Write(d.buf)
	return nil
}

var seed = maphash.MakeSeed()

func digestOf(t testing.TB, d Decoder, limit int, pieces ...[]byte) (sum [3]uint64, err error) {
	d.Reset(limit)
	h := &digest{last: Frame{Kind: 255}}
	for _, m := range []*maphash.Hash{&h.meta, &h.raw, &h.same} {
		m.SetSeed(seed)
	}
	for _, p := range pieces {
		if err = d.Write(p, h); err != nil {
			break
		}
	}
	if err == nil {
		err = d.Close(h)
	}
	return [3]uint64{h.meta.Sum64(), h.raw.Sum64(), h.same.Sum64()}, err
}

// sameAtEveryCut decodes stream whole, cut at every place, byte by byte and at
// random, and returns what all of these gave. A short stream is cut at one place at
// a time; a long one every 1021 bytes, beginning at every place, which is the same
// for each of its frames.
func sameAtEveryCut(t testing.TB, d Decoder, limit int, stream []byte) got {
	t.Helper()
	whole := decode(t, d, limit, stream)
	compare(t, "byte by byte", decode(t, d, limit, bytewise(stream)...), whole)
	sum, err := digestOf(t, d, limit, stream)
	try := func(how string, at int, pieces ...[]byte) {
		got, gotErr := digestOf(t, d, limit, pieces...)
		if got != sum || gotErr != err {
			compare(t, how, decode(t, d, limit, pieces...), whole)
			t.Fatalf("%s %d: other frames", how, at)
		}
	}
	const apart = 1021
	if len(stream) <= 4*apart {
		for i := range len(stream) + 1 {
			try("cut at", i, stream[:i], nil, stream[i:])
		}
	} else {
		for i := range apart {
			try("cut each 1021 bytes from", i, slices.Collect(chunks(stream, i, apart))...)
		}
	}
	rng := rand.New(rand.NewPCG(1, uint64(len(stream))))
	for _, most := range []int{2, 3, 17, 200, 5000} {
		try("cut at random, at most", most, randomCuts(stream, rng, most)...)
	}
	if _, isSocket := d.(*WebSocket); isSocket {
		return whole // its control frames may overtake
	}
	if !bytes.Equal(whole.raw, stream) {
		t.Fatalf("the frames are\n%q\nthe stream\n%q", whole.raw, stream)
	}
	return whole
}

// chunks are the first n bytes of stream and then pieces of size bytes.
func chunks(stream []byte, n, size int) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for p := n; yield(stream[:p]) && p < len(stream); p = size {
			stream = stream[p:]
			size = min(size, len(stream))
		}
	}
}

func check(t *testing.T, g got, want ...string) {
	t.Helper()
	if a, b := strings.Join(g.frames, "\n"), strings.Join(want, "\n"); a != b {
		t.Errorf("got:\n%s\nwant:\n%s", a, b)
	}
}
