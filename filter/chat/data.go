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
	"skip":           {Skip: true},
}

// flags are lists of paths that have a scope and a property besides.
var flags = []struct {
	key string
	set func(*Place)
}{
	{"readOnly", func(p *Place) { p.ReadOnly = true }},
	{"delta", func(p *Place) { p.Delta = true }},
	{"end", func(p *Place) { p.End = true }},
	{"endAll", func(p *Place) { p.EndAll = true }},
}

func (r *Registry) parse(doc []byte) (*API, error) {
	d, errs := document.Parse(doc)
	if len(errs) > 0 {
		return nil, errs[0]
	}
	a := newAPI(d.Get("name").Str())
	if a.Name == "" {
		return nil, dataError("an API without a name")
	}
	a.Title = d.Get("title").Str()
	a.Paths = d.Get("paths").Strs()
	if b := d.Get("block"); b != nil {
		a.Block.ContentType, a.Block.Body = b.Get("contentType").Str(), raw(b.Get("body"))
		for _, e := range b.Get("stream").List() {
			data := e.Get("data").Str() // a string stands for itself: [DONE]
			if data == "" {
				data = raw(e.Get("data"))
			}
			a.Block.Stream = append(a.Block.Stream, BlockEvent{e.Get("event").Str(), data})
		}
	}
	for part := range parts {
		if err := r.parsePart(a, part, d.Get(partKeys[part])); err != nil {
			return nil, err
		}
	}
	return a, r.parseRoles(a, d.Get("roles"))
}

func raw(n *document.Node) string {
	if n == nil {
		return ""
	}
	return compact(n.Raw)
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

// parsePart reads {"shape": [[keys]], "<scope>": [paths], "skip": [paths],
// "<flag>": [paths], "types": {type: scope}, "ends": [types], "endsAll": [types]}.
func (r *Registry) parsePart(a *API, part Part, d *document.Node) error {
	t := a.tries[part]
	for _, key := range d.Keys() {
		v := d.Get(key)
		if err := r.parseKey(a, part, key, v); err != nil {
			return err
		}
	}
	for _, f := range flags {
		for _, p := range d.Get(f.key).Strs() {
			n := t.add(p)
			if !n.place.Listed {
				return dataError(a.Name + ": " + f.key + " path without a scope: " + p)
			}
			f.set(&n.place)
		}
	}
	return nil
}

func (r *Registry) parseKey(a *API, part Part, key string, v *document.Node) error {
	if place, ok := scopes[key]; ok {
		place.Listed = true
		for _, p := range v.Strs() {
			place.Path = p
			a.tries[part].add(p).place = place
		}
		return nil
	}
	switch key {
	case "shape":
		return r.parseShapes(a, part, v)
	case "types":
		return a.parseTypes(v)
	case "ends":
		a.addEnds(v, endsOwn)
	case "endsAll":
		a.addEnds(v, endsAll)
	default:
		if !isFlag(key) {
			return dataError(a.Name + ": unknown scope " + key)
		}
	}
	return nil
}

func (a *API) addEnds(types *document.Node, which uint8) {
	for _, t := range types.Strs() {
		a.ends[t] = which
	}
}

func isFlag(key string) bool {
	for _, f := range flags {
		if f.key == key {
			return true
		}
	}
	return false
}

func (r *Registry) parseShapes(a *API, part Part, v *document.Node) error {
	for _, shape := range v.List() {
		var s keySet
		for _, key := range shape.Strs() {
			id, ok := intern(r.shapeKeys, key)
			if !ok {
				return dataError("more than 255 keys in shapes")
			}
			s.add(id)
		}
		a.shapes[part] = append(a.shapes[part], s)
	}
	return nil
}

func (a *API) parseTypes(d *document.Node) error {
	for _, key := range d.Keys() {
		place, ok := scopes[d.Get(key).Str()]
		if !ok {
			return dataError(a.Name + ": type " + key + ": unknown scope")
		}
		a.types[key] = place.Scope
	}
	return nil
}

// parseRoles reads {"request": "messages[].role", "response": "...", "scopes": {"system": "SystemPrompt"}}.
func (r *Registry) parseRoles(a *API, d *document.Node) error {
	for part, key := range partKeys {
		if path := d.Get(key).Str(); path != "" {
			a.tries[part].addRole(path)
		}
	}
	roles := d.Get("scopes")
	for _, key := range roles.Keys() {
		place, ok := scopes[roles.Get(key).Str()]
		id, room := intern(r.roleNames, key)
		if !ok || !room {
			return dataError(a.Name + ": role " + key + ": unknown scope or too many roles")
		}
		a.roles[id] = place.Scope
	}
	return nil
}
