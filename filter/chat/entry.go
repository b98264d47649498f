package chat

import (
	"strings"

	"github.com/chatguard/chatguard/filter/document"
	"github.com/chatguard/chatguard/filter/policy"
)

// EntryKind says what an element of an Outline is.
type EntryKind uint8

const (
	Turn       EntryKind = iota // a message with a role
	Field                       // a field that speaks for the system
	Definition                  // a tool that the model may call
	Choice                      // says which of the tools is to be called, or how
	Call                        // a call of a tool, or a piece of one
	Result                      // what a tool brought
	Finish                      // why the model stopped
)

// Entry is one kind of element that an API's data describes.
type Entry struct {
	Kind EntryKind
	Path string            // "messages[].tool_calls[]"
	Type map[string]string // names of tools that have none, by the element's type; "*" is any, and is its own name

	Is     string   // the tool's name, where the place tells it
	When   []string // types that count, nil for any
	Valued bool     // Result: only with a value

	// Instead is the JSON that takes the element's place when it is taken out,
	// with {notice} for a text; "" if it can simply go.
	Instead string

	// Note names the member of the object with the list that the notice goes
	// to, when nothing else is left in the list.
	Note string

	From, To string // Finish: the reason that names calls, and the one to give without them
	Keep     bool   // a list that is empty may stay
	Whole    bool   // Call, in events: it is there as a whole
}

// member is what a value means to the element that it belongs to.
type member uint8

const (
	isElement member = iota
	isName
	isID
	isType
	isArguments
	isRole
	isNote
	isFinal
	isNumber
)

// mark ties a path to an entry.
type mark struct {
	entry int16
	what  member
}

// outline is the data of one part: paths, and what they mean.
type outline struct {
	trie    *trie
	entries []Entry
	marks   map[int16][]mark

	numbered bool // calls are told apart by numbers
}

// outlineOf is the outline of a part, made when the data first needs it.
func (a *API) outlineOf(part Part) *outline {
	if a.outlines[part] == nil {
		a.outlines[part] = &outline{trie: newTrie(), marks: map[int16][]mark{}}
	}
	return a.outlines[part]
}

// mark enters a path, "" for the document.
func (o *outline) mark(path string, entry int, what member) {
	at := int16(top)
	if path != "" {
		at, _ = o.trie.enterPath(path)
	}
	o.marks[at] = append(o.marks[at], mark{int16(entry), what})
}

// RoleClass is what a role of the API, in lower case, stands for:
// policy.RoleSystem, RoleAssistant or RoleTool, else itself.
func (a *API) RoleClass(reg *Registry, role string) string {
	for _, m := range a.modelRoles {
		if m == role {
			return policy.RoleAssistant
		}
	}
	if id := reg.roleNames[role]; id != 0 {
		switch a.roles[id] {
		case policy.SystemPrompt:
			return policy.RoleSystem
		case policy.ToolOutput:
			return policy.RoleTool
		}
	}
	switch role {
	case "developer":
		return policy.RoleSystem
	case "function":
		return policy.RoleTool
	case "model", "chatbot":
		return policy.RoleAssistant
	}
	return role
}

// OfCalls tells whether an event of type t that has the index of a call is a part
// of it.
func (a *API) OfCalls(t []byte) bool {
	for _, e := range a.callEvents {
		if e == string(t) {
			return true
		}
	}
	return a.callEvents == nil
}

// Continues tells whether the model goes on with a last message of its own.
func (a *API) Continues() bool { return a.continues }

// turns enters where messages with roles and fields of the system stand.
func (p *parser) turns(part Part, path string) {
	i := strings.LastIndexByte(path, '.')
	at := path[:max(i, 0)]
	o := p.a.outlineOf(part)
	o.entries = append(o.entries, Entry{Kind: Turn, Path: at})
	e := len(o.entries) - 1
	o.mark(at, e, isElement)
	o.mark(path, e, isRole)
}

func (p *parser) systemField(n *document.Node, path string) {
	for _, path := range expand(path) {
		if !validPath(path) {
			p.fail(n, "no path")
			return
		}
		o := p.a.outlineOf(Request)
		o.entries = append(o.entries, Entry{Kind: Field, Path: path})
		o.mark(path, len(o.entries)-1, isElement)
	}
}

var entryKinds = map[string]EntryKind{
	"definitions": Definition, "choice": Choice, "calls": Call, "results": Result, "finish": Finish,
}

