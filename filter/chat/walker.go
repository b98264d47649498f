package chat

import "github.com/chatguard/chatguard/filter/policy"

// Place is what an API says of a path.
type Place struct {
	Path     string // as the API names it: "messages[].content"; "*" if it does not
	Scope    policy.Scope
	Listed   bool // the API names the path
	ByRole   bool // the message's role decides the scope
	Skip     bool // never looked at, never touched
	ReadOnly bool // looked at, never edited (signed by the model's provider)
	ByType   bool // the event's type decides the scope
	Delta    bool // a piece of a longer text that a stream sends in pieces
	End      bool // a value here ends the texts of the object it stands in
	EndAll   bool // a value here ends all texts of the stream
	URL      bool // names what the receiver is going to fetch
	Raw      bool // a prompt that goes to the model as it is, its template included
	Media    bool // left alone if it has the form of encoded binary, else text
	Named    bool // of a member: the API gives its name
	role     bool // the role itself stands here
	message  bool // an element of the conversation
}

var unlisted = Place{Path: "*", Scope: policy.Other}

// Walker follows one JSON document and knows at each value where it is. The
// zero value needs a Reset. Its methods mirror the events of a JSON scanner.
type Walker struct {
	reg    *Registry
	trie   *trie // nil while the API is not known
	frames []frame
	keys   []byte // the keys on the way down, joined
	count  uint32 // objects seen
	roles  []roleAt
	shape  keySet // top-level keys seen that some API's shape names
	trails []trailStep
	names  map[string]string
	items  keySet // the same of the elements of a top-level array
	lines  bool   // the document is lines of documents; the outermost array is none of theirs
	fact   []byte // scratch of note

	Messages int // elements of the conversation seen
}

// frame is one open object or array.
type frame struct {
	pos    position // of the container
	cur    position // of the member or element being read
	key    int32    // where its key starts in keys
	index  int32    // element number, in an array
	object uint32   // ordinal of the object, 0 for an array
	array  bool
}

type roleAt struct {
	object uint32
	depth  int32
	name   uint8
}

// maxTrails bounds the steps of trails whose memory Reset keeps.
const maxTrails = 1 << 12

// Reset starts a document of api, nil if it is unknown yet.
func (w *Walker) Reset(reg *Registry, api *API, part Part) {
	w.reg, w.trie = reg, nil
	if api != nil {
		w.trie = api.tries[part]
	}
	if clear(w.trails); cap(w.trails) > maxTrails {
		w.trails = nil
	}
	w.trails = w.trails[:0]
	w.Rewind()
}

// Rewind starts the same document again. Trails stay valid.
func (w *Walker) Rewind() {
	w.frames, w.keys, w.roles = w.frames[:0], w.keys[:0], w.roles[:0]
	w.count, w.Messages, w.shape, w.items, w.lines = 0, 0, keySet{}, keySet{}, false
}

// BeginLines starts a body of several documents, one a line: each is read as
// a document of the API, and they count as the elements of an array.
func (w *Walker) BeginLines() {
	w.lines = true
	w.BeginArray()
}

func (w *Walker) BeginObject() { w.push(false) }
func (w *Walker) BeginArray()  { w.push(true) }

func (w *Walker) push(array bool) {
	f := frame{pos: w.value(), key: int32(len(w.keys)), index: -1, array: array}
	if !array {
		w.count++
		f.object = w.count
		if w.trie != nil && w.trie.places[w.trie.nodes[f.pos.at].place].message {
			w.Messages++
		}
	}
	w.frames = append(w.frames, f)
}

// End closes the innermost object or array.
func (w *Walker) End() {
	last := len(w.frames) - 1
	w.keys = w.keys[:w.frames[last].key]
	w.frames = w.frames[:last]
}

// Key names the member whose value comes next.
func (w *Walker) Key(key []byte) {
	f := &w.frames[len(w.frames)-1]
	w.keys = append(w.keys[:f.key], key...)
	if w.trie != nil {
		f.cur = w.trie.key(f.pos, key)
	}
	if seen := w.outermost(); seen != nil {
		seen.add(w.reg.shapeKeys[string(key)])
	}
}

// outermost is where members of the object that is open count for the shape,
// nil if they do not.
func (w *Walker) outermost() *keySet {
	switch {
	case len(w.frames) == 1:
		return &w.shape
	case len(w.frames) == 2 && w.frames[0].array:
		return &w.items
	}
	return nil
}

// maxFact bounds the values that shapes may name.
const maxFact = 64

// note keeps a top-level member with its value for the shape: "object=page".
func (w *Walker) note(value []byte) {
	seen := w.outermost()
	if seen == nil || len(value) > maxFact {
		return
	}
	w.fact = append(append(append(w.fact[:0], w.CurrentKey()...), '='), value...)
	seen.add(w.reg.shapeKeys[string(w.fact)])
}

// Member says what stands at the member whose key came last.
func (w *Walker) Member() Place {
	if w.trie == nil {
		return unlisted
	}
	f := &w.frames[len(w.frames)-1]
	p := w.trie.place(f.cur)
	p.Named = f.cur.at != nowhere
	return p
}

// Value steps to the next string or scalar and says what it is.
func (w *Walker) Value() Place {
	p := w.value()
	if w.trie != nil {
		return w.trie.place(p)
	}
	if string(w.CurrentKey()) == "role" {
		return Place{Path: "*", Scope: policy.Other, role: true}
	}
	return unlisted
}

func (w *Walker) value() position {
	if len(w.frames) == 0 {
		if w.trie == nil {
			return position{}
		}
		return w.trie.root()
	}
	f := &w.frames[len(w.frames)-1]
	if f.array {
		f.index++
		if w.trie != nil {
			if f.cur = w.trie.item(f.pos); w.lines && len(w.frames) == 1 {
				f.cur = w.trie.root()
			}
		}
	}
	return f.cur
}

// CurrentKey is the key of the member being read, empty in an array.
func (w *Walker) CurrentKey() []byte {
	if len(w.frames) == 0 || w.frames[len(w.frames)-1].array {
		return nil
	}
	return w.keys[w.frames[len(w.frames)-1].key:]
}

// Role notes value as the role of the object that is open, if p is the place
// of a role, and reports whether it is one that an API names.
func (w *Walker) Role(p *Place, value []byte) (known bool) {
	if w.trie == nil {
		w.note(value)
	}
	if !p.role || len(w.frames) == 0 {
		return false
	}
	f := &w.frames[len(w.frames)-1]
	name := w.reg.roleNames[string(value)]
	w.roles = append(w.roles, roleAt{f.object, int32(len(w.frames)), name})
	return name != 0
}

// Index is the number of the last element stepped to in the array that is
// open, -1 before the first.
func (w *Walker) Index() int32 { return w.frames[len(w.frames)-1].index }
