package jsonedit

import (
	"sort"
	"strings"
)

// Edits puts members in, JSON by path, and takes others out.
func (r *MemberReader) Edits(puts map[string]string, gone []int32, body []byte) []Edit {
	sort.Sort(ascending(gone)) // members are in order of the document
	var out []Edit
	left := map[string]int32{} // members that are taken out, by object
	for i := 0; i < len(gone); {
		first := &r.Members[gone[i]]
		last := first
		left[first.object]++
		for i++; i < len(gone); i++ {
			if m := &r.Members[gone[i]]; m.object != last.object || m.ordinal != last.ordinal+1 {
				break
			} else {
				last = m
				left[m.object]++
			}
		}
		from, to := without(body, first.start, last.To)
		out = append(out, Edit{From: from, To: to})
	}
	into := map[string][]string{} // paths to put in, by the object that is there
	for path := range puts {
		at := parentPath(path)
		for _, ok := r.Objects[at]; !ok && at != ""; _, ok = r.Objects[at] {
			at = parentPath(at)
		}
		if _, ok := r.Objects[at]; ok {
			into[at] = append(into[at], path)
		}
	}
	for at, paths := range into {
		sort.Sort(sort.StringSlice(paths))
		text := appendMembers(nil, at, paths, puts)
		o := r.Objects[at]
		if o.kids > left[at] {
			text = append(text, ',')
		}
		out = append(out, Edit{o.open + 1, o.open + 1, text})
	}
	return out
}

type ascending []int32

func (a ascending) Len() int           { return len(a) }
func (a ascending) Less(i, j int) bool { return a[i] < a[j] }
func (a ascending) Swap(i, j int)      { a[i], a[j] = a[j], a[i] }

func parentPath(path string) string { return path[:max(0, strings.LastIndexByte(path, '.'))] }

// appendMembers writes members below at, whose paths are sorted: those below one
// name make an object. Its recursion is bounded by the names of a path.
func appendMembers(dst []byte, at string, paths []string, puts map[string]string) []byte {
	for i := 0; i < len(paths); {
		rest := paths[i][len(at):]
		if at != "" {
			rest = rest[1:]
		}
		name, _, deeper := strings.Cut(rest, ".")
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(append(append(dst, '"'), name...), `":`...)
		if !deeper {
			dst = append(dst, puts[paths[i]]...)
			i++
			continue
		}
		inner := Under(at, name)
		end := i
		for end < len(paths) && strings.HasPrefix(paths[end], inner+".") {
			end++
		}
		dst = append(appendMembers(append(dst, '{'), inner, paths[i:end], puts), '}')
		i = end
	}
	return dst
}

// ApartCuts sorts cuts; what lies in another goes with it.
func ApartCuts(cuts []Edit) []Edit {
	sort.Stable(byCut(cuts))
	out := cuts[:0]
	end := int64(0)
	for _, c := range cuts {
		if c.From < end {
			continue
		}
		out, end = append(out, c), c.To
	}
	return out
}

// byCut sorts cuts; what is put in stands before what is taken out there.
type byCut []Edit

func (c byCut) Len() int      { return len(c) }
func (c byCut) Swap(i, j int) { c[i], c[j] = c[j], c[i] }
func (c byCut) Less(i, j int) bool {
	return c[i].From < c[j].From || c[i].From == c[j].From && c[i].To < c[j].To
}

// Under is a path of names below another.
func Under(root, path string) string {
	if root == "" {
		return path
	}
	return root + "." + path
}
