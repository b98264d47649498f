package guard

import (
	"errors"
	"slices"
	"sort"
	"strings"

	"github.com/chatguard/chatguard/filter/jsonscan"
)

// memberReader reads a document for members at given paths of names. It keeps
// places, and texts only where they are asked for. It does not recurse, and what
// it keeps is bounded.
type memberReader struct {
	paths   map[string]bool // that are wanted; true for those whose text is
	parents map[string]bool // of those
	members []member
	byPath  map[string][]int32
	objects map[string]object // by path; the first of several
	frames  []memberFrame
	next    string // path of the member whose key came last, "" if it is of no interest
	cur     int32  // the member whose value is a text, -1 for none
	text    []byte
	base    int64
	scan    jsonscan.Scanner
	full    bool
}

// member is a member of the document.
type member struct {
	object   string // path of what it is in
	ordinal  int32
	kids     int32 // of an array or object
	start    int64 // of its key
	from, to int64
	kind     byte   // first byte of the value: '"', '{', '[', 'n', 't', 'f', or a number's
	text     string // of a model's name
}

// object is where an object begins.
type object struct {
	open int64
	kids int32
}

type memberFrame struct {
	path   string
	live   bool // its members may be wanted
	array  bool
	kids   int32
	member int32 // whose value it is, -1 for none
	first  bool  // it stands in objects
}

// Bounds of members.
const (
	maxMembers    = 1000
	maxMemberText = 1000
)

var errMembers = errors.New("more members than can be told apart")

func (r *memberReader) reset() {
	r.paths, r.parents, r.byPath, r.objects = map[string]bool{}, map[string]bool{"": true}, map[string][]int32{}, map[string]object{}
	r.members, r.frames, r.next, r.cur, r.full = r.members[:0], r.frames[:0], "", -1, false
}

// wants notes a path: names with dots between them.
func (r *memberReader) wants(path string, text bool) {
	r.paths[path] = r.paths[path] || text
	for i := strings.LastIndexByte(path, '.'); i >= 0; i = strings.LastIndexByte(path, '.') {
		path = path[:i]
		r.parents[path] = true
	}
}

// read reads a valid document, whose first byte is at base of the body.
func (r *memberReader) read(doc []byte, base int64, l jsonscan.Limits) error {
	r.base = base
	r.scan.Reset(l, r)
	if err := r.scan.Write(doc); err != nil {
		return err
	}
	if err := r.scan.Close(); err != nil {
		return err
	}
	if r.full {
		return errMembers
	}
	return nil
}

func (r *memberReader) found(path string) []int32 { return r.byPath[path] }

// notObject finds the innermost part of the way to a member that is there and is
// no object: nothing can be put into it.
func (r *memberReader) notObject(path string) (string, bool) {
	for i := strings.LastIndexByte(path, '.'); i >= 0; i = strings.LastIndexByte(path, '.') {
		path = path[:i]
		for _, m := range r.byPath[path] {
			if r.members[m].kind != '{' {
				return path, true
			}
		}
	}
	return "", false
}

// value begins a value and returns its member, -1 if it is none of interest.
func (r *memberReader) value(pos int64, kind byte) int32 {
	if len(r.frames) == 0 {
		return -1
	}
	f := &r.frames[len(r.frames)-1]
	f.kids++
	path := r.next
	if r.next = ""; f.array || path == "" || len(r.byPath[path]) == 0 {
		return -1
	}
	list := r.byPath[path]
	at := list[len(list)-1]
	m := &r.members[at]
	m.from, m.kind = pos+r.base, kind
	return at
}

func (r *memberReader) end(at int32, pos int64, kids int32) {
	if at >= 0 {
		r.members[at].to, r.members[at].kids = pos+r.base, kids
	}
}

func (r *memberReader) open(pos int64, kind byte) {
	path := r.next
	root := len(r.frames) == 0
	f := memberFrame{path: path, array: kind == '[', member: r.value(pos, kind)}
	if f.live = kind == '{' && (root || path != "" && r.parents[path]); f.live {
		if _, twice := r.objects[path]; !twice {
			f.first = true
			r.objects[path] = object{open: pos + r.base}
		}
	}
	r.frames = append(r.frames, f)
}

func (r *memberReader) close(pos int64) {
	f := &r.frames[len(r.frames)-1]
	r.end(f.member, pos+1, f.kids)
	if f.first {
		r.objects[f.path] = object{r.objects[f.path].open, f.kids}
	}
	r.frames = r.frames[:len(r.frames)-1]
}

// The events of the scanner, see jsonscan.Handler.

