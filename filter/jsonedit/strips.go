package jsonedit

import (
	"bytes"
	"slices"
	"sort"
	"strings"

	"github.com/chatguard/chatguard/filter/chat"
	"github.com/chatguard/chatguard/filter/mask"
	"github.com/chatguard/chatguard/filter/policy"
)

// Strips are the elements that are taken out of a document. What is left is
// still a document of its API: a call goes with its result, a choice of a tool
// with the tool, and a list that would be empty with the member that holds it,
// where the API wants it so.
type Strips struct {
	List []strip
	gone map[int32]bool // nodes on list
	ids  map[string]bool
	By   *policy.Rule // that put the first on list
}

type strip struct {
	node   int32
	item   int32
	with   []byte // what takes its place, nil if nothing does
	member bool   // and of its key, too
	notice []byte
}

// Reset forgets all elements.
func (s *Strips) Reset() {
	s.List = s.List[:0]
	clear(s.gone)
	clear(s.ids)
	s.By = nil
}

// Add takes an item out; false if that cannot be.
func (s *Strips) Add(o *chat.Outline, item int32, notice []byte) bool {
	it := &o.Items[item]
	if o.Nodes[it.Node].Parent < 0 {
		return false
	}
	x := strip{node: it.Node, item: item, notice: slices.Clone(notice)}
	if it.Entry.Instead != "" {
		x.with = []byte(strings.ReplaceAll(it.Entry.Instead, "{notice}", string(mask.AppendJSON(nil, notice))))
	}
	s.put(x)
	if key := pairKey(it); key != "" {
		if s.ids == nil {
			s.ids = map[string]bool{}
		}
		s.ids[key] = true
	}
	return true
}

func (s *Strips) put(x strip) {
	if s.gone[x.node] {
		return
	}
	if s.gone == nil {
		s.gone = map[int32]bool{}
	}
	s.gone[x.node] = true
	s.List = append(s.List, x)
}

// Edits writes what is on the list as edits of body, in order; false if what is
// left would be no document of the API.
func (s *Strips) Edits(o *chat.Outline, body []byte) ([]Edit, bool) {
	s.pair(o)
	s.choices(o)
	if !s.lists(o) {
		return nil, false
	}
	s.finish(o)
	sort.Stable(byStart{s.List, o.Nodes})
	list, end := s.List[:0], int64(0)
	for _, x := range s.List {
		if n := &o.Nodes[x.node]; n.Start >= end { // else it goes with what it is in
			list, end = append(list, x), n.To
		}
	}
	s.List = list
	var out []Edit
	for len(list) > 0 {
		var e Edit
		e, list = cut(o, body, list)
		out = append(out, e)
	}
	return out, true
}

// byStart sorts strips by their place in the body.
type byStart struct {
	list  []strip
	nodes []chat.Node
}

func (b byStart) Len() int { return len(b.list) }
func (b byStart) Less(i, j int) bool {
	return b.nodes[b.list[i].node].Start < b.nodes[b.list[j].node].Start
}
func (b byStart) Swap(i, j int) { b.list[i], b.list[j] = b.list[j], b.list[i] }

// cut is the edit for the first of list, and for those that follow it closely:
// elements that go together leave one gap.
func cut(o *chat.Outline, body []byte, list []strip) (Edit, []strip) {
	x := &list[0]
	n := &o.Nodes[x.node]
	list = list[1:]
	switch {
	case x.member:
		return Edit{n.Start, n.To, x.with}, list
	case x.with != nil:
		return Edit{n.From, n.To, x.with}, list
	}
	last := n
	for len(list) > 0 && list[0].with == nil {
		next := &o.Nodes[list[0].node]
		if next.Parent != n.Parent || next.Ordinal != last.Ordinal+1 {
			break
		}
		last, list = next, list[1:]
	}
	from, to := without(body, n.Start, last.To)
	return Edit{From: from, To: to}, list
}

// without is the range to cut so that the members or elements in [from, to) are
// gone with a comma.
func without(body []byte, from, to int64) (int64, int64) {
	i := int64(len(bytes.TrimRight(body[:from], " \t\r\n")))
	if i > 0 && body[i-1] == ',' {
		return i - 1, to
	}
	rest := bytes.TrimLeft(body[to:], " \t\r\n")
	if len(rest) > 0 && rest[0] == ',' {
		rest = bytes.TrimLeft(rest[1:], " \t\r\n")
		return from, int64(len(body) - len(rest))
	}
	return from, to
}

