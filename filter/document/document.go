// Package document reads the JSON documents that operators and the project
// itself write: policies, chat APIs, presets. It turns one into nodes that
// know where they stand, so that every error can name its place.
//
// It is strict where encoding/json is not: keys given twice are errors, and
// all errors of a kind are told, not the first. It is small where a general
// parser is not: nothing in it uses reflection.
//
// Documents are bounded in depth and size and read without recursion.
package document

import (
	"strconv"

	"github.com/chatguard/chatguard/filter/jsonscan"
)

// Kind is the JSON type of a node.
type Kind uint8

const (
	Null Kind = iota
	Boolean
	Number
	String
	Array
	Object
)

// String names a kind as an error message does: "a list".
//
//go:noinline
func (k Kind) String() string {
	return [...]string{"null", "a boolean", "a number", "a string", "a list", "an object"}[k]
}

// Node is one value. A nil Node is absent; its methods answer for an absent
// value.
type Node struct {
	Path   string // "policies.payments.rules[0]"; "" is the document
	Offset int    // of its first byte
	Key    int    // offset of its name in an object, else Offset
	Kind   Kind
	Text   string // of a String
	Number float64
	Flag   bool // of a Boolean
	Raw    []byte
	Items  []*Node  // of an Array
	Names  []string // of an Object, in the document's order
	fields map[string]*Node
}

// Get follows keys down from n; nil if there is no such member.
//
//go:noinline
func (n *Node) Get(keys ...string) *Node {
	for _, k := range keys {
		if n == nil {
			return nil
		}
		n = n.fields[k]
	}
	return n
}

// Str is the text of a string, "" for anything else.
func (n *Node) Str() string {
	if n == nil || n.Kind != String {
		return ""
	}
	return n.Text
}

// List is the items of an array, none for anything else.
func (n *Node) List() []*Node {
	if n == nil {
		return nil
	}
	return n.Items
}

// Keys is the names of an object's members, none for anything else.
func (n *Node) Keys() []string {
	if n == nil {
		return nil
	}
	return n.Names
}

// Strs is the texts of an array of strings.
func (n *Node) Strs() []string {
	var out []string
	for _, item := range n.List() {
		out = append(out, item.Str())
	}
	return out
}

// Error is something wrong with a document.
type Error struct {
	Path   string
	Offset int
	Msg    string
}

func (e *Error) Error() string {
	if e.Path == "" {
		return e.Msg
	}
	return e.Path + ": " + e.Msg
}

// Bounds of a document.
const (
	maxDepth = 32
	maxBytes = 64 << 20
)

// Parse reads doc. The node is nil if doc is not JSON; keys given twice leave
// errors beside the node.
func Parse(doc []byte) (*Node, []*Error) {
	b := &builder{doc: doc}
	var s jsonscan.Scanner
	s.Reset(jsonscan.Limits{
		Bytes: maxBytes, Depth: maxDepth, Keys: 1 << 20, KeyBytes: 1 << 12, StringBytes: 16 << 20, NumberBytes: 64,
		AllowDuplicateKeys: true,
	}, b)
	err := s.Write(doc)
	if err == nil {
		err = s.Close()
	}
	if e, ok := err.(*jsonscan.Error); ok {
		return nil, append(b.errs, &Error{Offset: int(e.Offset), Msg: "not JSON: " + e.Code.String() + " at byte " + strconv.FormatInt(e.Offset, 10)})
	}
	return b.root, b.errs
}

// builder is the scanner's handler.
type builder struct {
	doc  []byte
	root *Node
	open []*Node
	key  string
	at   int // of the key
	text []byte
	errs []*Error
}

// add enters a new node where the document stands.
func (b *builder) add(k Kind, pos int64) *Node {
	n := &Node{Kind: k, Offset: int(pos), Key: int(pos)}
	if len(b.open) == 0 {
		b.root = n
		return n
	}
	up := b.open[len(b.open)-1]
	if up.Kind == Array {
		n.Path = up.Path + "[" + strconv.Itoa(len(up.Items)) + "]"
		up.Items = append(up.Items, n)
		return n
	}
	n.Path, n.Key = b.key, b.at
	if up.Path != "" {
		n.Path = up.Path + "." + b.key
	}
	if up.fields[b.key] != nil {
		b.errs = append(b.errs, &Error{n.Path, b.at, "given twice"})
		return n
	}
	up.Names = append(up.Names, b.key)
	up.fields[b.key] = n
	return n
}

func (b *builder) begin(k Kind, pos int64) {
	n := b.add(k, pos)
	if k == Object {
		n.fields = map[string]*Node{}
	}
	b.open = append(b.open, n)
}

func (b *builder) end(pos int64) {
	n := b.open[len(b.open)-1]
	n.Raw = b.doc[n.Offset : pos+1]
	b.open = b.open[:len(b.open)-1]
}

func (b *builder) BeginObject(pos int64) { b.begin(Object, pos) }
func (b *builder) EndObject(pos int64)   { b.end(pos) }
func (b *builder) BeginArray(pos int64)  { b.begin(Array, pos) }
func (b *builder) EndArray(pos int64)    { b.end(pos) }

func (b *builder) Key(key []byte, pos int64, _ int) { b.key, b.at = string(key), int(pos)-1 }

func (b *builder) BeginString(pos int64) bool {
	b.open = append(b.open, b.add(String, pos-1))
	b.text = b.text[:0]
	return true
}

func (b *builder) Text(t []byte, _ int64, _ int) { b.text = append(b.text, t...) }

func (b *builder) EndString(pos int64) {
	b.open[len(b.open)-1].Text = string(b.text)
	b.end(pos)
}

func (b *builder) Scalar(raw []byte, pos int64) {
	n := b.add(Null, pos)
	n.Raw = b.doc[pos : int(pos)+len(raw)]
	switch raw[0] {
	case 'n':
	case 't', 'f':
		n.Kind, n.Flag = Boolean, raw[0] == 't'
	default:
		n.Kind = Number
		n.Number, _ = strconv.ParseFloat(string(raw), 64) // the scanner has checked the grammar; too large is infinite
	}
}
