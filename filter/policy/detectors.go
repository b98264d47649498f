package policy

import (
	"slices"
	"strconv"
	"strings"

	"github.com/chatguard/chatguard/filter/document"
	"github.com/chatguard/chatguard/filter/order"
)

const defaultScore = 0.8 // of a detector

// detectors adds the detectors of a list to p.
func (l *loader) detectors(p *Policy, n *document.Node) {
	if !l.is(n, document.Array) {
		return
	}
	names := map[string]bool{}
	for _, item := range n.Items {
		d, ok := l.detector(item)
		switch {
		case !ok:
		case names[d.Name]:
			l.fail(item.Get("name"), "a detector of this name is above")
		default:
			i := slices.IndexFunc(p.Detectors, func(x Detector) bool { return x.Name == d.Name })
			if i >= 0 {
				p.Detectors[i] = d
			} else {
				p.Detectors = append(p.Detectors, d)
			}
		}
		names[d.Name] = true
	}
}

// detector reads one; ok if it has a name.
func (l *loader) detector(n *document.Node) (d Detector, ok bool) {
	d.Score = defaultScore
	var note string
	l.object(n, []field{
		{"name", l.str(&d.Name)},
		{"description", l.str(&note)},
		{"regex", l.text(&d.Regex)},
		{"terms", l.strings(&d.Terms)},
		{"context", l.strings(&d.Context)},
		{"unless", l.strings(&d.Unless)},
		{"within", integer(&l.reader, &d.Within, 10, 200)},
		{"score", func(x *document.Node) {
			if l.score(&d.Score)(x); d.Score == 0 {
				l.fail(x, "must be above 0, to 1")
			}
		}},
		{"caseSensitive", l.bool(&d.CaseSensitive)},
		{"group", integer(&l.reader, &d.Group, 0, 99)},
	})
	if n.Kind != document.Object || !l.detectorName(n, d.Name) {
		return d, false
	}
	before := len(l.errs)
	l.detectorParts(n, &d)
	if len(l.errs) == before && d.Score > 0 && l.o.CheckDetector != nil {
		if err := l.o.CheckDetector(&d); err != nil {
			l.fail(n, strings.TrimPrefix(err.Error(), "detector "+d.Name+": "))
		}
	}
	return d, true
}

func (l *loader) detectorName(n *document.Node, name string) bool {
	at := n.Get("name")
	switch {
	case at == nil:
		l.fail(n, "a detector needs a name")
	case at.Kind != document.String: // said
	case !validName(name):
		l.fail(at, "a detector's name has letters, digits, - and _ only, 64 at most")
	case len(l.ids(name)) > 0:
		l.fail(at, "is the name of a built-in entity or group")
	default:
		return true
	}
	return false
}

// detectorParts checks the parts of a detector that go together.
func (l *loader) detectorParts(n *document.Node, d *Detector) {
	regex := n.Get("regex")
	switch {
	case regex == nil && n.Get("terms") == nil:
		l.fail(n, "a detector needs a regex or terms")
	case n.Get("terms") != nil && n.Get("terms").Kind == document.Array:
		l.filled(n.Get("terms"))
	}
	if regex == nil && d.Group != 0 {
		l.fail(n.Get("group"), "goes with a regex only")
	}
	if d.Within > 0 && len(d.Context)+len(d.Unless) == 0 {
		l.fail(n.Get("within"), "goes with context or unless only")
	}
	if n.Get("terms") == nil && d.CaseSensitive {
		l.fail(n.Get("caseSensitive"), "goes with terms only; a regex says (?i) where case does not count")
	}
	if regex == nil || regex.Kind != document.String || regex.Text == "" {
		return
	}
	switch r := l.regex(regex, ""); {
	case r == nil:
	case r.MatchString(""):
		l.fail(regex, "matches the empty text")
	case d.Group > r.Groups():
		l.fail(n.Get("group"), "the regex has "+strconv.Itoa(r.Groups())+" groups")
	}
}

// ids are the entities that a built-in name stands for.
func (l *loader) ids(name string) map[string]bool {
	set := map[string]bool{}
	if ids, ok := l.o.Catalog.Resolve(name); ok {
		for _, id := range ids {
			set[id] = true
		}
	}
	return set
}

// match adds what the names of a list stand for to types: entities, groups,
// aliases and the detectors of p.
func (l *loader) match(p *Policy, n *document.Node, types map[string]bool) {
	if !l.is(n, document.Array) {
		return
	}
	for _, item := range n.Items {
		if !l.is(item, document.String) {
			continue
		}
		if slices.ContainsFunc(p.Detectors, func(d Detector) bool { return d.Name == item.Text }) {
			types[item.Text] = true
			continue
		}
		ids := l.ids(item.Text)
		if len(ids) == 0 {
			l.fail(item, unknown("entity, group or detector", item.Text, l.matchable(p), "see chatguard detectors"))
		}
		for id := range ids {
			types[id] = true
		}
	}
}

// matchable lists the names that a rule of p can match.
func (l *loader) matchable(p *Policy) []string {
	names := slices.Clone(l.o.Catalog.Names())
	if c, ok := l.o.Catalog.(interface{ Groups(id string) []string }); ok {
		for _, id := range l.o.Catalog.Names() {
			names = append(names, c.Groups(id)...)
		}
	}
	for i := range p.Detectors {
		names = append(names, p.Detectors[i].Name)
	}
	return order.Unique(names)
}
