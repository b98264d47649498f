package policy

import (
	"strings"
	"unicode/utf8"

	"github.com/chatguard/chatguard/filter/document"
	"github.com/chatguard/chatguard/filter/regex"
)

// defaultMessage answers a blocked call where the policy has no own words.
const defaultMessage = "The message was blocked by policy."

const maxMessage = 1000 // bytes

// apply lays what a policy says itself over p.
func (l *loader) apply(p *Policy, x layer) {
	n := x.node
	l.object(n, append(l.fields(p), x.extra...))
	// These name detectors, which may stand further down in the document.
	if r := n.Get("restore"); r != nil {
		l.restore(p, r)
	}
	if r := n.Get("rules"); r != nil {
		l.rules(p, r)
	}
	if q := n.Get("quotas"); q != nil {
		l.quotas(p, q)
	}
}

// fields are the members of a policy. Those that are read elsewhere, because
// of their order, are only known here.
func (l *loader) fields(p *Policy) []field {
	elsewhere := func(*document.Node) {}
	return []field{
		{"description", l.str(&p.Description)},
		{"extends", elsewhere},
		{"mode", enum(&l.reader, &p.Mode, modeNames, 0)},
		{"enforcePercent", integer(&l.reader, &p.EnforcePercent, 0, 100)},
		{"shadow", func(n *document.Node) {
			if l.is(n, document.String) {
				l.others = append(l.others, other{p, &p.Shadow, n, "a policy is not its own shadow"})
			}
		}},
		{"failureMode", enum(&l.reader, &p.FailureMode, failureNames, 0)},
		{"onUninspected", l.uninspected(&p.OnUninspected)},
		{"onInvalid", enum(&l.reader, &p.OnInvalid, refusalNames, 0)},
		{"requestMode", enum(&l.reader, &p.RequestMode, requestModeNames, 0)},
		{"onOverLimit", enum(&l.reader, &p.OnOverLimit, refusalNames, 0)},
		{"limits", l.limits(&p.Limits)},
		{"rules", elsewhere},
		{"detectors", func(n *document.Node) { l.detectors(p, n) }},
		{"allow", l.allow(&p.Allow)},
		{"restore", elsewhere},
		{"leaks", l.leaks(&p.Leaks)},
		{"links", l.links(&p.Links)},
		{"roles", l.roles(p)},
		{"tools", l.tools(p)},
		{"parameters", l.parameters(p)},
		{"head", l.head(&p.Head)},
		{"response", l.response(&p.Response)},
		{"access", func(n *document.Node) { l.access(p, n) }},
		{"quotas", elsewhere},
		{"repeats", l.bool(&p.Repeats)},
		{"responseHeader", l.bool(&p.ResponseHeader)},
	}
}

// uninspected reads one word for both directions, or an object with one for each.
func (l *loader) uninspected(to *UninspectedBodies) func(*document.Node) {
	return func(n *document.Node) {
		if n.Kind != document.Object {
			enum(&l.reader, &to.Request, uninspectedNames, 0)(n)
			to.Response = to.Request
			return
		}
		l.object(n, []field{
			{"request", enum(&l.reader, &to.Request, uninspectedNames, 0)},
			{"response", enum(&l.reader, &to.Response, uninspectedNames, 0)},
		})
	}
}

func (l *loader) limits(to *Limits) func(*document.Node) {
	return func(n *document.Node) {
		l.object(n, []field{
			{"bodyBytes", integer(&l.reader, &to.BodyBytes, 1, 1<<28)},
			{"depth", integer(&l.reader, &to.Depth, 1, 512)},
			{"keys", integer(&l.reader, &to.Keys, 1, 10_000_000)},
			{"keyBytes", integer(&l.reader, &to.KeyBytes, 1, 1<<20)},
			{"stringBytes", integer(&l.reader, &to.StringBytes, 1, 1<<28)},
			{"numberBytes", integer(&l.reader, &to.NumberBytes, 1, 1<<20)},
			{"messages", integer(&l.reader, &to.Messages, 1, 1_000_000)},
			{"holdBytes", integer(&l.reader, &to.HoldBytes, 64, 1<<20)},
			{"eventBytes", integer(&l.reader, &to.EventBytes, 1024, 1<<24)},
			{"duplicateKeys", enum(&l.reader, &to.DuplicateKeys, duplicateNames, 0)},
		})
	}
}

