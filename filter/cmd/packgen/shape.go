package main

import (
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/chatguard/chatguard/filter/detect/automaton"
)

// nfa is the union of the shape patterns, a Thompson automaton over bytes.
type nfa struct {
	states []nfaState
}

type nfaState struct {
	set    byteSet
	next   int   // for set
	eps    []int // without input
	accept int   // rule plus one
}

func (m *nfa) add() int {
	m.states = append(m.states, nfaState{next: -1})
	return len(m.states) - 1
}

// build adds n between state from and the state that it returns.
func (m *nfa) build(n *node, from int) int {
	switch n.kind {
	case kindSet:
		to := m.add()
		if m.states[from].next >= 0 {
			mid := m.add()
			m.states[from].eps = append(m.states[from].eps, mid)
			from = mid
		}
		m.states[from].set, m.states[from].next = n.set, to
		return to
	case kindConcat:
		for _, s := range n.subs {
			from = m.build(s, from)
		}
		return from
	case kindAlt:
		end := m.add()
		for _, s := range n.subs {
			start := m.add()
			m.states[from].eps = append(m.states[from].eps, start)
			last := m.build(s, start)
			m.states[last].eps = append(m.states[last].eps, end)
		}
		return end
	case kindRepeat:
		for range n.min {
			from = m.build(n.subs[0], from)
		}
		end := m.add()
		m.states[from].eps = append(m.states[from].eps, end)
		for range n.max - n.min {
			start := m.add()
			m.states[from].eps = append(m.states[from].eps, start)
			from = m.build(n.subs[0], start)
			m.states[from].eps = append(m.states[from].eps, end)
		}
		return end
	}
	return m.build(n.subs[0], from)
}

func (m *nfa) closure(set []int) []int {
	seen := map[int]bool{}
	var walk func(s int)
	walk = func(s int) {
		if seen[s] {
			return
		}
		seen[s] = true
		for _, e := range m.states[s].eps {
			walk(e)
		}
	}
	for _, s := range set {
		walk(s)
	}
	out := make([]int, 0, len(seen))
	for s := range seen {
		if m.states[s].next >= 0 || m.states[s].accept > 0 {
			out = append(out, s)
		}
	}
	slices.Sort(out)
	return out
}

// shapeRule is a pattern of the shape automaton.
type shapeRule struct {
	rule int
	node *node
}

// buildShapes returns the automaton that runs all shape patterns at once from
// one start. A state that leads nowhere else is dead; there is one at most.
func buildShapes(rules []shapeRule) (*automaton.Table, error) {
	m := &nfa{}
	start := m.add()
	for _, r := range rules {
		s := m.add()
		m.states[start].eps = append(m.states[start].eps, s)
		end := m.build(r.node, s)
		final := m.add()
		m.states[end].eps = append(m.states[end].eps, final)
		m.states[final].accept = r.rule + 1
	}
	a := &automaton.Table{}
	columns := m.classes(&a.Class)
	samples := make([]byte, columns)
	for b := 255; b >= 0; b-- {
		samples[a.Class[b]] = byte(b)
	}
	delta, outputs, err := m.subsets(start, samples)
	if err != nil {
		return nil, err
	}
	delta, outputs = minimise(delta, outputs)
	return a, a.Renumber(delta, outputs, nil)
}

// classes gives bytes that no pattern tells apart the same column.
func (m *nfa) classes(class *[256]byte) int {
	index := map[string]int{}
	var sets []byteSet
	for _, s := range m.states {
		if s.next >= 0 && !slices.Contains(sets, s.set) {
			sets = append(sets, s.set)
		}
	}
	for b := range 256 {
		key := make([]byte, len(sets))
		for i := range sets {
			if sets[i].has(byte(b)) {
				key[i] = 1
			}
		}
		c, ok := index[string(key)]
		if !ok {
			c = len(index)
			index[string(key)] = c
		}
		class[b] = byte(c)
	}
	return len(index)
}

// subsets is the subset construction.
func (m *nfa) subsets(start int, samples []byte) (delta [][]int, outputs [][]uint16, err error) {
	index := map[string]int{}
	var sets [][]int
	add := func(set []int) int {
		key := make([]byte, 0, 4*len(set))
		for _, s := range set {
			key = binary.LittleEndian.AppendUint32(key, uint32(s))
		}
		if i, ok := index[string(key)]; ok {
			return i
		}
		i := len(sets)
		index[string(key)] = i
		sets = append(sets, set)
		var accepts []uint16
		for _, s := range set {
			if r := m.states[s].accept; r > 0 {
				accepts = append(accepts, uint16(r-1))
			}
		}
		slices.Sort(accepts)
		outputs = append(outputs, slices.Compact(accepts))
		return i
	}
	add(m.closure([]int{start}))
	add(nil)
	for i := 0; i < len(sets); i++ {
		if i > 200000 {
			return nil, nil, fmt.Errorf("the shape patterns need more than 200000 states: make the widest of them narrower")
		}
		row := make([]int, len(samples))
		for c, b := range samples {
			var to []int
			for _, s := range sets[i] {
				if st := &m.states[s]; st.next >= 0 && st.set.has(b) {
					to = append(to, st.next)
				}
			}
			row[c] = add(m.closure(to))
		}
		delta = append(delta, row)
	}
	return delta, outputs, nil
}

// minimise merges equivalent states (Moore), keeping 0 and 1 as start and dead.
func minimise(delta [][]int, outputs [][]uint16) ([][]int, [][]uint16) {
	group := make([]int, len(delta))
	count := 0
	for {
		index := map[string]int{}
		next := make([]int, len(delta))
		for s := range delta {
			key := binary.LittleEndian.AppendUint32(nil, uint32(group[s]))
			if count == 0 {
				for _, r := range outputs[s] {
					key = binary.LittleEndian.AppendUint16(key, r)
				}
			} else {
				for _, t := range delta[s] {
					key = binary.LittleEndian.AppendUint32(key, uint32(group[t]))
				}
			}
			g, ok := index[string(key)]
			if !ok {
				g = len(index)
				index[string(key)] = g
			}
			next[s] = g
		}
		group = next
		if len(index) == count {
			break
		}
		count = len(index)
	}
	small := make([][]int, count)
	outs := make([][]uint16, count)
	for s := range delta {
		if small[group[s]] != nil {
			continue
		}
		row := make([]int, len(delta[s]))
		for c, t := range delta[s] {
			row[c] = group[t]
		}
		small[group[s]], outs[group[s]] = row, outputs[s]
	}
	return small, outs
}
