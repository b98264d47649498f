package restore

import (
	"bytes"
	"hash/maphash"
	"slices"

	"github.com/chatguard/chatguard/filter/detect"
	"github.com/chatguard/chatguard/filter/mask"
	"github.com/chatguard/chatguard/filter/policy"
	"github.com/chatguard/chatguard/filter/text/ascii"
)

// TokenType is a type whose values some rule turns into tokens, with the keys
// and contexts that the rules give.
type TokenType struct {
	name  string
	specs []*mask.Spec
}

// TokenTypes lists what the tokens of a policy may be of: what requests mask,
// and what may be turned back.
func TokenTypes(p *policy.Policy) (list []TokenType) {
	if !p.Restore.Enabled || p.Mode != policy.Enforce {
		return nil
	}
	for i := range p.Rules {
		r := &p.Rules[i]
		if r.Action != policy.Mask || r.Mask.Style != mask.Token || r.Direction&policy.Request == 0 {
			continue
		}
		for _, name := range r.Types {
			if p.Restore.Never[name] {
				continue
			}
			at := slices.IndexFunc(list, func(t TokenType) bool { return t.name == name })
			if at < 0 {
				at = len(list)
				list = append(list, TokenType{name: name})
			}
			list[at].add(&r.Mask)
		}
	}
	return list
}

func (t *TokenType) add(spec *mask.Spec) {
	if !slices.ContainsFunc(t.specs, func(s *mask.Spec) bool { return s.Context == spec.Context }) {
		t.specs = append(t.specs, spec)
	}
}

// tokenSeed is of this process: hashes only tell the tokens of an exchange apart.
var tokenSeed = maphash.MakeSeed()

// Tokens finds the tokens in an exchange's texts. Any token that was made with
// the policy's keys and context is turned back in a response, also one of an
// earlier turn that the upstream has kept. One that the client wrote itself is
// not: a token that somebody has seen must not be a means to learn its value.
type Tokens struct {
	Types  []TokenType
	issued []TokenType     // in this exchange: known also without brackets
	seen   map[uint64]bool // by body: true if issued in this exchange, false if the client wrote it
	Found  []token
	Around *Restorer // knows which brackets belong to a token
}

// token is one token in a text.
type token struct {
	Start, End int
	Value      []byte
	genuine    bool // made with a key of the policy, for its type and context
	Restored   bool // the value goes in its place
}

// MaxSeen bounds the tokens of one exchange that are remembered. Beyond it
// only those are turned back that were issued before.
const MaxSeen = 1 << 12

// Reset begins a new exchange.
func (k *Tokens) Reset(types []TokenType, around *Restorer) {
	k.Types, k.issued, k.Found, k.Around = types, k.issued[:0], k.Found[:0], around
	if len(k.seen) > 0 {
		k.seen = nil
	}
}

// note remembers the body of a token.
func (k *Tokens) note(body []byte, issued bool) {
	h := maphash.Bytes(tokenSeed, bytes.ToLower(body))
	if _, ok := k.seen[h]; ok && !issued || len(k.seen) >= MaxSeen {
		return
	}
	if k.seen == nil {
		k.seen = map[uint64]bool{}
	}
	k.seen[h] = issued
}

// mayRestore tells whether a genuine token may be turned back.
func (k *Tokens) mayRestore(body []byte) bool {
	issued, ok := k.seen[maphash.Bytes(tokenSeed, bytes.ToLower(body))]
	return issued || !ok && len(k.seen) < MaxSeen
}

// Mask appends the token of value, or what stands in for one that must not be
// turned back: in a response, nobody has the right to the value but the model.
func (k *Tokens) Mask(spec *mask.Spec, typ string, value []byte, restorable bool) []byte {
	if !restorable {
		return mask.Append(nil, &mask.Spec{Style: mask.Hash, Key: spec.Tokens.OneWay()}, typ, value, nil)
	}
	text := mask.Append(nil, spec, typ, value, nil)
	if at := slices.IndexFunc(k.Types, func(t TokenType) bool { return t.name == typ }); at >= 0 {
		k.note(text[bytes.LastIndexByte(text, ':')+1:len(text)-1], true)
		if !slices.ContainsFunc(k.issued, func(t TokenType) bool { return t.name == typ }) {
			k.issued = append(k.issued, k.Types[at])
		}
	}
	return text
}

// Covers tells whether a finding lies in a genuine token: chance, not a value.
func (k *Tokens) Covers(f *detect.Finding) bool {
	for i := range k.Found {
		if t := &k.Found[i]; t.genuine && f.Start < t.End && f.End > t.Start {
			return true
		}
	}
	return false
}

// Before moves open in front of a token or placeholder that it would divide.
func (k *Tokens) Before(open int, placeholders []Restored) int {
	for i := range k.Found {
		if t := &k.Found[i]; t.Start < open && open < t.End {
			open = t.Start
		}
	}
	for _, r := range placeholders {
		if r.Start < open && open < r.End {
			open = r.Start
		}
	}
	return open
}

// Find looks for tokens in text[from:]. If the text is not final, what stands
// from open on may still become one. The result is valid until the next call.
func (k *Tokens) Find(text []byte, from int, dir policy.Direction, final bool) (open int) {
	k.Found = k.Found[:0]
	if len(k.Types) == 0 {
		return len(text)
	}
	for i := from; i < len(text); {
		i = k.next(text, i)
		if i == len(text) {
			break
		}
		types := k.issued
		start, _ := leftBrackets(text, from, i, maxBrackets)
		if start < i {
			types = k.Types
		}
		t, more := match(text, i, types)
		switch {
		case more && !final:
			return start
		case t.end == 0:
			i++
		default:
			if t.start = start; t.opened {
				t.start, t.end = k.Around.brackets(text, from, i, t.stop)
			}
			i = t.end
			k.add(t, dir)
		}
	}
	if final {
		return len(text)
	}
	return heldBrackets(text, from)
}

// next is the next position from i on at which a token's name may begin.
func (k *Tokens) next(text []byte, i int) int {
	if len(k.issued) > 0 {
		for i < len(text) && (!isLetter(text[i]) || i > 0 && ascii.Word(text[i-1])) {
			i++
		}
		return i
	}
	for i < len(text) {
		if i > 0 && text[i-1] == '[' && isLetter(text[i]) {
			return i
		}
		n := bytes.IndexByte(text[i:], '[')
		if n < 0 {
			return len(text)
		}
		i += n + 1
	}
	return len(text)
}

func isLetter(c byte) bool { return c&^0x20-'A' < 26 }

// heldBrackets is where the brackets, or escapes of brackets, begin that text
// ends with.
func heldBrackets(text []byte, from int) int {
	i := len(text)
	for i > from && text[i-1] == '\\' {
		i--
	}
	start, _ := leftBrackets(text, from, i, maxBrackets)
	return start
}

func (k *Tokens) add(t tokenMatch, dir policy.Direction) {
	f := token{Start: t.start, End: t.end, genuine: t.opened}
	switch {
	case !t.opened:
	case dir == policy.Request:
		k.note(t.body, false)
	case k.mayRestore(t.body):
		f.Value, f.Restored = t.value, true
	}
	k.Found = append(k.Found, f)
}
