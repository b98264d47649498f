package policy

import (
	"strings"

	"github.com/chatguard/chatguard/filter/document"
)

// links reads the lists of hosts. Lists of a policy are laid over those below
// it as a whole.
func (l *loader) links(to *Links) func(*document.Node) {
	return func(n *document.Node) {
		l.object(n, []field{
			{"allow", l.hosts(&to.Allow)},
			{"deny", l.hosts(&to.Deny)},
		})
	}
}

func (l *loader) hosts(to *[]string) func(*document.Node) {
	return func(n *document.Node) {
		*to = nil
		l.list(func(x *document.Node) {
			if l.is(x, document.String) && (x.Text == "" || !validHost(x.Text)) {
				l.fail(x, `must be a host name, or "*." and a host name`)
			}
			*to = append(*to, strings.ToLower(x.Text))
		})(n)
	}
}

// Allowed and Denied tell whether a host is on a list. The case of its letters
// does not count.
func (l *Links) Allowed(host []byte) bool { return onList(l.Allow, host) }

// Denied is as Allowed.
func (l *Links) Denied(host []byte) bool { return onList(l.Deny, host) }

func onList(list []string, host []byte) bool {
	for _, h := range list {
		below := strings.HasPrefix(h, "*.")
		if below {
			h = h[1:]
		}
		k := len(host) - len(h)
		if (k == 0 && !below || k > 0 && below) && strings.EqualFold(string(host[k:]), h) {
			return true
		}
	}
	return false
}
