package chat

import (
	"strings"

	"github.com/chatguard/chatguard/filter/document"
	"github.com/chatguard/chatguard/filter/policy"
)

// flags are lists of paths that have a scope and a property besides.
var flags = map[string]func(*Place){
	"readOnly": func(p *Place) { p.ReadOnly = true },
	"delta":    func(p *Place) { p.Delta = true },
	"end":      func(p *Place) { p.End = true },
	"endAll":   func(p *Place) { p.EndAll = true },
	"url":      func(p *Place) { p.URL = true },
	"raw":      func(p *Place) { p.Raw = true },
}

// maxPathNodes bounds the steps that all paths of one part name together.
const maxPathNodes = 20_000

// part reads {"like": part or API, "embed": {path: [APIs]}, "shape": [[keys]], "<scope>": [paths],
// "skip": [paths], "media": [paths], "<flag>": [paths], "types": {type: scope},
// "ends": [types], "endsAll": [types], "channel": [members], "tools": entries, "parameters": {name: paths}}.
func (p *parser) part(part Part, d *document.Node) {
	if like := d.Get("like"); like != nil {
		p.likePart(part, like)
	}
	if v := d.Get("embed"); v != nil {
		p.embed(part, v)
	}
	p.members(d, func(key string, v *document.Node) {
		if place, ok := scopes[key]; ok {
			place.Listed = true
			p.paths(part, v, func(path string, at *Place) {
				place.Path = path
				*at = place
			})
			return
		}
		switch key {
		case "like", "embed":
		case "tools":
			p.tools(part, v)
		case "parameters":
			p.parameters(v)
		case "shape":
			if p.depth == 0 {
				p.shapes(part, v)
			}
		case "types":
			p.members(v, func(key string, v *document.Node) {
				place, ok := scopes[v.Str()]
				if !ok {
					p.fail(v, "unknown scope")
				}
				p.a.types[key] = place
			})
		case "ends":
			p.texts(v, func(_ *document.Node, t string) { p.a.ends[t] = endsOwn })
		case "endsAll":
			p.texts(v, func(_ *document.Node, t string) { p.a.ends[t] = endsAll })
		case "channel":
			p.a.ids = map[string]bool{}
			p.texts(v, func(_ *document.Node, member string) { p.a.ids[member] = true })
		default:
			if flags[key] == nil {
				p.fail(v, "unknown scope "+key)
			}
		}
	})
	for _, key := range d.Keys() {
		set := flags[key]
		if set == nil {
			continue
		}
		p.paths(part, d.Get(key), func(path string, at *Place) {
			switch {
			case at.Listed:
			case key == "url":
				*at = Place{Path: path, Listed: true, Scope: policy.Other}
			default:
				p.fail(d.Get(key), key+" path without a scope: "+path)
			}
			set(at)
		})
	}
}

// likePart begins a part as a copy: of an earlier part of the same document,
// or of the same part of an API that was read before.
func (p *parser) likePart(part Part, n *document.Node) {
	for other, key := range partKeys[:part] {
		if key == n.Str() {
			p.a.tries[part] = p.a.tries[other].clone()
			p.a.outlines[part] = p.a.outlines[other]
			return
		}
	}
	if base := p.base(n, n.Str()); base != nil && base.Get(partKeys[part]) != nil {
		p.depth++
		p.part(part, base.Get(partKeys[part]))
		p.depth--
	}
}

// embed sets the part of other APIs in: {"body": ["openai.chat"]}.
func (p *parser) embed(part Part, d *document.Node) {
	if p.prefix != "" || !p.is(d, document.Object) {
		return
	}
	for _, at := range d.Names {
		p.prefix = at + "."
		p.texts(d.Get(at), func(n *document.Node, name string) {
			if base := p.base(n, name); base != nil && base.Get(partKeys[part]) != nil {
				p.depth++
				p.part(part, base.Get(partKeys[part]))
				p.depth--
			}
		})
	}
	p.prefix = ""
}

// paths enters a list of paths.
func (p *parser) paths(part Part, list *document.Node, set func(path string, at *Place)) {
	t := p.a.tries[part]
	p.texts(list, func(item *document.Node, text string) {
		for _, path := range expand(p.prefix + text) {
			if !validPath(path) {
				p.fail(item, "no path: keys with dots between them, [] for the elements of an array, .** at the end for all below, {a,b} for either")
				return
			}
			if set(path, t.add(path)); len(t.nodes) > maxPathNodes {
				p.fail(item, "more paths than an API may have")
				return
			}
		}
	})
}

func validPath(path string) bool {
	path = strings.TrimSuffix(path, ".**")
	if path == "" || strings.ContainsAny(path, "{}*") {
		return false
	}
	for step := range strings.SplitSeq(path, ".") {
		key := strings.TrimRight(step, "[]")
		if step == "" || strings.ReplaceAll(step[len(key):], "[]", "") != "" {
			return false
		}
	}
	return true
}

func (p *parser) shapes(part Part, v *document.Node) {
	if !p.is(v, document.Array) {
		return
	}
	for _, shape := range v.Items {
		var s keySet
		p.texts(shape, func(item *document.Node, key string) {
			id, ok := intern(p.r.shapeKeys, key)
			if !ok {
				p.fail(item, "more than 255 different keys in all shapes")
			}
			s.add(id)
		})
		p.a.shapes[part] = append(p.a.shapes[part], s)
	}
}

// roles reads {"request": "messages[].role", "response": "...", "stream": "...", "scopes": {"system": "SystemPrompt"},
// "model": ["assistant"], "continues": true, "fields": ["system"]}.
func (p *parser) roles(d *document.Node) {
	p.members(d, func(key string, v *document.Node) {
		switch key {
		case "request", "response", "stream":
			paths := []*document.Node{v}
			if v.Kind == document.Array {
				paths = v.Items
			}
			for _, v := range paths {
				if p.is(v, document.String) && validPath(v.Text) {
					p.a.tries[partOf(key)].addRole(v.Text)
					p.turns(partOf(key), v.Text)
				}
			}
		case "scopes":
			p.members(v, p.role)
		case "model":
			p.a.modelRoles = nil
			p.texts(v, func(_ *document.Node, role string) { p.a.modelRoles = append(p.a.modelRoles, role) })
		case "continues":
			p.a.continues = v.Flag
		case "fields":
			p.texts(v, p.systemField)
		default:
			p.fail(v, "roles has no field "+key)
		}
	})
}

func partOf(key string) Part {
	for part, k := range partKeys {
		if k == key {
			return Part(part)
		}
	}
	return Request
}

func (p *parser) role(key string, v *document.Node) {
	place, ok := scopes[v.Str()]
	id, room := intern(p.r.roleNames, key)
	if !ok || !room || place.Scope == policy.Scope(0) {
		p.fail(v, "unknown scope, or too many roles")
		return
	}
	p.a.roles[id] = place.Scope
}