func (r *memberReader) BeginObject(pos int64) { r.open(pos, '{') }
func (r *memberReader) EndObject(pos int64)   { r.close(pos) }
func (r *memberReader) BeginArray(pos int64)  { r.open(pos, '[') }
func (r *memberReader) EndArray(pos int64)    { r.close(pos) }

func (r *memberReader) Key(key []byte, pos int64, _ int) {
	f := &r.frames[len(r.frames)-1]
	if r.next = ""; !f.live || strings.IndexByte(string(key), '.') >= 0 {
		return
	}
	path := under(f.path, string(key))
	_, wanted := r.paths[path]
	if !wanted && !r.parents[path] {
		return
	}
	if len(r.members) == maxMembers {
		r.full = true
		return
	}
	r.next = path
	r.byPath[path] = append(r.byPath[path], int32(len(r.members)))
	r.members = append(r.members, member{object: f.path, ordinal: f.kids, start: pos - 1 + r.base})
}

func (r *memberReader) BeginString(pos int64) bool {
	path := r.next
	r.cur, r.text = r.value(pos-1, '"'), r.text[:0]
	return r.cur >= 0 && r.paths[path]
}

func (r *memberReader) Text(b []byte, _ int64, _ int) {
	if len(r.text) <= maxMemberText {
		r.text = append(r.text, b...)
	}
}

func (r *memberReader) EndString(pos int64) {
	if r.end(r.cur, pos+1, 0); r.cur >= 0 && len(r.text) > 0 {
		r.members[r.cur].text = string(r.text)
	}
}

func (r *memberReader) Scalar(raw []byte, pos int64) {
	r.end(r.value(pos, raw[0]), pos+int64(len(raw)), 0)
}

// edits puts members in, JSON by path, and takes others out.
func (r *memberReader) edits(puts map[string]string, gone []int32, body []byte) []Edit {
	slices.Sort(gone) // members are in order of the document
	var out []Edit
	left := map[string]int32{} // members that are taken out, by object
	for i := 0; i < len(gone); {
		first := &r.members[gone[i]]
		last := first
		left[first.object]++
		for i++; i < len(gone); i++ {
			if m := &r.members[gone[i]]; m.object != last.object || m.ordinal != last.ordinal+1 {
				break
			} else {
				last = m
				left[m.object]++
			}
		}
		from, to := without(body, first.start, last.to)
		out = append(out, Edit{From: from, To: to})
	}
	into := map[string][]string{} // paths to put in, by the object that is there
	for path := range puts {
		at := parentPath(path)
		for _, ok := r.objects[at]; !ok && at != ""; _, ok = r.objects[at] {
			at = parentPath(at)
		}
		if _, ok := r.objects[at]; ok {
			into[at] = append(into[at], path)
		}
	}
	for at, paths := range into {
		slices.Sort(paths)
		text := appendMembers(nil, at, paths, puts)
		o := r.objects[at]
		if o.kids > left[at] {
			text = append(text, ',')
		}
		out = append(out, Edit{o.open + 1, o.open + 1, text})
	}
	return out
}

func parentPath(path string) string { return path[:max(0, strings.LastIndexByte(path, '.'))] }

// appendMembers writes members below at, whose paths are sorted: those below one
// name make an object. Its recursion is bounded by the names of a path.
func appendMembers(dst []byte, at string, paths []string, puts map[string]string) []byte {
	for i := 0; i < len(paths); {
		rest := paths[i][len(at):]
		if at != "" {
			rest = rest[1:]
		}
		name, _, deeper := strings.Cut(rest, ".")
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(append(append(dst, '"'), name...), `":`...)
		if !deeper {
			dst = append(dst, puts[paths[i]]...)
			i++
			continue
		}
		inner := under(at, name)
		end := i
		for end < len(paths) && strings.HasPrefix(paths[end], inner+".") {
			end++
		}
		dst = append(appendMembers(append(dst, '{'), inner, paths[i:end], puts), '}')
		i = end
	}
	return dst
}

// apartCuts sorts cuts; what lies in another goes with it.
func apartCuts(cuts []Edit) []Edit {
	sort.Stable(byCut(cuts))
	out := cuts[:0]
	end := int64(0)
	for _, c := range cuts {
		if c.From < end {
			continue
		}
		out, end = append(out, c), c.To
	}
	return out
}

// byCut sorts cuts; what is put in stands before what is taken out there.
type byCut []Edit

func (c byCut) Len() int      { return len(c) }
func (c byCut) Swap(i, j int) { c[i], c[j] = c[j], c[i] }
func (c byCut) Less(i, j int) bool {
	return c[i].From < c[j].From || c[i].From == c[j].From && c[i].To < c[j].To
}
