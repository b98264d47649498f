package policy

import (
	"bytes"
	"strings"

	"github.com/chatguard/chatguard/filter/regex"
)

// AllowList names values that are never findings.
//
//	values  list of text: exact values
//	regex   list of text: RE2 expressions, found anywhere in the value: anchor with ^ and $
//	hosts   list of text: hosts of e-mail addresses and links; *.example.com is all names below it
type AllowList struct {
	Values map[string]bool
	Regex  []*regex.Regexp
	Hosts  []string // in lower case
}

// Match tells whether value is on the list.
func (a *AllowList) Match(value []byte) bool {
	if a.Values[string(value)] {
		return true
	}
	for _, r := range a.Regex {
		if r.Match(value) {
			return true
		}
	}
	return len(a.Hosts) > 0 && a.hasHost(hostOf(value))
}

func (a *AllowList) hasHost(host []byte) bool {
	for _, h := range a.Hosts {
		below, wild := strings.CutPrefix(h, "*")
		n := len(host) - len(below)
		if n >= 0 && (n == 0) != wild && strings.EqualFold(string(host[n:]), below) {
			return true
		}
	}
	return false
}

// hostOf returns the host of an e-mail address, a link, or a link without its
// scheme; a link's user name is not taken for it.
func hostOf(value []byte) []byte {
	if i := bytes.Index(value, []byte("://")); i >= 0 {
		value = value[i+3:]
	}
	if i := bytes.IndexAny(value, "/?#\\"); i >= 0 {
		value = value[:i]
	}
	value = value[bytes.LastIndexByte(value, '@')+1:]
	if i := bytes.LastIndexByte(value, ':'); i >= 0 {
		value = value[:i]
	}
	return value
}
