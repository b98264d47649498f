package policy

import (
	"strings"

	"github.com/chatguard/chatguard/filter/document"
)

// maxHeaders bounds the headers that a policy has looked at.
const maxHeaders = 32

// head reads what of a request's head is looked at.
func (l *loader) head(to *Head) func(*document.Node) {
	return func(n *document.Node) {
		l.object(n, []field{
			{"query", l.bool(&to.Query)},
			{"headers", func(x *document.Node) {
				to.Headers = nil
				if l.is(x, document.Array) && l.atMost(x, len(x.Items), maxHeaders) {
					for _, item := range x.Items {
						l.headHeader(item, to)
					}
				}
			}},
			{"action", enum(&l.reader, &to.Action, headNames, 0)},
		})
	}
}

func (l *loader) headHeader(n *document.Node, to *Head) {
	name := strings.ToLower(n.Text)
	switch {
	case !l.is(n, document.String):
	case !validHeader(name):
		l.fail(n, "not the name of a header")
	case fixedHeader(name):
		l.fail(n, "a header of the connection or the body's form, which no mask may change")
	default:
		to.Headers = append(to.Headers, name)
	}
}
