package chat

import (
	"github.com/chatguard/chatguard/filter/document"
	"github.com/chatguard/chatguard/filter/policy"
)

type dataError string

func (e dataError) Error() string { return string(e) }

// scopes maps the keys of a part's path lists to what they mean.
var scopes = map[string]Place{
	"ByRole":         {Scope: policy.Messages, ByRole: true},
	"ByType":         {Scope: policy.Other, ByType: true},
	"SystemPrompt":   {Scope: policy.SystemPrompt},
	"Messages":       {Scope: policy.Messages},
	"ToolInput":      {Scope: policy.ToolInput},
	"ToolOutput":     {Scope: policy.ToolOutput},
	"Reasoning":      {Scope: policy.Reasoning},
	"ToolDefinition": {Scope: policy.ToolDefinition},
	"Other":          {Scope: policy.Other},
	"media":          {Scope: policy.Other, Media: true},
	"skip":           {Skip: true},
}

// parser reads one API document and collects what is wrong with it.
type parser struct {
	r      *Registry
	a      *API
	prefix string // of paths, where the part of another API is set in
	depth  int    // of APIs that are read because others are like them
	errs   []*document.Error
}

//go:noinline
func (p *parser) fail(n *document.Node, msg string) {
	p.errs = append(p.errs, &document.Error{Path: n.Path, Offset: n.Offset, Msg: msg})
}

//go:noinline
func (p *parser) is(n *document.Node, k document.Kind) bool {
	if n.Kind == k {
		return true
	}
	p.fail(n, "must be "+k.String()+", is "+n.Kind.String())
	return false
}

// texts calls f with each string of a list.
//
//go:noinline
func (p *parser) texts(n *document.Node, f func(item *document.Node, text string)) {
	if !p.is(n, document.Array) {
		return
	}
	for _, item := range n.Items {
		if p.is(item, document.String) {
			f(item, item.Text)
		}
	}
}

// members calls f with each member of an object.
//
//go:noinline
func (p *parser) members(n *document.Node, f func(key string, v *document.Node)) {
	if !p.is(n, document.Object) {
		return
	}
	for _, key := range n.Names {
		f(key, n.Get(key))
	}
}

// api reads a document into p.a.
func (p *parser) api(d *document.Node) {
	if !p.is(d, document.Object) {
		return
	}
	if p.a.Name = d.Get("name").Str(); p.a.Name == "" || len(p.a.Name) > maxName {
		p.fail(d, "an API needs a name, 64 bytes at most")
		return
	}
	if like := d.Get("like"); like != nil {
		p.like(like)
	}
	p.members(d, func(key string, v *document.Node) {
		switch key {
		case "name", "source", "like", "request", "response", "stream", "roles":
		case "title":
			p.a.Title = v.Str()
		case "paths":
			p.a.Paths = nil
			p.texts(v, func(_ *document.Node, pattern string) { p.a.Paths = append(p.a.Paths, pattern) })
		case "batch":
			p.a.batch = v.Flag
		case "block":
			p.block(v)
		default:
			p.fail(v, "an API has no field "+key)
		}
	})
	for part, key := range partKeys {
		if v := d.Get(key); v != nil {
			p.part(Part(part), v)
		}
	}
	if v := d.Get("roles"); v != nil {
		p.roles(v)
	}
}

// maxName bounds the names of APIs, which become labels of metrics.
const maxName = 64

// like begins the API as a copy of one that was read before: its parts, roles
// and answers, not its paths.
func (p *parser) like(n *document.Node) {
	base := p.base(n, n.Str())
	if base == nil {
		return
	}
	p.depth++
	defer func() { p.depth-- }()
	for part, key := range partKeys {
		if v := base.Get(key); v != nil {
			p.part(Part(part), v)
		}
	}
	p.a.batch = base.Get("batch") != nil && base.Get("batch").Flag
	if v := base.Get("roles"); v != nil {
		p.roles(v)
	}
	if v := base.Get("block"); v != nil {
		p.block(v)
	}
}

// base is the document of an API that was read before.
func (p *parser) base(n *document.Node, name string) *document.Node {
	doc, ok := p.r.docs[name]
	if !ok || name == p.a.Name || p.depth == maxLike {
		p.fail(n, "there is no other API of this name")
		return nil
	}
	d, _ := document.Parse(doc)
	return d
}

// maxLike bounds the APIs that are like others that are like others.
const maxLike = 4

// block reads how a call is refused: {"contentType", "headers", "body", "stream": [{"event" or "exception", "data"}]}.
func (p *parser) block(b *document.Node) {
	p.a.Block = Block{}
	p.members(b, func(key string, v *document.Node) {
		switch key {
		case "contentType":
			p.a.Block.ContentType = v.Str()
		case "headers":
			p.members(v, func(name string, h *document.Node) {
				if p.is(h, document.String) {
					p.a.Block.Headers = append(p.a.Block.Headers, [2]string{name, h.Text})
				}
			})
		case "body":
			p.a.Block.Body = compact(v.Raw)
		case "stream":
			if p.is(v, document.Array) {
				for _, e := range v.Items {
					p.blockEvent(e)
				}
			}
		default:
			p.fail(v, "block has no field "+key)
		}
	})
}

func (p *parser) blockEvent(e *document.Node) {
	data := e.Get("data")
	if data == nil {
		p.fail(e, "an event needs data")
		return
	}
	text := data.Str() // a string stands for itself: [DONE]
	if data.Kind != document.String {
		text = compact(data.Raw)
	}
	b := BlockEvent{Event: e.Get("event").Str(), Data: text}
	if name := e.Get("exception"); name != nil {
		b.Event, b.Exception = name.Str(), true
	}
	p.a.Block.Stream = append(p.a.Block.Stream, b)
}

// compact takes the white space between tokens out of valid JSON, so that an
// event made of it is one line.
func compact(doc []byte) string {
	out := make([]byte, 0, len(doc))
	inString := false
	for i := 0; i < len(doc); i++ {
		switch c := doc[i]; {
		case inString && c == '\\':
			out = append(out, c, doc[i+1])
			i++
			continue
		case c == '"':
			inString = !inString
		case !inString && (c == ' ' || c == '\t' || c == '\r' || c == '\n'):
			continue
		}
		out = append(out, doc[i])
	}
	return string(out)
}
