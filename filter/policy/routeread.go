package policy

import (
	"strings"

	"github.com/chatguard/chatguard/filter/document"
)

// route reads one route of the document.
func (l *loader) route(n *document.Node, c *Config) {
	var r Route
	l.object(n, []field{
		{"match", l.routeMatch(&r)},
		{"policy", func(x *document.Node) {
			if l.is(x, document.String) {
				r.Policy = l.lookup(x)
			}
		}},
	})
	if n.Kind == document.Object && n.Get("policy") == nil {
		l.fail(n, "a route needs a policy")
	}
	c.Routes = append(c.Routes, r)
}

func (l *loader) routeMatch(r *Route) func(*document.Node) {
	return func(n *document.Node) {
		l.object(n, []field{
			{"hosts", l.conditions(&r.Hosts, validHost, `must be a host name, or "*." and a host name`)},
			{"path", l.path(&r.Path)},
			{"pathPrefix", l.path(&r.PathPrefix)},
			{"pathRegex", func(x *document.Node) { r.PathRegex = l.regex(x, wholeText) }},
			{"methods", l.conditions(&r.Methods, validMethod, "must be an HTTP method, in capitals")},
			{"routeName", l.text(&r.RouteName)},
			{"headers", func(x *document.Node) { r.Headers = l.headerMatches(x) }},
		})
	}
}

// conditions reads a list of strings of which one must match.
func (l *loader) conditions(to *[]string, valid func(string) bool, must string) func(*document.Node) {
	return func(n *document.Node) {
		l.list(func(x *document.Node) {
			if l.is(x, document.String) && !valid(x.Text) {
				l.fail(x, must)
			}
			*to = append(*to, x.Text)
		})(n)
		l.filled(n)
	}
}

func validHost(s string) bool {
	s = strings.TrimPrefix(s, "*.")
	for i := range len(s) {
		c := s[i]
		if !(c == '-' || c == '.' || c == '_' || c >= '0' && c <= '9' || c|' ' >= 'a' && c|' ' <= 'z') {
			return false
		}
	}
	return s != "" && s[0] != '.' && s[len(s)-1] != '.'
}

func validMethod(s string) bool { return validHeader(strings.ToLower(s)) && strings.ToUpper(s) == s }

func (l *loader) path(to *string) func(*document.Node) {
	return func(n *document.Node) {
		if l.str(to)(n); n.Kind != document.String {
			return
		}
		if !strings.HasPrefix(n.Text, "/") || strings.ContainsAny(n.Text, "?#") {
			l.fail(n, "must begin with / and have no query")
		}
	}
}

func (l *loader) headerMatches(n *document.Node) (list []HeaderMatch) {
	if !l.is(n, document.Object) || !l.filled(n) {
		return nil
	}
	for _, key := range n.Names {
		v, name := n.Get(key), strings.ToLower(key)
		switch {
		case !validHeader(name):
			l.failKey(v, "not the name of a header")
		case l.is(v, document.String) && !validHeaderValue(v.Text):
			l.fail(v, "not the value of a header")
		}
		list = append(list, HeaderMatch{name, v.Text})
	}
	return list
}
