package policy

import (
	"errors"
	"maps"
	"regexp"
	"slices"
	"strconv"

	"github.com/chatguard/chatguard/filter/document"
	"github.com/chatguard/chatguard/filter/mask"
)

func (l *loader) detector(p *Policy, n *document.Node) {
	d := Detector{Score: 0.8}
	var name, regex *document.Node
	l.object(n, []field{
		{"name", func(x *document.Node) { name = x; l.str(&d.Name)(x) }},
		{"description", func(x *document.Node) { l.is(x, document.String) }},
		{"regex", func(x *document.Node) { regex = x; l.str(&d.Regex)(x) }},
		{"terms", l.strings(&d.Terms)},
		{"context", l.strings(&d.Context)},
		{"score", l.score(&d.Score)},
		{"caseSensitive", l.bool(&d.CaseSensitive)},
		{"group", integer(&l.reader, &d.Group, 0, 99)},
	})
	switch {
	case n.Kind != document.Object:
		return
	case name == nil:
		l.fail(n, "a detector needs a name")
	case name.Kind == document.String && !validName(d.Name):
		l.fail(name, "a detector's name has letters, digits, - and _ only, 64 at most")
	case l.builtIn(d.Name):
		l.fail(name, "is the name of a built-in entity")
	case slices.ContainsFunc(p.Detectors, func(x Detector) bool { return x.Name == d.Name }):
		l.fail(name, "a detector of this name exists")
	}
	if (d.Regex == "") == (len(d.Terms) == 0) {
		l.fail(n, "a detector needs either a regex or terms")
	}
	if regex != nil && regex.Kind == document.String {
		l.detectorRegex(regex, &d)
	}
	p.Detectors = append(p.Detectors, d)
}

func (l *loader) detectorRegex(n *document.Node, d *Detector) {
	r := l.regex(n)
	switch {
	case r == nil:
	case r.MatchString(""):
		l.fail(n, "matches the empty text")
	case d.Group > r.NumSubexp():
		l.fail(n, "has "+strconv.Itoa(r.NumSubexp())+" groups, not "+strconv.Itoa(d.Group))
	}
}

func (l *loader) builtIn(name string) bool {
	if l.o.Catalog == nil {
		return false
	}
	_, ok := l.o.Catalog.Resolve(name)
	return ok
}

func (l *loader) ids(name string) map[string]bool {
	ids, _ := l.o.Catalog.Resolve(name)
	set := make(map[string]bool, len(ids))
	for _, id := range ids {
		set[id] = true
	}
	return set
}

// match resolves the name of an entity, group, alias or own detector.
func (l *loader) match(n *document.Node, p *Policy) map[string]bool {
	if p != nil {
		for i := range p.Detectors {
			if p.Detectors[i].Name == n.Text {
				return map[string]bool{n.Text: true}
			}
		}
	}
	if ids := l.ids(n.Text); len(ids) > 0 {
		return ids
	}
	valid := slices.Clone(l.o.Catalog.Names())
	if p != nil {
		for i := range p.Detectors {
			valid = append(valid, p.Detectors[i].Name)
		}
	}
	l.fail(n, unknown("entity, group or detector", n.Text, valid))
	return nil
}

func (l *loader) rule(p *Policy, n *document.Node, before []Rule) Rule {
	r := Rule{Scopes: AllScopes, Direction: Both}
	types := map[string]bool{}
	var action, spec *document.Node
	matched := false
	l.object(n, []field{
		{"name", l.str(&r.Name)},
		{"description", func(x *document.Node) { l.is(x, document.String) }},
		{"match", func(x *document.Node) {
			matched = true
			l.list(func(m *document.Node) {
				if l.is(m, document.String) {
					maps.Copy(types, l.match(m, p))
				}
			})(x)
			if x.Kind == document.Array && len(x.Items) == 0 {
				l.fail(x, "matches nothing")
			}
		}},
		{"scopes", func(x *document.Node) {
			r.Scopes = 0
			l.list(func(s *document.Node) {
				var i uint8
				if enum(&l.reader, &i, scopeNames, 1)(s); i > 0 {
					r.Scopes |= 1 << (i - 1)
				}
			})(x)
			if x.Kind == document.Array && len(x.Items) == 0 {
				l.fail(x, "matches nothing")
			}
		}},
		{"direction", enum(&l.reader, &r.Direction, directionNames, 1)},
		{"minScore", l.score(&r.MinScore)},
		{"action", func(x *document.Node) { action = x; enum(&l.reader, &r.Action, actionNames, 0)(x) }},
		{"mask", func(x *document.Node) { spec = x; l.mask(&r.Mask)(x) }},
	})
	if n.Kind != document.Object {
		return r
	}
	l.complete(n, &r, before, matched, action, spec)
	r.Types = slices.Sorted(maps.Keys(types))
	return r
}

// complete checks what a rule must and must not have.
func (l *loader) complete(n *document.Node, r *Rule, before []Rule, matched bool, action, spec *document.Node) {
	switch {
	case r.Name == "":
		l.fail(n, "a rule needs a name")
	case slices.ContainsFunc(before, func(x Rule) bool { return x.Name == r.Name }):
		l.fail(n, "a rule named "+strconv.Quote(r.Name)+" exists")
	}
	if !matched {
		l.fail(n, "a rule needs match")
	}
	if action == nil {
		l.fail(n, "a rule needs an action: Allow, Log, Mask or Block")
	}
	if spec != nil && r.Action != Mask {
		l.fail(spec, "goes with action Mask only")
	}
	if r.Action == Mask {
		l.key(n, spec, r)
	}
}

// standInKey lets policies be checked where no key is at hand.
var standInKey = []byte("chatguard: no key was given")

func (l *loader) key(n, spec *document.Node, r *Rule) {
	if spec == nil {
		spec = n
	}
	if r.Mask.Style == mask.Hash {
		r.Mask.Key = l.o.Key
		if len(r.Mask.Key) == 0 && !l.o.RequireKey {
			r.Mask.Key = standInKey
		}
		if len(r.Mask.Key) == 0 {
			l.fail(spec, "style Hash needs a key in the environment variable CHATGUARD_KEY (vm_config.environment_variables)")
			return
		}
	}
	var e *mask.SpecError
	if err := r.Mask.Validate(); errors.As(err, &e) {
		at := spec
		if f := spec.Get(e.Field); f != nil {
			at = f
		}
		l.fail(at, e.Msg)
	}
}

func (l *loader) mask(to *mask.Spec) func(*document.Node) {
	return func(n *document.Node) {
		l.object(n, []field{
			{"style", func(x *document.Node) {
				if !l.is(x, document.String) {
					return
				}
				var ok bool
				if to.Style, ok = mask.ParseStyle(x.Text); !ok {
					l.fail(x, unknown("value", x.Text, mask.Styles()))
				}
			}},
			{"keepFirst", integer(&l.reader, &to.KeepFirst, 0, mask.MaxKeep)},
			{"keepLast", integer(&l.reader, &to.KeepLast, 0, mask.MaxKeep)},
			{"char", l.str(&to.Char)},
			{"text", l.str(&to.Text)},
		})
	}
}

// whole makes an expression that was checked match whole texts only.
func whole(pattern string) *regexp.Regexp { return regexp.MustCompile(`\A(?:` + pattern + `)\z`) }
