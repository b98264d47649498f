package main

import "slices"

// A jump back goes through the table at the head of the function, and so does each turn of a loop. Where nothing outside
// enters a loop but at one place, it can be a loop of its own: the blocks of the other places are opened in it, and a jump back
// branches to it. Loops in which a function is called cannot: where the call returns to, the code is entered when a goroutine
// goes on.

// region is a loop: the code from the end of a place's block up to a boundary, where the next place begins or the code ends.
type region struct {
	first   *label // the block of the first place
	at, end int    // where that ends, and where the boundary is
}

// makeLoops turns what it can into loops, inner ones first. Places in named may be entered from outside.
func (f *function) makeLoops(named map[int]bool) {
	entered := map[*label]bool{}
	for n := range named {
		entered[f.place(n)] = true
	}
	f.inLoop = map[*label]bool{}
	refused := map[*label]bool{}
	for again := true; again; {
		again = false
		for _, r := range f.regions() {
			if refused[r.first] {
				continue
			}
			if again = f.makeLoop(r, entered); again {
				break
			}
			refused[r.first] = true
		}
	}
}

// ends are where the blocks end that are open at the head, and the loop around all.
func (f *function) ends() map[*label]int {
	here := map[*label]bool{f.loop: true}
	for _, l := range f.entry {
		here[l] = !f.inLoop[l]
	}
	ends := map[*label]int{}
	for i := f.table + 1; i < len(f.code); i++ {
		if in := &f.code[i]; in.op == opEnd && here[in.labels[0]] {
			ends[in.labels[0]] = i
		}
	}
	return ends
}

// jumpBack tells if the three instructions from i on are a jump through the table, conditional or not, and where to.
func (f *function) jumpBack(i int) (to *label, ok bool) {
	if i+2 < len(f.code) && f.code[i].op == opI32Const && f.code[i+1].is(opSet, placeLocal) &&
		(f.code[i+2].op == opBr || f.code[i+2].op == opBrIf) && f.code[i+2].labels[0] == f.loop {
		return f.place(f.code[i].value), true
	}
	return nil, false
}

// regions finds the loops, the shortest first. Of two, one lies in the other, or they have nothing in common.
func (f *function) regions() []region {
	ends := f.ends()
	var bounds []int
	for _, at := range ends {
		bounds = append(bounds, at)
	}
	slices.Sort(bounds)
	var all []region
	for i := f.table + 1; i < len(f.code); i++ {
		to, ok := f.jumpBack(i)
		if !ok {
			continue
		}
		next, _ := slices.BinarySearch(bounds, i)
		k := slices.IndexFunc(all, func(r region) bool { return r.first == to })
		if k < 0 {
			k = len(all)
			all = append(all, region{first: to, at: ends[to]})
		}
		all[k].end = bounds[next]
	}
	for again := true; again; {
		again = false
		for i := range all {
			for _, b := range all {
				if a := &all[i]; a.at < b.at && b.at < a.end && a.end < b.end {
					a.end, again = b.end, true
				}
			}
		}
	}
	slices.SortStableFunc(all, func(a, b region) int { return (a.end - a.at) - (b.end - b.at) })
	return all
}

// makeLoop makes a loop of r, if it is entered at one place only.
func (f *function) makeLoop(r region, entered map[*label]bool) bool {
	l := f.look(r, entered)
	switch {
	case len(l.into) == 0:
		f.code = f.plain(r, l)
	case len(l.into) == 1 && l.mayTurn(f, r):
		f.code = f.turned(r, l, l.into[0])
	default:
		return false
	}
	f.table = slices.IndexFunc(f.code, func(in instruction) bool { return in.op == opBrTable })
	return true
}

// looked is what is known of a region.
type looked struct {
	ends   map[*label]int
	inside []*label // the blocks that end in it, in order
	into   []*label // those of them that are entered from outside, or by a jump that goes through the table
	outer  bool     // the first place is branched to from outside
}

func (f *function) look(r region, entered map[*label]bool) looked {
	l := looked{ends: f.ends()}
	for b, at := range l.ends {
		if r.at < at && at < r.end {
			l.inside = append(l.inside, b)
		}
	}
	slices.SortFunc(l.inside, func(a, b *label) int { return l.ends[a] - l.ends[b] })
	from := map[*label]bool{}
	for i := f.table + 1; i < len(f.code); i++ {
		if to, ok := f.jumpBack(i); ok && to != r.first {
			from[to] = true
		}
		if in := &f.code[i]; (in.op == opBr || in.op == opBrIf) && (i <= r.at || i >= r.end) {
			from[in.labels[0]] = true
		}
	}
	for _, b := range l.inside {
		if entered[b] || from[b] {
			l.into = append(l.into, b)
		}
	}
	l.outer = entered[r.first] || from[r.first]
	return l
}

