package policy

import (
	"strings"

	"github.com/chatguard/chatguard/filter/regex"
)

// Match is the conditions of a Route: all must hold.
//
//	hosts       list of text: host names; *.example.com is all names below it
//	path        text: exactly this
//	pathPrefix  text: by whole segments: /v1 matches /v1 and /v1/x, not /v10
//	pathRegex   text: RE2, matches the whole path
//	methods     list of text
//	routeName   text: name of the proxy's route
//	headers     object of text: exact values by name
//
// The port of a host, its case and the query of a path do not count. Paths are
// compared as they arrive: let the proxy normalise them (normalize_path and
// merge_slashes in Envoy), or //v1 is another path than /v1.
type Match struct {
	Hosts      []string
	Path       string
	PathPrefix string
	PathRegex  *regex.Regexp
	Methods    []string
	RouteName  string
	Headers    []HeaderMatch
}

// Route gives a policy to the exchanges that it matches. One without
// conditions matches everything.
//
//	policy  required text: name of a policy of the document or of a preset
//	match   Match
type Route struct {
	Match
	Policy *Policy
}

// HeaderMatch is a header with the exact value that it must have.
type HeaderMatch struct{ Name, Value string } // Name in lower case

// RouteInput is what is known of an exchange when its policy is chosen.
type RouteInput struct {
	Metadata  string // the policy that route metadata names, "" if none
	Host      string // with or without a port
	Path      string // with or without a query
	Method    string
	RouteName string
	Header    func(name string) string // of the request; "" if it is not there
}

// Select finds the policy of an exchange: that which metadata names, else that
// of the first route that matches, else the default. unknown tells that
// metadata names a policy that does not exist; the others decide then. It does
// not allocate.
func (c *Config) Select(in *RouteInput) (p *Policy, unknown bool) {
	if c.Single {
		return c.Default, false
	}
	if in.Metadata != "" {
		if p = c.Policies[in.Metadata]; p != nil {
			return p, false
		}
		unknown = true
	}
	for i := range c.Routes {
		if c.Routes[i].Matches(in) {
			return c.Routes[i].Policy, unknown
		}
	}
	return c.Default, unknown
}

// Matches tells whether an exchange meets all conditions of r.
func (r *Route) Matches(in *RouteInput) bool {
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
