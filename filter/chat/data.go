package chat

import (
	"github.com/tidwall/gjson"

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
}

func (r *Registry) parse(doc []byte) (*API, error) {
	d := gjson.ParseBytes(doc)
	a := newAPI(d.Get("name").String())
	if a.Name == "" {
		return nil, dataError("an API without a name")
	}
	a.Title = d.Get("title").String()
	a.Block = Block{ContentType: d.Get("block.contentType").String(), Body: d.Get("block.body").Raw}
	for _, e := range d.Get("block.stream").Array() {
		a.Block.Stream = append(a.Block.Stream, BlockEvent{e.Get("event").String(), e.Get("data").Raw})
	}
	for _, p := range d.Get("paths").Array() {
		a.Paths = append(a.Paths, p.String())
	}
	for part := range parts {
		if err := r.parsePart(a, part, d.Get(partKeys[part])); err != nil {
			return nil, err
		}
	}
	return a, r.parseRoles(a, d.Get("roles"))
}

// parsePart reads {"shape": [[keys]], "<scope>": [paths], "skip": [paths],
// "<flag>": [paths], "types": {type: scope}, "ends": [types], "endsAll": [types]}.
func (r *Registry) parsePart(a *API, part Part, d gjson.Result) error {
	var err error
	t := a.tries[part]
	d.ForEach(func(k, v gjson.Result) bool {
		key := k.String()
		place, scope := scopes[key]
		switch {
		case scope:
			place.Listed = true
			for _, p := range v.Array() {
				place.Path = p.String()
				t.add(place.Path).place = place
			}
		case key == "shape":
			err = r.parseShapes(a, part, v)
		case key == "types":
			err = a.parseTypes(v)
		case key == "ends":
			a.addEnds(v, endsOwn)
		case key == "endsAll":
			a.addEnds(v, endsAll)
		case !isFlag(key):
			err = dataError(a.Name + ": unknown scope " + key)
		}
		return err == nil
	})
	if err != nil {
		return err
	}
	for _, f := range flags {
		for _, p := range d.Get(f.key).Array() {
			n := t.add(p.String())
			if !n.place.Listed {
				return dataError(a.Name + ": " + f.key + " path without a scope: " + p.String())
			}
			f.set(&n.place)
		}
	}
	return nil
}

func (a *API) addEnds(types gjson.Result, which uint8) {
	for _, t := range types.Array() {
		a.ends[t.String()] = which
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

func (r *Registry) parseShapes(a *API, part Part, v gjson.Result) error {
	for _, shape := range v.Array() {
		var s keySet
		for _, key := range shape.Array() {
			id, ok := intern(r.shapeKeys, key.String())
			if !ok {
				return dataError("more than 255 keys in shapes")
			}
			s.add(id)
		}
		a.shapes[part] = append(a.shapes[part], s)
	}
	return nil
}

func (a *API) parseTypes(d gjson.Result) error {
	var err error
	d.ForEach(func(k, v gjson.Result) bool {
		place, ok := scopes[v.String()]
		if !ok {
			err = dataError(a.Name + ": type " + k.String() + ": unknown scope")
		}
		a.types[k.String()] = place.Scope
		return ok
	})
	return err
}

// parseRoles reads {"request": "messages[].role", "response": "...", "scopes": {"system": "SystemPrompt"}}.
func (r *Registry) parseRoles(a *API, d gjson.Result) error {
	for part, key := range partKeys {
		if path := d.Get(key).String(); path != "" {
			a.tries[part].addRole(path)
		}
	}
	var err error
	d.Get("scopes").ForEach(func(k, v gjson.Result) bool {
		place, ok := scopes[v.String()]
		id, room := intern(r.roleNames, k.String())
		if !ok || !room {
			err = dataError(a.Name + ": role " + k.String() + ": unknown scope or too many roles")
			return false
		}
		a.roles[id] = place.Scope
		return true
	})
	return err
}