// plain is the code with a loop for r, which is entered at its beginning.
func (f *function) plain(r region, l looked) []instruction {
	loop := &label{opLoop}
	out := f.head(l.inside, r.at+1)
	out = append(out, opening(opLoop, loop))
	out = openAll(out, l.inside)
	out = f.back(out, r.at+1, r.end, map[*label]*label{r.first: loop}, nil)
	out = append(out, closing(loop))
	return append(out, f.code[r.end:]...)
}

// Go's compiler puts the condition of a loop behind its body, and enters it there.

// mayTurn tells that r is entered at the place in l.into only, and that the code before it does not go back.
func (l *looked) mayTurn(f *function, r region) bool {
	middle := l.ends[l.into[0]]
	if l.outer || !leaves(f.code[r.at-1].op) {
		return false
	}
	for i := r.at + 1; i < middle; i++ {
		if to, ok := f.jumpBack(i); ok && to == r.first {
			return false
		}
		if in := &f.code[i]; in.op == opBr || in.op == opBrIf {
			if at, ok := l.ends[in.labels[0]]; ok && middle < at && at < r.end {
				return false
			}
		}
	}
	return true
}

// leaves tells that nothing follows an instruction.
func leaves(op byte) bool { return op == opBr || op == opReturn || op == opUnreachable }

// turned is the code with a loop for r that begins where it is entered: what is behind that place comes first.
func (f *function) turned(r region, l looked, first *label) []instruction {
	loop := &label{opLoop}
	middle := l.ends[first]
	var body, rest []*label
	for _, b := range l.inside {
		switch at := l.ends[b]; {
		case at < middle:
			body = append(body, b)
		case at > middle:
			rest = append(rest, b)
		}
	}
	blocks := slices.Concat(rest, []*label{r.first}, body)
	out := append(f.head(blocks, r.at), closing(first), opening(opLoop, loop))
	out = openAll(out, blocks)
	out = f.back(out, middle+1, r.end, map[*label]*label{first: loop, r.first: r.first}, nil)
	if next := f.code[r.end].labels[0]; next != f.loop {
		out = append(out, branch(opBr, next))
	} else {
		out = append(out, instruction{op: opUnreachable})
	}
	out = append(out, closing(r.first))
	out = f.back(out, r.at+1, middle, nil, map[*label]*label{first: loop})
	out = append(out, branch(opBr, loop), closing(loop))
	return append(out, f.code[r.end:]...)
}

// head is the code up to end without the blocks that a loop opens.
func (f *function) head(blocks []*label, end int) []instruction {
	for _, b := range blocks {
		f.inLoop[b] = true
	}
	out := make([]instruction, 0, len(f.code)+len(blocks)+4)
	for i, in := range f.code[:end] {
		if i >= f.table || in.op != opBlock || !slices.Contains(blocks, in.labels[0]) {
			out = append(out, in)
		}
	}
	return out
}

func opening(op byte, l *label) instruction {
	return instruction{op: op, value: noResult, labels: []*label{l}}
}

func closing(l *label) instruction { return instruction{op: opEnd, labels: []*label{l}} }

// openAll opens blocks that end in the given order.
func openAll(out []instruction, blocks []*label) []instruction {
	for _, b := range slices.Backward(blocks) {
		out = append(out, opening(opBlock, b))
	}
	return out
}

// back appends code[from:to] with branches in the place of jumps through the table, and with other targets for branches.
func (f *function) back(out []instruction, from, to int, jumps, branches map[*label]*label) []instruction {
	for i := from; i < to; i++ {
		in := f.code[i]
		if target, ok := f.jumpBack(i); ok && jumps[target] != nil {
			out = append(out, branch(f.code[i+2].op, jumps[target]))
			i += 2
			continue
		}
		if in.op == opBr || in.op == opBrIf {
			if l := branches[in.labels[0]]; l != nil {
				in = branch(in.op, l)
			}
		}
		out = append(out, in)
	}
	return out
}
