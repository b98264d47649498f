package policy

import (
	"slices"
	"strings"

	"github.com/chatguard/chatguard/filter/document"
	"github.com/chatguard/chatguard/filter/order"
)

// Bounds of quotas: what one caller needs must stay small.
const (
	maxCounters   = 8
	maxPrincipals = 8
	maxPath       = 16
)

func (l *loader) quotas(p *Policy, n *document.Node) {
	q := &Quotas{OnMissing: Pass, OnFull: Pass}
	l.object(n, []field{
		{"principal", l.principals(&q.Principals)},
		{"onMissing", enum(&l.reader, &q.OnMissing, refusalNames, 0)},
		{"onFull", enum(&l.reader, &q.OnFull, refusalNames, 0)},
		{"publish", l.bool(&q.Publish)},
		{"counters", func(x *document.Node) {
			if !l.is(x, document.Array) || !l.filled(x) || !l.atMost(x, len(x.Items), maxCounters) {
				return
			}
			q.Counters = make([]Counter, len(x.Items))
			for i, item := range x.Items {
				l.counter(p, item, &q.Counters[i])
				if name := q.Counters[i].Name; name != "" && slices.ContainsFunc(q.Counters[:i], func(c Counter) bool { return c.Name == name }) {
					l.fail(item.Get("name"), "a counter of this name is above")
				}
			}
		}},
	})
	if n.Kind != document.Object {
		return
	}
	if x := n.Get("publish"); q.Publish && len(l.o.Key) == 0 && l.o.RequireKey {
		l.fail(x, "needs a key in the environment of the filter, as CHATGUARD_KEY")
	}
	l.needs(n, "principal", "quotas need a principal: who is counted")
	l.needs(n, "counters", "quotas need counters")
	p.Quotas = q
}

// needs refuses an object without a member.
func (l *loader) needs(n *document.Node, member, msg string) {
	if n.Get(member) == nil {
		l.fail(n, msg)
	}
}

func (l *loader) counter(p *Policy, n *document.Node, c *Counter) {
	*c = Counter{Seconds: 60, Status: 429}
	types := map[string]bool{}
	l.object(n, []field{
		{"name", func(x *document.Node) {
			if l.str(&c.Name)(x); x.Kind == document.String && !validTitle(c.Name) {
				l.fail(x, "a counter's name is 1 to 64 printable characters")
			}
		}},
		{"count", enum(&l.reader, &c.Count, quantityNames, 0)},
		{"types", func(x *document.Node) {
			l.match(p, x, types)
			l.filled(x)
		}},
		{"max", integer(&l.reader, &c.Max, 1, 1_000_000_000_000)},
		{"seconds", integer(&l.reader, &c.Seconds, 1, 86_400)},
		{"coolDown", integer(&l.reader, &c.CoolDown, 0, 86_400)},
		{"status", func(x *document.Node) {
			if l.is(x, document.Number) && x.Number != 403 && x.Number != 429 {
				l.fail(x, "must be 403 or 429")
			}
			c.Status = int(x.Number)
		}},
		{"policy", func(x *document.Node) {
			if l.is(x, document.String) {
				l.others = append(l.others, other{p, &c.Policy, x, ""}) // a policy may inherit this from what it stands in for
			}
		}},
	})
	if n.Kind != document.Object {
		return
	}
	for _, member := range []string{"name", "count", "max"} {
		l.needs(n, member, "a counter needs "+member)
	}
	c.Types = order.Keys(types)
	if t := n.Get("types"); t != nil && n.Get("count") != nil && c.Count != Blocked && c.Count != Masked {
		l.failKey(t, "goes with count Blocked and Masked only")
	}
	if s := n.Get("status"); s != nil && n.Get("policy") != nil {
		l.failKey(s, "does not go with policy, which refuses nobody")
	}
}

// principals reads where exchanges tell who makes them.
func (l *loader) principals(to *[]Principal) func(*document.Node) {
	return func(n *document.Node) {
		if !l.is(n, document.Array) || !l.filled(n) || !l.atMost(n, len(n.Items), maxPrincipals) {
			return
		}
		*to = make([]Principal, len(n.Items))
		for i, item := range n.Items {
			l.principal(item, &(*to)[i])
		}
	}
}

// principalSources are the members of which a principal has one.
var principalSources = []string{"header", "claim", "property", "connection"}

func (l *loader) principal(n *document.Node, p *Principal) {
	payload := defaultPayload
	l.object(n, []field{
		{"header", l.headerName(&p.Header)},
		{"claim", l.text(&p.Claim)},
		{"payload", l.text(&payload)},
		{"property", l.propertyPath(&p.Property)},
		{"connection", enum(&l.reader, &p.Connection, connectionNames, 1)},
	})
	if n.Kind != document.Object {
		return
	}
	count := 0
	for _, name := range principalSources {
		if n.Get(name) != nil {
			count++
		}
	}
	if count != 1 {
		l.fail(n, "needs one of "+strings.Join(principalSources, ", "))
	}
	if x := n.Get("payload"); x != nil && n.Get("claim") == nil {
		l.failKey(x, "goes with claim only")
	}
	if p.Claim != "" {
		p.Property = claimPath(payload, p.Claim)
	}
}

// headerName reads the name of a header, in whatever case.
func (l *loader) headerName(to *string) func(*document.Node) {
	return func(n *document.Node) {
		if !l.is(n, document.String) {
			return
		}
		if *to = strings.ToLower(n.Text); !validHeader(*to) {
			l.fail(n, "not the name of a header")
		}
	}
}

// defaultPayload is what jwt_authn's payload_in_metadata is called where a
// policy does not say.
const defaultPayload = "jwt_payload"

// claimPath is the property in which a proxy with jwt_authn tells a claim.
func claimPath(payload, claim string) string {
	path := []string{"metadata", "filter_metadata", "envoy.filters.http.jwt_authn", payload}
	return strings.Join(append(path, strings.Split(claim, ".")...), "\x00")
}

// propertyPath reads the path of a property as a list of its parts.
func (l *loader) propertyPath(to *string) func(*document.Node) {
	return func(n *document.Node) {
		var path []string
		l.strings(&path)(n)
		if n.Kind != document.Array || !l.filled(n) || !l.atMost(n, len(n.Items), maxPath) {
			return
		}
		for _, item := range n.Items {
			if strings.IndexByte(item.Text, 0) >= 0 {
				l.fail(item, "must not have a NUL")
			}
		}
		*to = strings.Join(path, "\x00")
	}
}
