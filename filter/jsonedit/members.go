package jsonedit

import (
	"errors"
	"strings"

	"github.com/chatguard/chatguard/filter/jsonscan"
)

// MemberReader reads a document for members at given paths of names. It keeps
// places, and texts only where they are asked for. It does not recurse, and what
// it keeps is bounded.
type MemberReader struct {
	paths   map[string]bool // that are wanted; true for those whose text is
	parents map[string]bool // of those
	Members []member
	byPath  map[string][]int32
	Objects map[string]object // by path; the first of several
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
	Kids     int32 // of an array or object
	start    int64 // of its key
	From, To int64
	Kind     byte   // first byte of the value: '"', '{', '[', 'n', 't', 'f', or a number's
	Text     string // of a model's name
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

// ErrMembers says that a document has too many of the members that are asked for.
var ErrMembers = errors.New("more members than can be told apart")

// Reset forgets the document and the paths.
func (r *MemberReader) Reset() {
	r.paths, r.parents, r.byPath, r.Objects = map[string]bool{}, map[string]bool{"": true}, map[string][]int32{}, map[string]object{}
	r.Members, r.frames, r.next, r.cur, r.full = r.Members[:0], r.frames[:0], "", -1, false
}

// Wants notes a path: names with dots between them.
func (r *MemberReader) Wants(path string, text bool) {
	r.paths[path] = r.paths[path] || text
	for i := strings.LastIndexByte(path, '.'); i >= 0; i = strings.LastIndexByte(path, '.') {
		path = path[:i]
		r.parents[path] = true
	}
}

// Read reads a valid document, whose first byte is at base of the body.
func (r *MemberReader) Read(doc []byte, base int64, l jsonscan.Limits) error {
	r.base = base
	r.scan.Reset(l, r)
	if err := r.scan.Write(doc); err != nil {
		return err
	}
	if err := r.scan.Close(); err != nil {
		return err
	}
	if r.full {
		return ErrMembers
	}
	return nil
}

// Found are the members at a path, by their index in Members.
func (r *MemberReader) Found(path string) []int32 { return r.byPath[path] }

// NotObject finds the innermost part of the way to a member that is there and is
// no object: nothing can be put into it.
func (r *MemberReader) NotObject(path string) (string, bool) {
	for i := strings.LastIndexByte(path, '.'); i >= 0; i = strings.LastIndexByte(path, '.') {
		path = path[:i]
		for _, m := range r.byPath[path] {
			if r.Members[m].Kind != '{' {
				return path, true
			}
		}
	}
	return "", false
}

// value begins a value and returns its member, -1 if it is none of interest.
func (r *MemberReader) value(pos int64, kind byte) int32 {
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
	m := &r.Members[at]
	m.From, m.Kind = pos+r.base, kind
	return at
}

func (r *MemberReader) end(at int32, pos int64, kids int32) {
	if at >= 0 {
		r.Members[at].To, r.Members[at].Kids = pos+r.base, kids
	}
}

func (r *MemberReader) open(pos int64, kind byte) {
	path := r.next
	root := len(r.frames) == 0
	f := memberFrame{path: path, array: kind == '[', member: r.value(pos, kind)}
	if f.live = kind == '{' && (root || path != "" && r.parents[path]); f.live {
		if _, twice := r.Objects[path]; !twice {
			f.first = true
			r.Objects[path] = object{open: pos + r.base}
		}
	}
	r.frames = append(r.frames, f)
}

func (r *MemberReader) close(pos int64) {
	f := &r.frames[len(r.frames)-1]
	r.end(f.member, pos+1, f.kids)
	if f.first {
		r.Objects[f.path] = object{r.Objects[f.path].open, f.kids}
	}
	r.frames = r.frames[:len(r.frames)-1]
}

// The events of the scanner, see jsonscan.Handler.

func (r *MemberReader) BeginObject(pos int64) { r.open(pos, '{') }
func (r *MemberReader) EndObject(pos int64)   { r.close(pos) }
func (r *MemberReader) BeginArray(pos int64)  { r.open(pos, '[') }
func (r *MemberReader) EndArray(pos int64)    { r.close(pos) }

func (r *MemberReader) Key(key []byte, pos int64, _ int) {
	f := &r.frames[len(r.frames)-1]
	if r.next = ""; !f.live || strings.IndexByte(string(key), '.') >= 0 {
		return
	}
	path := Under(f.path, string(key))
	_, wanted := r.paths[path]
	if !wanted && !r.parents[path] {
		return
	}
	if len(r.Members) == maxMembers {
		r.full = true
		return
	}
	r.next = path
	r.byPath[path] = append(r.byPath[path], int32(len(r.Members)))
	r.Members = append(r.Members, member{object: f.path, ordinal: f.kids, start: pos - 1 + r.base})
}

func (r *MemberReader) BeginString(pos int64) bool {
	path := r.next
	r.cur, r.text = r.value(pos-1, '"'), r.text[:0]
	return r.cur >= 0 && r.paths[path]
}

func (r *MemberReader) Text(b []byte, _ int64, _ int) {
	if len(r.text) <= maxMemberText {
		r.text = append(r.text, b...)
	}
}

func (r *MemberReader) EndString(pos int64) {
	if r.end(r.cur, pos+1, 0); r.cur >= 0 && len(r.text) > 0 {
		r.Members[r.cur].Text = string(r.text)
	}
}

func (r *MemberReader) Scalar(raw []byte, pos int64) {
	r.end(r.value(pos, raw[0]), pos+int64(len(raw)), 0)
}
