package policy

import (
	"unicode/utf8"

	"github.com/chatguard/chatguard/filter/document"
	"github.com/chatguard/chatguard/filter/mask"
)

// standInTokenKeys let policies be checked where no keys are at hand.
const standInTokenKeys = "none:Y2hhdGd1YXJkOiBubyBrZXkgd2FzIGdpdmVuLCAwMDE="

// tokens gives a mask of style Token its keys; false, and said, if there are
// none.
func (l *loader) tokens(n *document.Node, to *mask.Spec) bool {
	keys := l.o.TokenKeys
	switch {
	case keys == "" && l.o.RequireKey:
		l.fail(n, "style Token needs keys in the environment of the filter, as CHATGUARD_TOKEN_KEYS")
		return false
	case keys == "":
		keys = standInTokenKeys
	}
	if l.ring == nil {
		ring, err := mask.ParseTokenKeys(keys)
		if err != nil {
			l.fail(n, err.Error()+", in CHATGUARD_TOKEN_KEYS")
			return false
		}
		l.ring = ring
	}
	to.Tokens = l.ring
	return true
}

// Bounds of canaries.
const (
	minCanary   = 8
	maxCanary   = 200
	maxCanaries = 20
)

func (l *loader) leaks(to *Leaks) func(*document.Node) {
	return func(n *document.Node) {
		l.object(n, []field{
			{"minCharacters", integer(&l.reader, &to.MinCharacters, 40, 10_000)},
			{"share", func(x *document.Node) {
				before := len(l.errs)
				if l.score(&to.Share)(x); len(l.errs) == before && to.Share < 0.1 {
					l.fail(x, "must be a number from 0.1 to 1")
				}
			}},
			{"canaries", func(x *document.Node) {
				to.Canaries = nil
				if l.is(x, document.Array) && l.atMost(x, len(x.Items), maxCanaries) {
					for _, item := range x.Items {
						l.canary(item, to)
					}
				}
			}},
		})
	}
}

func (l *loader) canary(n *document.Node, to *Leaks) {
	switch {
	case !l.is(n, document.String):
	case len(n.Text) < minCanary || len(n.Text) > maxCanary || !utf8.ValidString(n.Text):
		l.fail(n, "must be a text of 8 to 200 bytes")
	default:
		to.Canaries = append(to.Canaries, n.Text)
	}
}
