package main

import (
	"maps"
	"slices"
)

// How Go's compiler lays out a function that jumps (cmd/internal/obj/wasm): around all is a loop, which begins with as many
// blocks as there are places to go to, and a br_table that goes to the place whose number is in local 0. The code of a place
// follows the end of its block. A jump sets local 0 and goes back to the loop. The parameter that local 0 is at first is 0, or
// the place where the function goes on after it has been left for another goroutine.
//
// That is one big loop for V8, in which all may follow all. But the block of a place that lies further on is open yet: a
// branch can go there at once. Then most places are reached by nothing else, and need no entry in the table.

// placeLocal is the local that says where to go.
const placeLocal = 0

// function is the code of a function with what is known of its layout.
type function struct {
	code  []instruction
	table int      // where br_table is
	loop  *label   // what a jump goes back to
	entry []*label // by number, the place

	inLoop map[*label]bool // blocks that are opened in a loop of their own
}

// layOut finds a function's layout; false if it has none, or not only that one.
func layOut(code []instruction) (*function, bool) {
	f := &function{code: code, table: slices.IndexFunc(code, func(in instruction) bool { return in.op == opBrTable })}
	if f.table < 2 || !code[f.table-1].is(opGet, placeLocal) {
		return nil, false
	}
	f.entry = code[f.table].labels
	at := f.table - 2
	for ; at >= 0 && code[at].op == opBlock; at-- {
	}
	if at < 0 || code[at].op != opLoop {
		return nil, false
	}
	f.loop = code[at].labels[0]
	return f, f.onlyJumps()
}

// onlyJumps tells that local 0 says where to go and nothing else: it is set before each branch to the loop, and read there,
// or right after it is set for a moment.
func (f *function) onlyJumps() bool {
	for i := range f.code {
		switch in := &f.code[i]; {
		case in.is(opTee, placeLocal), in.op == opBrTable && i != f.table, in.op == opBrIf && in.labels[0] == f.loop:
			return false
		case in.is(opGet, placeLocal) && i != f.table-1:
			if i < 2 || f.code[i-1].op != opI32Const || !f.code[i-2].is(opSet, placeLocal) {
				return false
			}
		case in.op == opBr && in.labels[0] == f.loop:
			if i < 2 || !f.jump(i-2) {
				return false
			}
		}
	}
	return true
}

// jump tells if the three instructions from i on are a jump.
func (f *function) jump(i int) bool {
	return i+2 < len(f.code) && f.code[i].op == opI32Const && f.code[i+1].is(opSet, placeLocal) &&
		f.code[i+2].op == opBr && f.code[i+2].labels[0] == f.loop
}

// place is the label of a number.
func (f *function) place(number int) *label { return f.entry[min(number, len(f.entry)-1)] }

// directJumps replaces the jumps to places that lie further on by branches, and an if that holds nothing but a jump by a
// conditional branch.
func (f *function) directJumps() {
	out := slices.Clone(f.code[:f.table+1])
	passed := map[*label]bool{} // the blocks that have ended
	for i := f.table + 1; i < len(f.code); i++ {
		in := f.code[i]
		if in.op == opIf && f.jump(i+1) && f.code[i+4].op == opEnd {
			if to := f.place(f.code[i+1].value); !passed[to] {
				out = append(out, branch(opBrIf, to))
			} else { // where to go matters only if it goes
				out = append(out, f.code[i+1], f.code[i+2], branch(opBrIf, f.loop))
			}
			i += 4
			continue
		}
		if f.jump(i) {
			if to := f.place(in.value); !passed[to] {
				out = append(out, branch(opBr, to))
				i += 2
				continue
			}
		}
		if in.op == opEnd {
			passed[in.labels[0]] = true
		}
		out = append(out, in)
	}
	f.code = out
}

func branch(op byte, to *label) instruction { return instruction{op: op, labels: []*label{to}} }

// maxJumps is how many places that jumps go to are told by one test each.
const maxJumps = 8

// dispatch lets the head go only to places that something outside may name, or a jump that is left: any other number leads to an
// instruction that traps. Those are told by one test each, the beginning first, then what a jump goes to: V8 makes a case of
// each entry of a table, and has a table for it in its code. It is left where many jumps go through it, which it is faster for.
func (f *function) dispatch(named map[int]bool) {
	var jumps []int
	for i := f.table + 1; i+1 < len(f.code); i++ {
		if n := f.code[i].value; f.code[i].op == opI32Const && f.code[i+1].is(opSet, placeLocal) && n != 0 && !slices.Contains(jumps, n) {
			jumps = append(jumps, n)
		}
	}
	trapping := f.trapping()
	order := append([]int{0}, jumps...)
	for _, n := range slices.Sorted(maps.Keys(named)) {
		if !slices.Contains(order, n) && !trapping[f.place(n)] {
			order = append(order, n)
		}
	}
	var head []instruction
	if len(jumps) <= maxJumps {
		head = f.tests(order)
	} else {
		head = f.shortTable(order)
	}
	f.code = slices.Concat(f.code[:f.table-1], head, f.code[f.table+1:])
}

// trapping are the blocks behind whose end is an instruction that traps already.
func (f *function) trapping() map[*label]bool {
	all := map[*label]bool{}
	for i := range f.code {
		if f.code[i].op == opEnd && traps(f.code[i:]) {
			all[f.code[i].labels[0]] = true
		}
	}
	return all
}

// tests goes to the places by one test each.
func (f *function) tests(order []int) (head []instruction) {
	for _, n := range order {
		head = append(head, instruction{op: opGet, value: placeLocal})
		if n == 0 {
			head = append(head, instruction{op: opZero})
		} else {
			head = append(head, instruction{op: opI32Const, value: n}, instruction{op: opEqual})
		}
		head = append(head, branch(opBrIf, f.place(n)))
	}
	return append(head, instruction{op: opUnreachable})
}

// shortTable is the table with nothing in it but the places in order.
func (f *function) shortTable(order []int) []instruction {
	trap := &label{opBlock}
	entries := slices.Repeat([]*label{trap}, len(f.entry))
	for _, n := range order {
		entries[min(n, len(entries)-1)] = f.place(n)
	}
	return []instruction{
		opening(opBlock, trap), {op: opGet, value: placeLocal}, {op: opBrTable, labels: entries}, closing(trap), {op: opUnreachable},
	}
}

// dropBlocks drops the blocks and the loops that nothing branches to.
func (f *function) dropBlocks() {
	used := map[*label]bool{}
	for i := range f.code {
		switch f.code[i].op {
		case opBr, opBrIf, opBrTable:
			for _, l := range f.code[i].labels {
				used[l] = true
			}
		}
	}
	f.code = slices.DeleteFunc(f.code, func(in instruction) bool {
		if in.op != opBlock && in.op != opLoop && in.op != opEnd {
			return false
		}
		l := in.labels[0]
		return (l.op == opBlock || l.op == opLoop) && !used[l]
	})
}
