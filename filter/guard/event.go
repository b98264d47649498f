package guard

import (
	"slices"
	"strconv"

	"github.com/chatguard/chatguard/filter/chat"
	"github.com/chatguard/chatguard/filter/jsonscan"
	"github.com/chatguard/chatguard/filter/policy"
	"github.com/chatguard/chatguard/filter/text"
)

// event reads one event of a stream and keeps its strings, so that they can
// be judged when all of it is known: the type, and the numbers that say which
// text a delta belongs to, may come after the delta itself.
type event struct {
	api     *chat.API // nil if it is not known
	scan    jsonscan.Scanner
	walk    chat.Walker
	text    text.Text
	strings []eventString
	skipped []eventString // that are not looked at
	nodes   []container   // all of the event, an outer one before what it holds
	in      int32         // the innermost open one in nodes, -1 if there is none
	depth   int           // of open ones
	ended   []int32       // those whose texts end
	key     []byte
	kind    []byte // the value of "type" at top level
	last    bool   // a value ended all texts of the stream
	first   bool
	number  sequence
	fields  map[string][]byte // top-level scalars of the first event, and the first "id" of any
}

// eventString is one string of an event.
type eventString struct {
	place    chat.Place
	from, to int64 // content in the event's data
	a, b     int   // in text
	context  int   // bytes of context before a
	in       int32 // the container that it stands in
	leaf     uint64
}

// container is an object or array. It knows where it stands, not what it holds, so that all of them take no more memory than
// the event's bytes allow, however deep.
type container struct {
	outer int32 // in nodes, -1 if there is none
	array bool
	item  bool   // it is an element of an array
	step  uint64 // key or position it stands at
	ids   uint64 // the sum of its members that tell texts apart, as "index" does
}

// sequence is where an event says which of the stream's it is.
type sequence struct {
	from, to int64 // in the event's data; to is 0 if it does not say
	value    int64
}

// sequenceKey is the member that numbers the events of OpenAI's Responses.
const sequenceKey = "sequence_number"

// read takes the number from a scalar at pos.
func (n *sequence) read(raw []byte, pos int64) {
	if v, err := strconv.ParseInt(string(raw), 10, 64); err == nil {
		*n = sequence{pos, pos + int64(len(raw)), v}
	}
}

// read parses data; the error is of type *jsonscan.Error.
func (e *event) read(x *Exchange, data []byte) error {
	e.text.Reset()
	e.strings, e.skipped, e.nodes, e.ended, e.in, e.depth = e.strings[:0], e.skipped[:0], e.nodes[:0], e.ended[:0], -1, 0
	e.number = sequence{}
	e.kind, e.key, e.last = e.kind[:0], e.key[:0], false
	e.api = x.api
	e.walk.Reset(x.guard.apis, x.api, chat.Event)
	e.scan.Reset(x.plan.limits(), e)
	if err := e.scan.Write(data); err != nil {
		return err
	}
	return e.scan.Close()
}

func (e *event) BeginObject(int64) { e.push(false); e.walk.BeginObject() }
func (e *event) BeginArray(int64)  { e.push(true); e.walk.BeginArray() }
func (e *event) EndObject(int64)   { e.pop(); e.walk.End() }
func (e *event) EndArray(int64)    { e.pop(); e.walk.End() }

func (e *event) push(array bool) {
	e.nodes = append(e.nodes, container{outer: e.in, array: array, item: e.inArray(), step: e.step()})
	e.in = int32(len(e.nodes) - 1)
	e.depth++
}

func (e *event) pop() {
	e.in = e.nodes[e.in].outer
	e.depth--
}

func (e *event) inArray() bool { return e.in >= 0 && e.nodes[e.in].array }

// step identifies the member or element being read in its container.
func (e *event) step() uint64 {
	if e.inArray() {
		return uint64(e.walk.Index() + 1)
	}
	return hashBytes(e.key)
}

func (e *event) Key(key []byte, _ int64, _ int) {
	e.key = append(e.key[:0], key...)
	e.walk.Key(key)
}

func (e *event) BeginString(pos int64) bool {
	leaf := e.step()
	s := eventString{place: e.walk.Value(), from: pos, leaf: leaf}
	if !s.place.Skip && !s.place.Delta {
		if s.place.Scope&fieldScopes != 0 && !s.place.ByType {
			s.context = fieldContext(&e.text, e.walk.CurrentKey())
		}
	}
	s.a = e.text.Len()
	s.in = e.in
	e.strings = append(e.strings, s)
	return true
}

