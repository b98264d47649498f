package guard

import (
	"github.com/chatguard/chatguard/filter/jsonedit"
	"github.com/chatguard/chatguard/filter/mask"
	"github.com/chatguard/chatguard/filter/policy"
)

// edit adds the replacement of a hit: what rule r puts there, or the value of
// a placeholder if r is nil. Hits come in order of the body; one that
// overlaps the edit before it widens that edit, so that no part of either
// value is left.
func (in *Inspector) edit(h *hit, r *policy.Rule) {
	o := &in.out
	if n := len(o.Edits); n > 0 && h.from < o.Edits[n-1].To {
		o.Edits[n-1].To = max(o.Edits[n-1].To, h.to)
		return
	}
	value := in.values[h.value : h.value+h.len]
	plain := value // a placeholder is turned back
	if r != nil {
		in.mask = in.x.mask(in.mask[:0], &r.Mask, in.plan.set.Name(h.kind), value, in.dir)
		plain = in.mask
	}
	at := len(in.masks)
	if in.form == formFields || in.form == formParts {
		in.masks = in.inField(in.masks, plain, h.level)
	} else {
		in.masks = embed(in.masks, plain, h.level)
	}
	o.Edits = append(o.Edits, jsonedit.Edit{From: h.from, To: h.to, New: in.masks[at:len(in.masks):len(in.masks)]})
}

// maxRestore bounds the bytes of values that an exchange keeps to turn
// placeholders back.
const maxRestore = 256 << 10

// mask appends what stands in for value. A placeholder that goes out in a request
// is kept with its value, unless the policy never restores that type.
func (x *Exchange) mask(dst []byte, spec *mask.Spec, typ string, value []byte, dir policy.Direction) []byte {
	p := x.plan.Policy
	x.masked(typ, value, dir)
	if spec.Style == mask.Token && spec.Tokens != nil {
		return append(dst, x.tokens.Mask(spec, typ, value, dir == policy.Request && !p.Restore.Never[typ])...)
	}
	if spec.Style == mask.Placeholder && dir == policy.Request && p.Restore.Enabled && !p.Restore.Never[typ] {
		x.numbers.Keep(maxRestore)
		x.restorer.Issued(typ)
	} else {
		x.numbers.Keep(0)
	}
	return mask.Append(dst, spec, typ, value, &x.numbers)
}

// embed appends a mask, escaped for where it is going to stand.
func embed(dst, plain []byte, lv level) []byte {
	switch lv {
	case levelString:
		return mask.AppendNestedJSON(dst, plain, 1)
	case levelNested:
		return mask.AppendNestedJSON(dst, plain, 2)
	case levelNestedNumber:
		return append(mask.AppendNestedJSON(append(dst, `\"`...), plain, 2), `\"`...)
	case levelNumber:
		return append(mask.AppendJSON(append(dst, '"'), plain), '"')
	}
	return append(dst, plain...)
}
