package guard

// change is a part of a channel's text that goes on as something else.
type change struct {
	start, end int
	with       []byte // not yet escaped
	bare       bool   // it stands for a JSON number and becomes a string
}

// insertChange keeps changes sorted and apart. One that overlaps others is
// swallowed by the first of them, which takes the place of all.
func insertChange(list []change, c change) []change {
	i := len(list)
	for i > 0 && list[i-1].end > c.start {
		i--
	}
	j := i
	for j < len(list) && list[j].start < c.end {
		j++
	}
	if i == j {
		list = append(list, c)
		copy(list[i+1:], list[i:])
		list[i] = c
		return list
	}
	list[i].start, list[i].end = min(list[i].start, c.start), max(list[j-1].end, c.end)
	return append(list[:i+1], list[j:]...)
}
