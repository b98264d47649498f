package chat

// The events of the scanner, see jsonscan.Handler.

func (o *Outline) BeginObject(pos int64) { o.open(pos, false) }
func (o *Outline) EndObject(pos int64)   { o.close(pos) }
func (o *Outline) BeginArray(pos int64)  { o.open(pos, true) }
func (o *Outline) EndArray(pos int64)    { o.close(pos) }

func (o *Outline) Key(key []byte, pos int64, _ int) {
	f := &o.frames[len(o.frames)-1]
	f.at = pos - 1
	f.next = nowhere
	for _, e := range o.data.trie.nodes[f.pos].kids {
		if e.key == string(key) {
			f.next, f.key = e.to, e.key
		}
	}
}

func (o *Outline) BeginString(pos int64) bool {
	node, at := o.begin(pos - 1)
	o.text, o.cur = o.text[:0], node
	if o.wants = nil; node < 0 {
		return false
	}
	for _, m := range o.data.marks[at] {
		if m.what == isName || m.what == isID || m.what == isType || m.what == isRole ||
			m.what == isElement && o.data.entries[m.entry].Kind == Finish {
			o.wants = o.data.marks[at]
		}
	}
	return o.wants != nil
}

func (o *Outline) Text(b []byte, _ int64, _ int) { o.text = append(o.text, b...) }

func (o *Outline) EndString(pos int64) {
	if o.cur >= 0 {
		o.Nodes[o.cur].To = pos + 1 + o.base
	}
	if o.wants == nil {
		return
	}
	for _, m := range o.wants {
		it := o.item(m.entry)
		if it == nil {
			continue
		}
		switch m.what {
		case isName:
			if len(o.text) > 0 {
				it.Names = append(it.Names, string(o.text))
			}
		case isID:
			it.ID = string(o.text)
		case isType:
			it.typ = string(o.text)
		case isRole:
			it.Roles = append(it.Roles, string(o.text))
		case isElement:
			it.Value = string(o.text)
		}
	}
	o.wants = nil
}

func (o *Outline) Scalar(raw []byte, pos int64) {
	node, at := o.begin(pos)
	if node < 0 {
		return
	}
	n := &o.Nodes[node]
	n.To, n.Null = pos+int64(len(raw))+o.base, string(raw) == "null"
	for _, m := range o.data.marks[at] {
		if m.what == isNumber && !n.Null {
			o.number(n.Parent, node, raw)
		}
	}
}

// number keeps what tells calls apart.
func (o *Outline) number(object, node int32, text []byte) {
	if o.Numbers == nil {
		o.Numbers = map[int32]Number{}
	}
	o.Numbers[object] = Number{node, string(text)}
}