// tools reads {"definitions": [entry], "choice": [...], "calls": [...], "results": [...], "finish": [...]},
// an entry being {"at": path, "name": [paths below it], "id", "arguments", "final", "value", "type": likewise,
// "types": {type: name}, "is": name, "when": [types], "instead": JSON, "note": path, "from", "to", "keep", "whole"}.
// In a stream "index" is a list of paths of numbers that tell calls apart, "events" one of the types of events that are
// of calls only (all if absent), and "replace" the events that take the place of those of a call.
func (p *parser) tools(part Part, d *document.Node) {
	p.members(d, func(key string, list *document.Node) {
		switch key {
		case "index":
			p.texts(list, func(n *document.Node, path string) {
				for _, path := range expand(p.prefix + path) {
					if !validPath(path) {
						p.fail(n, "no path")
						return
					}
					o := p.a.outlineOf(part)
					o.mark(path, -1, isNumber)
					o.numbered = true
				}
			})
			return
		case "events":
			p.a.callEvents = list.Strs()
			return
		case "replace":
			p.a.Replace = nil
			if p.is(list, document.Array) {
				for _, e := range list.Items {
					p.a.Replace = append(p.a.Replace, BlockEvent{Event: e.Get("event").Str(), Data: compact(e.Get("data").Raw)})
				}
			}
			return
		}
		kind, ok := entryKinds[key]
		if !ok {
			p.fail(list, "tools has no field "+key)
			return
		}
		if !p.is(list, document.Array) {
			return
		}
		for _, n := range list.Items {
			p.entry(part, kind, n)
		}
	})
}

func (p *parser) entry(part Part, kind EntryKind, n *document.Node) {
	if !p.is(n, document.Object) {
		return
	}
	o := p.a.outlineOf(part)
	r := entryReader{p: p, o: o, e: Entry{Kind: kind}, index: len(o.entries), at: []string{strings.TrimSuffix(p.prefix, ".")}}
	if n.Get("at").Str() != "" {
		r.at = expand(p.prefix + n.Get("at").Str())
	}
	r.e.Path = r.at[0]
	for _, path := range r.at {
		if path != "" && !validPath(path) {
			p.fail(n, "at is no path")
			return
		}
		o.mark(path, r.index, isElement)
	}
	p.members(n, r.field)
	if name := n.Get("name"); r.e.Path == "" && name != nil && strings.Contains(name.Str(), ".") {
		r.e.Path = name.Str()[:strings.IndexByte(name.Str(), '.')] // of people's interest
	}
	o.entries = append(o.entries, r.e)
}

// entryReader reads the fields of one entry.
type entryReader struct {
	p     *parser
	o     *outline
	e     Entry
	index int
	at    []string // where it stands
}

// pathFields are fields that name paths below the element.
var pathFields = map[string]member{
	"name": isName, "id": isID, "arguments": isArguments, "final": isFinal, "value": isArguments, "type": isType,
}

func (r *entryReader) field(key string, v *document.Node) {
	if what, ok := pathFields[key]; ok {
		r.e.Valued = r.e.Valued || key == "value"
		r.below(v, what)
		return
	}
	e := &r.e
	switch key {
	case "at":
	case "is":
		e.Is = v.Str()
	case "when":
		r.p.texts(v, func(_ *document.Node, t string) { e.When = append(e.When, t) })
	case "types":
		e.Type = map[string]string{}
		r.p.members(v, func(t string, name *document.Node) { e.Type[t] = name.Str() })
	case "instead":
		e.Instead = compact(v.Raw)
	case "note":
		e.Note = v.Str()
		for _, path := range r.at {
			if i := strings.LastIndexByte(path, '.'); i >= 0 {
				r.o.mark(path[:i+1]+e.Note, r.index, isNote)
			}
		}
	case "from":
		e.From = v.Str()
	case "to":
		e.To = v.Str()
	case "keep":
		e.Keep = v.Flag
	case "whole":
		e.Whole = v.Flag
	default:
		r.p.fail(v, "an entry of tools has no field "+key)
	}
}

// below enters a path, or a list of them, below the element.
func (r *entryReader) below(v *document.Node, what member) {
	list := []*document.Node{v}
	if v.Kind == document.Array {
		list = v.Items
	}
	for _, x := range list {
		for _, at := range r.at {
			for _, path := range expand(strings.TrimPrefix(at+"."+x.Str(), ".")) {
				if !r.p.is(x, document.String) || !validPath(path) {
					r.p.fail(x, "no path")
					return
				}
				r.o.mark(path, r.index, what)
			}
		}
	}
}
