package chat

import (
	"slices"
	"strconv"

	"github.com/chatguard/chatguard/filter/jsonscan"
)

// Outline is the structure of one document: its messages and their roles, and
// the tools that are defined, called and answered. It keeps places, not texts,
// and of the texts names and identifiers only.
//
// What it keeps grows with the values at the paths that the API's data names, up
// to maxOutline. It does not recurse; the scanner's limits bound it.
type Outline struct {
	Nodes []Node
	Items []Item
	Notes map[int32]int32 // by the node of an object: its member Entry.Note

	// Numbers are the members that tell calls of a stream apart, by the node
	// of their object.
	Numbers map[int32]Number

	data   *outline
	base   int64
	frames []outlineFrame
	wants  []mark  // of the string being read
	cur    int32   // its node
	last   []int32 // by entry: its last item, -1 if there is none
	text   []byte
	scan   jsonscan.Scanner
}

// maxOutline bounds the nodes and the items of an outline, some 25 MB.
const maxOutline = 100_000

// ErrOutline tells that a document has more structure than an outline holds.
const ErrOutline = dataError("more elements than can be told apart")

// Node is a value that is of interest, or that such a value is in.
type Node struct {
	Parent   int32 // -1 for the document
	Ordinal  int32 // among its parent's values, from 0
	Kids     int32 // values in it
	Start    int64 // where its key begins, or itself
	From, To int64 // of the value
	Array    bool
	Null     bool
	InArray  bool
	Key      string
}

// Number is a member that tells calls apart, as it is written.
type Number struct {
	Node int32
	Text string
}

// Item is an element that an entry of the data describes.
type Item struct {
	Entry  *Entry
	Node   int32
	Names  []string // of the tool; more than one only if members are repeated
	ID     string   // of the call
	Roles  []string // more than one only if the member is repeated
	Args   []int32  // nodes
	Finals []int32  // nodes of all arguments, repeated behind their pieces
	Value  string   // Finish: the reason
	typ    string
}

// IsResult reports whether an element that may be a result of a tool is one.
func (it *Item) IsResult() bool {
	return (it.ID != "" || len(it.Names) > 0) && (!it.Entry.Valued || len(it.Args) > 0)
}

type outlineFrame struct {
	node  int32 // -1 if it is of no interest
	pos   int16
	next  int16 // of the member whose key came last
	kids  int32
	array bool
	key   string
	at    int64 // of that key
}

// Outlined tells whether the data says anything of the structure of a part.
func (a *API) Outlined(part Part) bool { return a != nil && a.outlines[part] != nil }

// Read reads a valid document, whose first byte is at base of the body.
func (o *Outline) Read(api *API, part Part, doc []byte, base int64, l jsonscan.Limits) error {
	o.Nodes, o.Items, o.frames, o.base, o.wants = o.Nodes[:0], o.Items[:0], o.frames[:0], base, nil
	if o.data = api.outlines[part]; o.data == nil {
		return nil
	}
	clear(o.Notes)
	clear(o.Numbers)
	o.last = o.last[:0]
	for range o.data.entries {
		o.last = append(o.last, -1)
	}
	o.scan.Reset(l, o)
	if err := o.scan.Write(doc); err != nil {
		return err
	}
	if err := o.scan.Close(); err != nil {
		return err
	}
	if o.full() {
		return ErrOutline
	}
	return nil
}

func (o *Outline) full() bool { return len(o.Nodes) >= maxOutline || len(o.Items) >= maxOutline }

// Path writes the way to a node with dots.
func (o *Outline) Path(node int32) string {
	path := ""
	for n := node; n >= 0; n = o.Nodes[n].Parent {
		x := &o.Nodes[n]
		switch {
		case x.Parent < 0:
		case x.InArray:
			path = "." + strconv.Itoa(int(x.Ordinal)) + path
		default:
			path = "." + x.Key + path
		}
	}
	if path != "" {
		path = path[1:]
	}
	return path
}

// Numbered tells whether calls are told apart by numbers: they may come in
// pieces.
func (o *Outline) Numbered() bool { return o.data != nil && o.data.numbered }

// begin steps to the next value and makes its node, -1 if it is of no interest.
func (o *Outline) begin(from int64) (node int32, pos int16) {
	n := Node{Parent: -1, Start: from + o.base, From: from + o.base}
	if len(o.frames) == 0 {
		pos = top
	} else {
		f := &o.frames[len(o.frames)-1]
		pos, n.Parent, n.Ordinal, n.InArray = f.next, f.node, f.kids, f.array
		if f.kids++; f.array {
			pos = o.data.trie.nodes[f.pos].elem
		} else {
			n.Key, n.Start = f.key, f.at+o.base
		}
	}
	if pos == nowhere || o.full() {
		return -1, nowhere
	}
	o.Nodes = append(o.Nodes, n)
	node = int32(len(o.Nodes) - 1)
	for _, m := range o.data.marks[pos] {
		switch it := o.item(m.entry); {
		case m.what == isElement:
			o.last[m.entry] = int32(len(o.Items))
			o.Items = append(o.Items, Item{Entry: &o.data.entries[m.entry], Node: node})
		case m.what == isNote:
			if o.Notes == nil {
				o.Notes = map[int32]int32{}
			}
			o.Notes[n.Parent] = node
		case it == nil:
		case m.what == isFinal:
			it.Finals = append(it.Finals, node)
		case m.what == isArguments:
			it.Args = append(it.Args, node)
		}
	}
	return node, pos
}

// item is the last one of an entry; it is the one that what belongs to the
// entry stands in.
func (o *Outline) item(entry int16) *Item {
	if entry < 0 || o.last[entry] < 0 {
		return nil
	}
	return &o.Items[o.last[entry]]
}

func (o *Outline) open(pos int64, array bool) {
	node, at := o.begin(pos)
	if node >= 0 {
		o.Nodes[node].Array = array
	}
	o.frames = append(o.frames, outlineFrame{node: node, pos: at, array: array})
}

func (o *Outline) close(pos int64) {
	f := o.frames[len(o.frames)-1]
	if f.node >= 0 {
		o.Nodes[f.node].Kids, o.Nodes[f.node].To = f.kids, pos+1+o.base
	}
	o.frames = o.frames[:len(o.frames)-1]
}

// Tools are the names of an item: its own, or what its type stands for.
func (it *Item) Tools() []string {
	switch e := it.Entry; {
	case e.Is != "":
		return []string{e.Is}
	case e.When != nil && !slices.Contains(e.When, it.typ):
		return nil
	}
	if len(it.Names) > 0 || it.typ == "" {
		return it.Names
	}
	name, ok := it.Entry.Type[it.typ]
	if !ok {
		name = it.Entry.Type["*"]
	}
	if name == "*" {
		name = it.typ
	}
	if name == "" {
		return nil
	}
	return []string{name}
}