func (e *event) Text(b []byte, pos int64, raw int) { e.text.Append(b, pos, raw) }

func (e *event) EndString(pos int64) {
	s := &e.strings[len(e.strings)-1]
	s.to, s.b = pos, e.text.Len()
	value := e.text.Bytes()[s.a:]
	if e.depth == 1 && string(e.key) == "type" {
		e.kind = append(e.kind, value...)
	}
	e.scalar(value, s.place)
	if e.keeps() && len(value) <= maxField {
		e.fields[string(e.key)] = quoted(value)
	}
	if s.place.Skip {
		e.skipped = append(e.skipped, *s)
		e.strings = e.strings[:len(e.strings)-1]
	}
}

// call is the element of a list inside of a list that a string stands in, as
// calls of tools do; -1 if it is in none.
func (e *event) call(s *eventString) int32 {
	call := int32(-1)
	for n := s.in; n >= 0; n = e.nodes[n].outer {
		switch {
		case !e.nodes[n].item:
		case call >= 0:
			return call
		default:
			call = n
		}
	}
	return -1
}

// once are the strings that a call gives once, its name and its identifier,
// besides the piece str of its arguments. Clients put what is repeated together.
func (e *event) once(str *eventString) (list []*eventString) {
	call := e.call(str)
	if call < 0 || str.place.Scope != policy.ToolInput {
		return nil
	}
	for _, all := range [][]eventString{e.strings, e.skipped} {
		for i := range all {
			if d := &all[i]; d != str && d.leaf != typeLeaf && e.call(d) == call {
				list = append(list, d)
			}
		}
	}
	return list
}

// typeLeaf is the step to a member "type", which clients do not put together.
var typeLeaf = hashBytes([]byte("type"))

// keeps tells whether the scalar being read may be asked for by the events that
// end a blocked stream. A JSON-RPC stream begins with notifications, and the
// id that an error must name comes with the response.
func (e *event) keeps() bool {
	return e.depth == 1 && (e.first || string(e.key) == "id" && e.fields["id"] == nil)
}

func (e *event) Scalar(raw []byte, pos int64) {
	place := e.walk.Value()
	if e.depth == 1 && string(e.key) == sequenceKey {
		e.number.read(raw, pos)
	}
	if string(raw) == "null" {
		return
	}
	e.scalar(raw, place)
	if e.keeps() && len(raw) <= maxField {
		e.fields[string(e.key)] = append([]byte(nil), raw...)
	}
}

// scalar notes a value that tells texts apart or ends them.
func (e *event) scalar(value []byte, place chat.Place) {
	if e.in < 0 {
		return
	}
	if c := &e.nodes[e.in]; !c.array && e.api.Identifies(e.key) && string(value) != "false" {
		c.ids += mix(hashBytes(e.key), hashBytes(value)) // in any order
	}
	if place.EndAll && string(value) != "false" {
		e.last = true
	}
	if place.End && string(value) != "false" {
		e.ended = append(e.ended, e.in)
	}
}

// ancestors identifies container i and each one that it stands in, the outermost first, and returns the identity of i; all
// of them are appended to dst.
func (e *event) ancestors(dst []uint64, i int32) ([]uint64, uint64) {
	from := len(dst)
	for ; i >= 0; i = e.nodes[i].outer {
		dst = append(dst, uint64(i))
	}
	slices.Reverse(dst[from:])
	h := uint64(0)
	for k := from; k < len(dst); k++ {
		if c := &e.nodes[dst[k]]; c.item && c.ids != 0 {
			h = mix(h, c.ids) // its number, not its position
		} else {
			h = mix(h, c.step+c.ids)
		}
		dst[k] = h
	}
	return dst, h
}

// scope is that of a string, settled by the event's type where that decides.
func (e *event) scope(p chat.Place, api *chat.API, name []byte) policy.Scope {
	if !p.ByType || api == nil {
		return p.Scope
	}
	return api.TypeScope(e.typ(name))
}

// typ is the event's type: in its data or, without that, its name.
func (e *event) typ(name []byte) []byte {
	if len(e.kind) > 0 {
		return e.kind
	}
	return name
}

// hashBytes is FNV-1a, 64 bits: it only tells texts of one stream apart.
func hashBytes(b []byte) uint64 {
	h := uint64(14695981039346656037)
	for _, c := range b {
		h = (h ^ uint64(c)) * 1099511628211
	}
	return h
}

func mix(a, b uint64) uint64 {
	a ^= b + 0x9e3779b97f4a7c15 + a<<6 + a>>2
	a *= 0xff51afd7ed558ccd
	return a ^ a>>33
}
