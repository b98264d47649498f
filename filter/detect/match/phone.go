package match

import (
	"github.com/chatguard/chatguard/filter/detect/check"
	"github.com/chatguard/chatguard/filter/detect/lex"
	"github.com/chatguard/chatguard/filter/detect/table"
)

// PhoneTables hold the world's numbering plans, see package table.
type PhoneTables struct {
	intl, masks, national []uint16
	sets, trunks          []uint64
	shapes                []table.PhoneShape
}

// NewPhones reads the tables from the compiled file.
func NewPhones(f *table.File) *PhoneTables {
	return &PhoneTables{
		intl: table.Get[uint16](f, table.PhoneIntl), masks: table.Get[uint16](f, table.PhoneMasks),
		national: table.Get[uint16](f, table.PhoneNational), sets: table.Get[uint64](f, table.PhoneSets),
		shapes: table.Get[table.PhoneShape](f, table.PhoneShapes), trunks: table.Get[uint64](f, table.PhoneTrunks),
	}
}

// phoneGroups is the largest number of groups of a number.
const phoneGroups = 7

// matchPhone finds telephone numbers that begin with the token of the window:
// international ones by calling code and length (E.164), and national ones by
// the groups that their region writes, with the trunk prefix or without.
// Bare digits and shapes that other numbers share are weak.
func matchPhone(w *Window, _ []int32) Hit {
	t, r, g := w.Text, &w.Row, w.Group
	if w.End-w.Start > 16 {
		return none
	}
	begin, close := w.Start, r.GroupEnd(g)
	paren := begin > 0 && t[begin-1] == '(' && close < len(t) && t[close] == ')'
	if paren {
		begin--
	}
	plus := begin > 0 && t[begin-1] == '+'
	if plus {
		begin--
	}
	if begin < w.From || lex.WordBefore(t, begin) || !plus && GluedLeft(t, begin) {
		return none
	}
	before := !plus && !paren && begin > 1 && t[begin-1] == ' ' && lex.Class[t[begin-2]]&lex.Digit != 0
	if before && r.Spaces && r.Left(g) > table.PhoneMax+2 {
		return none // in a row of numbers
	}
	if r.Cut && !w.Final && r.Left(g) < runAhead {
		return Hit{Start: begin, More: true}
	}
	last, verdict := w.Phones.judge(r, g, plus, paren)
	if verdict == check.Reject {
		return none
	}
	if after := last+1 < r.groups && r.gap[last+1] == ' ' && int(r.at[last+1]) == r.GroupEnd(last)+1; !plus && !paren {
		if before && after {
			return none
		}
		if before || after {
			verdict = check.Weak
		}
	}
	return phoneEnd(w, begin, r.GroupEnd(last), verdict)
}

// phoneEnd judges what follows the number text[begin:end], and adds an
// extension to it.
func phoneEnd(w *Window, begin, end int, verdict check.Verdict) Hit {
	t := w.Text
	ext, more := extension(t, end, w.Final)
	if more {
		return Hit{Start: begin, More: true}
	}
	if ext > 0 {
		return Hit{Start: begin, End: ext, Verdict: max(verdict, check.Plain)}
	}
	if edge, more := lex.RightEdge(t, end, w.Final); more || !edge {
		return Hit{Start: begin, More: more}
	}
	glued, more := GluedRight(t, end, w.Final)
	if more {
		return Hit{Start: begin, More: true}
	}
	if glued {
		return none
	}
	return Hit{Start: begin, End: end, Verdict: verdict}
}

// judge looks for the longest number that begins with group g and returns its
// last group.
func (p *PhoneTables) judge(r *DigitRun, g int, plus, paren bool) (last int, v check.Verdict) {
	if len(p.trunks) < 4 || len(p.intl) < 20 {
		return 0, check.Reject
	}
	d := r.digit[r.first[g]:r.first[r.groups]]
	if plus {
		return p.international(r, g, d, 0)
	}
	if d[0] == 0 && len(d) > 1 && d[1] == 0 {
		if last, v = p.international(r, g, d, 2); v != check.Reject {
			if last == g {
				return last, check.Weak
			}
			return last, check.Plain
		}
	}
	return p.inland(r, g, d, paren)
}

// international judges digits after "+" or, with skip 2, after "00". A trunk
// prefix in parentheses after the calling code, "+44 (0)20", does not count.
func (p *PhoneTables) international(r *DigitRun, g int, d []byte, skip int) (last int, v check.Verdict) {
	var plain [16]byte
	ignored := -1
	if g+2 < r.groups && skip == 0 && r.size(g+1) == 1 && r.gap[g+1] == '(' && d[r.size(g)] == 0 {
		ignored = g + 1
		n := copy(plain[:], d[:r.size(g)])
		copy(plain[n:], d[n+1:])
		d = plain[:]
	}
	mask, known := p.lengths(d[min(skip, len(d)):])
	if !known {
		return 0, check.Reject
	}
	n := -skip
	for i := g; i < r.groups && i < g+phoneGroups; i++ {
		if i != ignored {
			n += r.size(i)
		}
		if n > 15 || i > g && r.gap[i] == '\n' {
			break
		}
		switch {
		case n > 0 && mask>>n&1 != 0:
			last, v = i, check.Valid
		case v != check.Valid && n >= 8 && skip == 0:
			last, v = i, check.Plain // a length or a prefix that the plan does not know
		}
	}
	return last, v
}

