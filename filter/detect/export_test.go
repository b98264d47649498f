package detect

import (
	"github.com/chatguard/chatguard/filter/detect/check"
	"github.com/chatguard/chatguard/filter/detect/table"
)

// Rule returns the compiled rule r, for tests.
func (in *Info) Rule(r uint16) table.Rule { return in.rules[r] }

// Judge applies the entropy, the stop words and the check of rule r to a value.
func (in *Info) Judge(r uint16, v []byte) check.Verdict {
	rule := &in.rules[r]
	if len(v) == 0 || rule.Entropy > 0 && check.Entropy(v) < float32(rule.Entropy)/10 || rule.Stop > 0 && in.stopped(rule.Stop, v) {
		return check.Reject
	}
	if rule.Check == 0 {
		return check.Plain
	}
	return check.Apply(int(rule.Check-1), v, in.argsOf(rule.Arg))
}

// ContextHas reports whether a phrase is in the context list of rule r.
func (in *Info) ContextHas(r uint16, hash uint32) bool {
	val := in.contextVal(hash) &^ table.PrefixBit
	return val > 0 && in.rules[r].Context > 0 && in.listHas(val-1, in.rules[r].Context-1)
}

// PublicNames and PublicEnds are words that say of a key or a token that it is no
// secret, before it and at the end of its name.
const PublicNames, PublicEnds = publicNames, publicEnds

// Versioned reports whether a word for a version stands before t[i].
func Versioned(t []byte, i int) bool { return versioned(t, i) }
