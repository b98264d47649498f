package policy

import (
	"regexp"
	"strings"

	"github.com/chatguard/chatguard/filter/document"
)

// Route gives a policy to the exchanges it matches. All its conditions must
// hold; an empty one holds always.
type Route struct {
	Hosts      []string // "pay.example.com", or "*.example.com" for all below
	Path       string
	PathPrefix string // whole segments: /v1 matches /v1 and /v1/x, not /v10
	PathRegex  *regexp.Regexp
	Methods    []string
	RouteName  string
	Headers    []HeaderMatch
	Policy     *Policy
}

// HeaderMatch is a header with the exact value it must have.
type HeaderMatch struct{ Name, Value string }

// RouteInput is what is known of an exchange when its policy is chosen.
type RouteInput struct {
	Metadata  string // the policy that route metadata names, if any
	Host      string
	Path      string // with or without a query
	Method    string
	RouteName string
	Header    func(name string) string
}

// Select finds the policy of an exchange: that which metadata names, else the
// first route that matches, else the default. unknown is true if metadata
// names a policy that does not exist; routes and default then apply.
func (c *Config) Select(in *RouteInput) (p *Policy, unknown bool) {
	if in.Metadata != "" {
		if p = c.Policies[in.Metadata]; p != nil {
			return p, false
		}
		unknown = true
	}
	for i := range c.Routes {
		if c.Routes[i].matches(in) {
			return c.Routes[i].Policy, unknown
		}
	}
	return c.Default, unknown
}

func (r *Route) matches(in *RouteInput) bool {
	path, _, _ := strings.Cut(in.Path, "?")
	return (r.RouteName == "" || r.RouteName == in.RouteName) &&
		(r.Path == "" || r.Path == path) &&
		(r.PathPrefix == "" || underPrefix(path, r.PathPrefix)) &&
		(r.PathRegex == nil || r.PathRegex.MatchString(path)) &&
		(len(r.Methods) == 0 || has(r.Methods, in.Method)) &&
		(len(r.Hosts) == 0 || r.matchesHost(in.Host)) &&
		r.matchesHeaders(in)
}

func has(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// underPrefix matches by path segments, as Gateway API's PathPrefix does.
func underPrefix(path, prefix string) bool {
	prefix = strings.TrimSuffix(prefix, "/")
	return strings.HasPrefix(path, prefix) && (len(path) == len(prefix) || path[len(prefix)] == '/')
}

func (r *Route) matchesHost(host string) bool {
	if i := strings.LastIndexByte(host, ':'); i >= 0 && !strings.HasSuffix(host, "]") {
		host = host[:i]
	}
	host = strings.TrimSuffix(host, ".")
	for _, h := range r.Hosts {
		if suffix, ok := strings.CutPrefix(h, "*"); ok {
			if len(host) > len(suffix) && strings.EqualFold(host[len(host)-len(suffix):], suffix) {
				return true
			}
		} else if strings.EqualFold(h, host) {
			return true
		}
	}
	return false
}

func (r *Route) matchesHeaders(in *RouteInput) bool {
	for _, h := range r.Headers {
		if in.Header == nil || in.Header(h.Name) != h.Value {
			return false
		}
	}
	return true
}

func (l *loader) route(n *document.Node, c *Config) {
	r := Route{}
	var name *document.Node
	l.object(n, []field{
		{"match", func(m *document.Node) { l.routeMatch(m, &r) }},
		{"policy", func(x *document.Node) { name = x }},
	})
	if n.Kind != document.Object {
		return
	}
	if name == nil {
		l.fail(n, "a route needs a policy")
		return
	}
	if l.is(name, document.String) {
		r.Policy = l.lookup(name, c)
		c.Routes = append(c.Routes, r)
	}
}

func (l *loader) routeMatch(n *document.Node, r *Route) {
	var headers map[string]string
	var hosts []string
	l.object(n, []field{
		{"hosts", l.list(func(h *document.Node) {
			if !l.is(h, document.String) {
				return
			}
			if strings.Contains(strings.TrimPrefix(h.Text, "*."), "*") || h.Text == "" || strings.ContainsAny(h.Text, ":/") {
				l.fail(h, "must be a host name, or *. and a host name")
				return
			}
			hosts = append(hosts, h.Text)
		})},
		{"path", l.absolute(&r.Path)},
		{"pathPrefix", l.absolute(&r.PathPrefix)},
		{"pathRegex", func(x *document.Node) {
			if l.regex(x) != nil {
				r.PathRegex = whole(x.Text)
			}
		}},
		{"methods", l.strings(&r.Methods)},
		{"routeName", l.str(&r.RouteName)},
		{"headers", l.table(&headers)},
	})
	r.Hosts = hosts
	if h := n.Get("headers"); h != nil {
		for _, name := range h.Names {
			r.Headers = append(r.Headers, HeaderMatch{strings.ToLower(name), headers[name]})
		}
	}
}

func (l *loader) absolute(to *string) func(*document.Node) {
	return func(n *document.Node) {
		if l.str(to)(n); n.Kind == document.String && !strings.HasPrefix(n.Text, "/") {
			l.fail(n, "must begin with /")
		}
	}
}