// pair takes the results of calls out with them, and calls with their results:
// APIs refuse the one without the other.
func (s *Strips) pair(o *chat.Outline) {
	if len(s.ids) == 0 {
		return
	}
	notice := s.List[0].notice
	for i := range o.Items {
		if it := &o.Items[i]; s.ids[pairKey(it)] && !s.gone[it.Node] {
			s.Add(o, int32(i), notice)
		}
	}
}

// pairKey is what a call and its result have in common: an identifier or, where
// the API gives none, the tool's name. It is "" for what is neither.
func pairKey(it *chat.Item) string {
	switch {
	case it.Entry.Kind == chat.Result && !it.IsResult(), it.Entry.Kind != chat.Result && it.Entry.Kind != chat.Call:
		return ""
	case it.ID == "" && len(it.Names) > 0:
		return "name " + it.Names[0]
	}
	return it.ID
}

// choices takes out what chooses a tool that is gone, and every choice where no
// tool is left.
func (s *Strips) choices(o *chat.Outline) {
	gone, left := map[string]bool{}, 0
	for i := range o.Items {
		if it := &o.Items[i]; it.Entry.Kind == chat.Definition && len(it.Tools()) > 0 {
			if !s.gone[it.Node] {
				left++
				continue
			}
			for _, name := range it.Tools() {
				gone[name] = true
			}
		}
	}
	if len(gone) == 0 {
		return
	}
	for i := range o.Items {
		it := &o.Items[i]
		if it.Entry.Kind != chat.Choice {
			continue
		}
		out := left == 0
		for _, name := range it.Names {
			out = out || gone[name]
		}
		if out {
			s.put(strip{node: it.Node, item: int32(i)})
		}
	}
}

// lists takes out the members whose list would be empty, and the objects that
// would be.
func (s *Strips) lists(o *chat.Outline) bool {
	left := map[int32]int32{}
	for i := 0; i < len(s.List); i++ { // it grows
		x := s.List[i]
		n := &o.Nodes[x.node]
		if x.with != nil || n.Parent < 0 {
			continue
		}
		if _, seen := left[n.Parent]; !seen {
			left[n.Parent] = o.Nodes[n.Parent].Kids
		}
		left[n.Parent]--
		if left[n.Parent] > 0 {
			continue
		}
		e := o.Items[x.item].Entry
		if e.Kind == chat.Call && !o.Nodes[n.Parent].Array {
			continue // a message may be empty
		}
		if e.Kind == chat.Turn || e.Kind == chat.Result || o.Nodes[n.Parent].Parent < 0 {
			return e.Keep // a conversation without messages is none
		}
		if !e.Keep {
			s.put(s.emptied(o, n.Parent, x))
		}
	}
	return true
}

// emptied takes out a list or object in which nothing is left. The notice of
// its last element may go into the object around it.
func (s *Strips) emptied(o *chat.Outline, node int32, x strip) strip {
	e := o.Items[x.item].Entry
	out := strip{node: node, item: x.item}
	object := o.Nodes[node].Parent
	if e.Note == "" || len(x.notice) == 0 || !o.Nodes[node].Array || o.Nodes[object].Array {
		return out
	}
	text := append(mask.AppendJSON([]byte{'"'}, x.notice), '"')
	if note, ok := o.Notes[object]; !ok {
		out.with, out.member = append([]byte(`"`+e.Note+`":`), text...), true
	} else if o.Nodes[note].Null {
		s.put(strip{node: note, item: x.item, with: text})
	}
	return out
}

// finish corrects the reason that models give for stopping, if none of their
// calls is left.
func (s *Strips) finish(o *chat.Outline) {
	calls := false
	for i := range o.Items {
		if it := &o.Items[i]; it.Entry.Kind == chat.Call && len(it.Tools()) > 0 {
			if calls = true; !s.gone[it.Node] {
				return
			}
		}
	}
	for i := range o.Items {
		if it := &o.Items[i]; calls && it.Entry.Kind == chat.Finish && it.Value == it.Entry.From {
			s.put(strip{node: it.Node, item: int32(i), with: append(mask.AppendJSON([]byte{'"'}, []byte(it.Entry.To)), '"')})
		}
	}
}
