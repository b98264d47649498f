package guard

import (
	"github.com/chatguard/chatguard/filter/mask"
	"github.com/chatguard/chatguard/filter/policy"
)

// edit adds the replacement of a hit. Hits come in order of the body; one that
// overlaps the edit before it widens that edit, so that no part of either
// value is left.
func (in *Inspector) edit(h *hit, r *policy.Rule) {
	o := &in.out
	if n := len(o.Edits); n > 0 && h.from < o.Edits[n-1].To {
		o.Edits[n-1].To = max(o.Edits[n-1].To, h.to)
		return
	}
	value := in.values[h.value : h.value+h.len]
	plain := mask.Append(nil, &r.Mask, in.plan.set.Name(h.kind), value, &in.x.numbers)
	o.Edits = append(o.Edits, Edit{h.from, h.to, embed(plain, h.level)})
}

// embed escapes a mask for where it is going to stand.
func embed(plain []byte, lv level) []byte {
	switch lv {
	case levelString:
		return mask.AppendJSON(nil, plain)
	case levelNested:
		return mask.AppendJSON(nil, mask.AppendJSON(nil, plain))
	case levelNumber:
		return append(mask.AppendJSON([]byte{'"'}, plain), '"')
	}
	return plain
}