// lengths returns how many digits an international number that begins so may
// have, and whether its calling code exists.
func (p *PhoneTables) lengths(d []byte) (mask uint16, known bool) {
	row := uint16(1)
	for i, b := range d[:min(len(d), 6)] {
		row = p.intl[int(row)*10+int(b)]
		if row == 0 {
			return 0, i >= 3
		}
		if row&table.PhoneLeaf != 0 {
			return p.masks[row&^table.PhoneLeaf], true
		}
	}
	return 0, false
}

// inland judges digits in national spelling.
func (p *PhoneTables) inland(r *DigitRun, g int, d []byte, paren bool) (last int, v check.Verdict) {
	key, n := uint32(0), 0
	for i := g; i < r.groups && i < g+phoneGroups; i++ {
		s := r.size(i)
		if i > g && r.gap[i] == '\n' {
			break
		}
		if n += s; n > table.PhoneMax+2 || s > 15 {
			break
		}
		if i == g+1 && key == 1 && d[0] == 0 {
			key = 0
			s++ // the trunk prefix alone, "0 532 ..."
		}
		key = key<<4 | uint32(s)
		if n <= table.PhoneMin {
			continue
		}
		w := check.Reject
		if i == g {
			w = p.bare(d[:n])
		} else if !check.IsDate(key, d[:n]) && r.evenGaps(g, i) && !r.isQuad(g, i) {
			w = p.grouped(key, d[:n], i-g+1, paren)
		}
		if w > check.Reject && w >= v {
			last, v = i, w
		}
	}
	return last, v
}

// grouped judges a number in groups of the sizes that key tells.
func (p *PhoneTables) grouped(key uint32, d []byte, groups int, paren bool) check.Verdict {
	if key == 0x334 && d[0] >= 2 || key == 0x1334 && d[0] == 1 && d[1] >= 2 {
		return check.Plain // North America, and the usual spelling of ten digits elsewhere
	}
	shape := p.shape(key)
	if d[0] == 0 {
		if shape&p.regions(d) != 0 {
			if key == 0x324 {
				return check.Weak // as social security numbers are written
			}
			return check.Plain
		}
		if area := key >> (4 * (groups - 1)); groups == 2 && area >= 3 && len(d) >= 10 && p.regions(d) != 0 {
			return check.Plain
		}
		return check.Reject
	}
	if shape&p.regions(d) == 0 {
		return check.Reject
	}
	if paren || groups >= 4 && len(d) >= 9 && key != 0x22222 && key != 0x3333 {
		return check.Plain
	}
	return check.Weak
}

// bare judges digits without separators.
func (p *PhoneTables) bare(d []byte) check.Verdict {
	if d[0] == 0 {
		if p.regions(d) == 0 || len(d) < 9 {
			return check.Reject
		}
		if len(d) == 11 && d[1] >= 5 {
			return check.Plain // mobile numbers of eleven digits
		}
		return check.Weak
	}
	if m, _ := p.lengths(d); m>>len(d)&1 != 0 || p.regions(d) != 0 {
		return check.Weak
	}
	return check.Reject
}

// shape returns the regions that write groups of these sizes.
func (p *PhoneTables) shape(key uint32) uint64 {
	for i := table.PhoneHash(key, len(p.shapes)); p.shapes[i].Sizes != 0; i = (i + 1) & (len(p.shapes) - 1) {
		if p.shapes[i].Sizes == key {
			return p.sets[p.shapes[i].Set]
		}
	}
	return 0
}

// regions returns the regions in which d, with its trunk prefix, is a number.
func (p *PhoneTables) regions(d []byte) uint64 {
	all := p.plan(d) & p.trunks[0]
	switch d[0] {
	case 0:
		all = p.plan(d[1:]) & p.trunks[1]
		if len(d) > 2 && d[1] == 6 {
			all |= p.plan(d[2:]) & p.trunks[3]
		}
	case 8:
		all |= p.plan(d[1:]) & p.trunks[2]
	}
	return all
}

// plan returns the regions that have the national number d.
func (p *PhoneTables) plan(d []byte) uint64 {
	if len(d) < table.PhoneMin || len(d) > table.PhoneMax {
		return 0
	}
	i := check.Number(d[:3])*(table.PhoneMax-table.PhoneMin+1) + len(d) - table.PhoneMin
	return p.sets[p.national[i]]
}

// evenGaps reports whether the gaps between groups g and last are alike, except
// the first, which ends an area code.
func (r *DigitRun) evenGaps(g, last int) bool {
	if r.size(g) == 1 {
		g++ // a trunk prefix or calling code alone
	}
	for i := g + 2; i < last; i++ {
		if r.gap[i] != r.gap[i+1] {
			return false
		}
	}
	return true
}

// isQuad reports whether the groups are four numbers of an IPv4 address.
func (r *DigitRun) isQuad(g, last int) bool {
	if last != g+3 {
		return false
	}
	for i := g; i <= last; i++ {
		if r.size(i) > 3 || check.Number(r.digit[r.first[i]:r.first[i+1]]) > 255 || i > g && r.gap[i] != '.' {
			return false
		}
	}
	return true
}