func (l *loader) allow(to *AllowList) func(*document.Node) {
	return func(n *document.Node) {
		var values []string
		l.object(n, []field{
			{"values", l.strings(&values)},
			{"regex", l.list(func(x *document.Node) {
				r := l.regex(x, "")
				if r != nil && r.MatchString("") {
					l.fail(x, "matches every value, because it matches the empty text")
				} else if r != nil {
					to.Regex = append(to.Regex, r)
				}
			})},
			{"hosts", l.conditions(&to.Hosts, validHost, `must be a host name, or "*." and a host name`)},
		})
		if to.Values == nil {
			to.Values = map[string]bool{}
		}
		for _, v := range values {
			to.Values[v] = true
		}
	}
}

// regex compiles a regular expression (RE2 syntax); whole makes it match whole
// texts only. It is nil, and said, if there is something wrong with it.
func (l *loader) regex(n *document.Node, whole string) *regex.Regexp {
	if !l.is(n, document.String) {
		return nil
	}
	key := whole + n.Text
	if r := l.regexps[key]; r != nil {
		return r
	}
	r, err := regex.Compile(n.Text, whole != "")
	if err != nil {
		l.fail(n, "not a regular expression: "+strings.TrimPrefix(err.Error(), "error parsing regexp: "))
		return nil
	}
	l.regexps[key] = r
	return r
}

// wholeText asks regex for an expression that matches whole texts only.
const wholeText = "whole\x00"

func (l *loader) restore(p *Policy, n *document.Node) {
	l.object(n, []field{
		{"enabled", l.bool(&p.Restore.Enabled)},
		{"never", func(x *document.Node) {
			p.Restore.Never = map[string]bool{}
			l.match(p, x, p.Restore.Never)
		}},
	})
}

func (l *loader) response(to *Answer) func(*document.Node) {
	return func(n *document.Node) {
		l.object(n, []field{
			{"status", integer(&l.reader, &to.Status, 400, 599)},
			{"message", func(x *document.Node) {
				if !l.is(x, document.String) {
					return
				}
				if x.Text == "" || len(x.Text) > maxMessage || !utf8.ValidString(x.Text) {
					l.fail(x, "must be a text of 1 to 1000 bytes")
				}
				to.Message = x.Text
			}},
			{"format", enum(&l.reader, &to.Format, formatNames, 0)},
			{"headers", func(x *document.Node) { to.Headers = l.headers(x) }},
			{"revealRule", l.bool(&to.RevealRule)},
		})
	}
}

func (l *loader) headers(n *document.Node) map[string]string {
	all := map[string]string{}
	if !l.is(n, document.Object) {
		return all
	}
	for _, key := range n.Names {
		v, name := n.Get(key), strings.ToLower(key)
		_, twice := all[name]
		switch {
		case !l.is(v, document.String):
		case !validHeader(name):
			l.failKey(v, "not the name of a header")
		case fixedHeader(name):
			l.failKey(v, "a header that a policy cannot set")
		case twice:
			l.failKey(v, "given twice")
		case !validHeaderValue(v.Text):
			l.fail(v, "not the value of a header")
		default:
			all[name] = v.Text
		}
	}
	return all
}

// validHeader tells field names of RFC 9110, section 5.1, in lower case.
func validHeader(s string) bool {
	for i := range len(s) {
		c := s[i]
		if !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || strings.IndexByte("!#$%&'*+-.^_`|~", c) >= 0) {
			return false
		}
	}
	return s != ""
}

// fixedHeader tells headers that describe the reply's body or connection.
func fixedHeader(s string) bool {
	switch s {
	case "content-length", "content-type", "content-encoding", "transfer-encoding", "connection", "keep-alive",
		"upgrade", "te", "trailer", "host":
		return true
	}
	return false
}

func validHeaderValue(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' && s[i] != '\t' || s[i] == 0x7f {
			return false
		}
	}
	return s != "" && s == strings.Trim(s, " \t")
}
