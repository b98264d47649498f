package policy

import (
	"slices"

	"github.com/chatguard/chatguard/filter/document"
	"github.com/chatguard/chatguard/filter/mask"
	"github.com/chatguard/chatguard/filter/order"
	"github.com/chatguard/chatguard/filter/regex"
)

// Catalog knows the built-in entities. It is passed in, because detectors are
// compiled from policies and not the other way round. One that also has
// Groups(id string) []string gets its groups suggested in errors.
type Catalog interface {
	// Resolve turns an id, group or alias into entity ids.
	Resolve(name string) (ids []string, ok bool)
	// Names lists all ids.
	Names() []string
}

// Options is what Parse needs besides the document.
type Options struct {
	Catalog    Catalog
	Preset     func(name string) (doc []byte, ok bool)
	Presets    []string // their names, for suggestions
	Key        []byte   // for Hash masks, at least mask.MinKey bytes
	TokenKeys  string   // for Token masks, as mask.ParseTokenKeys reads them
	RequireKey bool     // a Hash or Token mask without its key is an error; else one of no worth stands in

	// CheckDetector, if set, tells what is wrong with a detector that is well
	// formed, such as an expression that would compile to too much.
	CheckDetector func(*Detector) error

	// CheckAPIs, if set, tells what is wrong with the APIs of a document.
	CheckAPIs func([]*document.Node) []*Error
}

// DefaultPreset applies where a document has no policies.
const DefaultPreset = "balanced"

// Bounds of a document. They are far more than anyone writes, and keep the time
// and the stack that a document can cost within reason.
const (
	maxPolicies = 1000
	maxRoutes   = 1000
	maxAPIs     = 100
	maxRules    = 1000 // of one policy, written in one place
	maxExtends  = 16   // policies, one upon the other
)

// Parse reads a document in JSON. The error is of type Errors and holds all
// that is wrong with it; there is no Config then.
func Parse(doc []byte, o Options) (*Config, error) {
	root, errs := document.Parse(doc)
	if root == nil {
		return nil, Errors(errs)
	}
	l := &loader{o: o, presets: map[string]*document.Node{}, named: map[string]*Policy{}, regexps: map[string]*regex.Regexp{}}
	if l.o.Catalog == nil {
		l.o.Catalog = emptyCatalog{}
	}
	l.errs = errs
	c := l.config(root)
	if len(l.errs) > 0 {
		return nil, l.errs.sorted()
	}
	return c, nil
}

type emptyCatalog struct{}

func (emptyCatalog) Resolve(string) ([]string, bool) { return nil, false }
func (emptyCatalog) Names() []string                 { return nil }

// loader turns nodes into a Config.
type loader struct {
	reader
	o        Options
	policies *document.Node            // of the document
	presets  map[string]*document.Node // that were read; nil: there is none
	named    map[string]*Policy        // that were resolved
	chain    []layer                   // of extends, being followed
	others   []other                   // what policies name besides what they extend, the lowest layer first
	regexps  map[string]*regex.Regexp  // that were compiled
	ring     *mask.Tokens              // of the style Token, once some mask needed it
}

func (l *loader) config(root *document.Node) *Config {
	c := &Config{Policies: l.named}
	if root.Get("rules") != nil || root.Get("extends") != nil {
		c.Single = true
		c.Default = l.single(root, c)
		l.findOthers()
		return c
	}
	var chosen, routes *document.Node
	l.object(root, []field{
		{"defaultPolicy", func(n *document.Node) { chosen = n }},
		{"holdHeaders", l.bool(&c.HoldHeaders)},
		{"policies", func(n *document.Node) {
			if l.is(n, document.Object) && l.atMost(n, len(n.Names), maxPolicies) {
				l.policies = n
			}
		}},
		{"routes", func(n *document.Node) { routes = n }},
		{"apis", l.apis(c)},
	})
	for _, name := range l.policies.Keys() {
		n := l.policies.Get(name)
		if !validName(name) {
			l.failKey(n, "a policy's name has letters, digits, - and _ only, 64 at most")
		}
		l.named[name] = l.resolve(layer{name: name, node: n})
	}
	c.Default = l.chosen(root, chosen)
	if routes != nil && l.is(routes, document.Array) && l.atMost(routes, len(routes.Items), maxRoutes) {
		for _, n := range routes.Items {
			l.route(n, c)
		}
	}
	l.findOthers()
	return c
}

// other is a policy that a policy names: as its shadow, or to apply instead.
type other struct {
	p    *Policy
	to   **Policy
	n    *document.Node
	self string // what is wrong with naming itself, if it is
}

// findOthers finds them, once all policies of the document are known. A preset
// that one names may add to the list.
func (l *loader) findOthers() {
	for i := 0; i < len(l.others); i++ {
		o := l.others[i]
		if *o.to = l.lookup(o.n); *o.to == o.p && o.self != "" {
			l.fail(o.n, o.self)
		}
	}
}

// apis reads the APIs of a document. What they say is not for this package to
// know.
func (l *loader) apis(c *Config) func(*document.Node) {
	return func(n *document.Node) {
		if !l.is(n, document.Array) || !l.atMost(n, len(n.Items), maxAPIs) {
			return
		}
		c.APIs = n.Items
		if l.o.CheckAPIs != nil {
			l.errs = append(l.errs, l.o.CheckAPIs(n.Items)...)
		}
	}
}

// single is a document that is itself one policy.
func (l *loader) single(root *document.Node, c *Config) *Policy {
	either := func(n *document.Node) {
		l.failKey(n, "a document with rules or extends on top is one policy: it has no policies and routes")
	}
	x := layer{name: "default", node: root, extra: []field{
		{"name", func(n *document.Node) {
			if l.is(n, document.String) && !validName(n.Text) {
				l.fail(n, "a policy's name has letters, digits, - and _ only, 64 at most")
			}
		}},
		{"holdHeaders", l.bool(&c.HoldHeaders)},
		{"apis", l.apis(c)},
		{"policies", either},
		{"routes", either},
		{"defaultPolicy", either},
	}}
	if name := root.Get("name").Str(); name != "" {
		x.name = name
	}
	p := l.resolve(x)
	l.named[p.Name] = p
	return p
}

// chosen is the default policy.
func (l *loader) chosen(root, n *document.Node) *Policy {
	if n != nil {
		if !l.is(n, document.String) {
			return nil
		}
		return l.lookup(n)
	}
	if len(l.policies.Keys()) == 0 {
		if p := l.byName(DefaultPreset); p != nil {
			return p
		}
	}
	l.fail(root, "defaultPolicy is needed: which policy applies where neither metadata nor routes name one")
	return nil
}

// lookup finds the policy that n names, in the document or among the presets.
func (l *loader) lookup(n *document.Node) *Policy {
	p := l.byName(n.Text)
	if p == nil {
		l.fail(n, unknown("policy", n.Text, l.policyNames()))
	}
	return p
}

func (l *loader) byName(name string) *Policy {
	if p := l.named[name]; p != nil {
		return p
	}
	if n := l.preset(name); n != nil {
		l.named[name] = l.resolve(layer{name: name, node: n, preset: true})
	}
	return l.named[name]
}

func (l *loader) policyNames() []string {
	names := slices.Concat(l.o.Presets, l.policies.Keys())
	return order.Unique(names)
}

// validName tells names that become labels of metrics.
func validName(s string) bool {
	if s == "" || len(s) > maxName {
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

const maxName = 64 // bytes
