package policy

import (
	"slices"

	"github.com/chatguard/chatguard/filter/document"
)

// Catalog knows the built-in entities. It is passed in, because detectors are
// compiled from policies and not the other way round.
type Catalog interface {
	// Resolve turns an id, group or alias into entity ids.
	Resolve(name string) (ids []string, ok bool)
	// Names lists all ids and groups, for suggestions.
	Names() []string
}

// Options is what Parse needs besides the document.
type Options struct {
	Catalog    Catalog
	Preset     func(name string) (doc []byte, ok bool)
	Presets    []string // their names, for suggestions
	Key        []byte   // for Hash masks
	RequireKey bool     // a Hash mask without Key is an error; else a key of no worth stands in
}

// DefaultPreset applies where a document names no default policy.
const DefaultPreset = "balanced"

// Parse reads a document in JSON. The error is of type Errors and holds all
// that is wrong with it.
func Parse(doc []byte, o Options) (*Config, error) {
	root, errs := document.Parse(doc)
	if root == nil {
		return nil, Errors(errs)
	}
	l := &loader{o: o, done: map[string]*Policy{}}
	l.errs = errs
	c := l.document(root)
	if len(l.errs) > 0 {
		return nil, l.errs.sorted()
	}
	return c, nil
}

// loader turns nodes into a Config.
type loader struct {
	reader
	o       Options
	nodes   *document.Node     // policies of the document
	done    map[string]*Policy // compiled ones, by name or "preset:" + name
	loading []string           // the chain of extends being followed
	preset  bool               // a preset is being read
}

func (l *loader) document(root *document.Node) *Config {
	c := &Config{Policies: map[string]*Policy{}}
	if root.Kind == document.Object && (root.Get("rules") != nil || root.Get("extends") != nil) {
		c.Default = l.bare(root, c)
		return c
	}
	var routes, chosen *document.Node
	l.object(root, []field{
		{"defaultPolicy", func(n *document.Node) { chosen = n }},
		{"holdHeaders", l.bool(&c.HoldHeaders)},
		{"policies", func(n *document.Node) {
			if l.is(n, document.Object) {
				l.nodes = n
				l.names(n)
			}
		}},
		{"routes", func(n *document.Node) { routes = n }},
	})
	if p := root.Get("policies"); p != nil {
		for _, name := range p.Names {
			c.Policies[name] = l.named(name)
		}
	}
	c.Default = l.chosen(chosen, c)
	if routes != nil {
		l.list(func(n *document.Node) { l.route(n, c) })(routes)
	}
	return c
}

// bare is a document that is itself one policy.
func (l *loader) bare(root *document.Node, c *Config) *Policy {
	p := &Policy{Name: "default"}
	base := l.fields(p, root, []field{{"holdHeaders", l.bool(&c.HoldHeaders)}, {"name", l.policyName(&p.Name)}})
	c.Policies[p.Name] = base
	return base
}

// policyName reads a name, which becomes a label of metrics.
func (l *loader) policyName(to *string) func(*document.Node) {
	return func(n *document.Node) {
		if !l.is(n, document.String) {
			return
		}
		if !validName(n.Text) {
			l.fail(n, "a name has letters, digits, - and _ only, 64 at most")
			return
		}
		*to = n.Text
	}
}

func (l *loader) names(policies *document.Node) {
	for _, name := range policies.Names {
		if !validName(name) {
			l.fail(policies.Get(name), "a policy's name has letters, digits, - and _ only, 64 at most")
		}
	}
}

func validName(s string) bool {
	if s == "" || len(s) > 64 {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if !(c == '-' || c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z') {
			return false
		}
	}
	return true
}

// chosen is the default policy.
func (l *loader) chosen(n *document.Node, c *Config) *Policy {
	if n == nil {
		return l.presetPolicy(DefaultPreset)
	}
	if !l.is(n, document.String) {
		return nil
	}
	return l.lookup(n, c)
}

// lookup finds a policy of the document or a preset by name.
func (l *loader) lookup(n *document.Node, c *Config) *Policy {
	if p := c.Policies[n.Text]; p != nil || l.nodes.Get(n.Text) != nil {
		return p
	}
	if p := l.presetPolicy(n.Text); p != nil {
		return p
	}
	l.fail(n, unknown("policy", n.Text, l.policyNames()))
	return nil
}

func (l *loader) policyNames() []string {
	names := slices.Clone(l.o.Presets)
	for _, name := range l.nodes.Keys() {
		names = append(names, name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// named compiles a policy of the document once.
func (l *loader) named(name string) *Policy {
	if p, ok := l.done[name]; ok {
		return p
	}
	l.loading = append(l.loading, name)
	p := l.fields(&Policy{Name: name}, l.nodes.Get(name), nil)
	l.loading = l.loading[:len(l.loading)-1]
	l.done[name] = p
	return p
}

// presetPolicy compiles a preset once; nil if there is none of that name.
func (l *loader) presetPolicy(name string) *Policy {
	key := "preset:" + name
	if p, ok := l.done[key]; ok {
		return p
	}
	if l.o.Preset == nil {
		return nil
	}
	doc, ok := l.o.Preset(name)
	if !ok {
		return nil
	}
	root, errs := document.Parse(doc)
	before := len(l.errs)
	l.errs = append(l.errs, errs...)
	var p *Policy
	if root != nil {
		nodes, preset := l.nodes, l.preset
		l.nodes, l.preset = nil, true
		p = l.fields(&Policy{Name: name}, root, nil)
		l.nodes, l.preset = nodes, preset
	}
	for _, e := range l.errs[before:] {
		e.Path, e.Offset = "preset "+name+": "+e.Path, -1
	}
	l.done[key] = p
	return p
}
