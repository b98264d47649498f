package main

import (
	"fmt"
	"slices"

	"github.com/chatguard/chatguard/filter/detect/automaton"
	"github.com/chatguard/chatguard/filter/detect/table"
)

// file writes all tables.
func (c *compiler) file() ([]byte, error) {
	b := &c.b
	table.Put(b, table.Rules, c.rules)
	table.Put(b, table.Classes, c.progs.sets)
	table.Put(b, table.Code, c.progs.code)
	table.Put(b, table.Args, c.args)
	table.Put(b, table.Stops, c.stops)
	slices.Sort(c.harmless)
	table.Put(b, table.Harmless, slices.Compact(c.harmless))
	table.Put(b, table.TrigAt, c.triggers[0])
	table.Put(b, table.TrigColon, c.triggers[1])
	table.Put(b, table.TrigToken, c.triggers[2])
	table.Put(b, table.TrigNumber, c.triggers[3])
	table.Put(b, table.TrigHouse, c.triggers[4])
	table.Put(b, table.TrigCapital, c.triggers[5])
	head := make([]uint32, table.HeadCount)
	head[table.SetWords] = uint32(c.contexts.put(b))
	if err := c.putLiterals(head); err != nil {
		return nil, err
	}
	if err := c.putShapes(head); err != nil {
		return nil, err
	}
	if err := putPhones(b, c.src.Phones); err != nil {
		return nil, err
	}
	if err := putNames(b, c.src.Names); err != nil {
		return nil, err
	}
	table.Put(b, table.Header, head)
	return b.Bytes(), nil
}

// literalStart is how much of a literal the automaton holds: longer ones make
// it larger, shorter ones make it stop more often in ordinary text.
const literalStart = 6

// wideStart is the same for a literal that begins outside ASCII, where the
// automaton tells characters apart by a bit of each byte.
const wideStart = 12

// fold returns the byte that stands for b in the automaton, whose rows have as
// many columns as there are such bytes: digits are one, signs are few, rare letters
// are like one that is not, and bytes outside ASCII are three. The scanner compares
// what this hides.
func fold(b byte) byte {
	switch {
	case b == 'j', b == 'q':
		return 'y'
	case b == 'z':
		return 'x'
	case b >= 'a' && b <= 'z', b == ' ':
		return b
	case b >= 0xC0:
		return 0xC0
	case b >= 0x80:
		return b &^ 0x1F
	case b >= '0' && b <= '9':
		return '0'
	case b == '_', b == '-', b == '.':
		return '-'
	case b == ':', b == '/':
		return ':'
	}
	return '!'
}

func (c *compiler) putLiterals(head []uint32) error {
	b := &c.b
	var lits []table.Lit
	var rules []uint16
	var starts []string
	var used [256]bool
	for _, w := range c.words {
		most := literalStart
		if w[0] >= 0x80 {
			most = wideStart
		}
		start := []byte(w[:min(len(w), most)])
		exact := len(start) == len(w)
		for i, v := range start {
			start[i], used[v] = fold(v), true
			exact = exact && (v == ' ' || v >= 'a' && v <= 'w') && v != 'j' && v != 'q'
		}
		lit := table.Lit{First: uint32(len(rules)), Count: uint16(len(c.literals[w])), Len: uint16(len(start))}
		if !exact {
			lit.Whole, lit.Size, lit.Last = b.Place(w), uint16(len(w)), w[len(w)-1]
			if len(w) > len(start) {
				lit.After = w[len(start)]
			}
		}
		starts = append(starts, string(start))
		lits = append(lits, lit)
		rules = append(rules, c.literals[w]...)
	}
	ac, err := automaton.Literals(starts)
	if err != nil {
		return fmt.Errorf("literals: %w", err)
	}
	for v := range ac.Class {
		if used[v] {
			ac.Class[v] = ac.Class[fold(byte(v))]
		} else if f := fold(byte(v)); f != byte(v) && (v < 'A' || v > 'Z') {
			ac.Class[v] = 0
		}
	}
	for b := byte('a'); b <= 'z'; b++ {
		ac.Class[b+'A'-'a'] = ac.Class[b]
	}
	next, err := ac.Rows(1 << table.ACShift)
	if err != nil {
		return fmt.Errorf("literals: %w", err)
	}
	table.Put(b, table.Lits, lits)
	table.Put(b, table.LitRules, rules)
	table.Put(b, table.ACClass, ac.Class[:])
	table.Put(b, table.ACNext, next)
	table.Put(b, table.ACDepth, ac.Depth)
	table.Put(b, table.ACOut, ac.Out)
	table.Put(b, table.ACList, ac.List)
	head[table.ACFirstAccept] = uint32(ac.FirstAccept)
	return nil
}

func (c *compiler) putShapes(head []uint32) error {
	b := &c.b
	sh, err := buildShapes(c.shapes)
	if err != nil {
		return fmt.Errorf("shapes: %w", err)
	}
	var needs []table.ShapeNeed
	for i := range len(sh.Out) - 1 {
		needs = append(needs, c.contextLast(sh.List[sh.Out[i]:sh.Out[i+1]]))
	}
	table.Put(b, table.ShapeNeeds, needs)
	table.Put(b, table.ShapeClass, sh.Class[:])
	putRows(b, sh)
	table.Put(b, table.ShapeOut, sh.Out)
	table.Put(b, table.ShapeList, sh.List)
	head[table.ShapeFirstAccept] = uint32(sh.FirstAccept)
	head[table.ShapeDead] = dead(sh)
	for _, r := range c.rules {
		if r.Form == table.Shape && r.Flags&table.NoLeft != 0 {
			head[table.AnyGlued] = 1
		}
	}
	return nil
}

// contextLast moves the rules that need context to the end of the list.
func (c *compiler) contextLast(rules []uint16) (need table.ShapeNeed) {
	slices.SortStableFunc(rules, func(x, y uint16) int {
		return int(c.rules[x].Flags&table.ContextHas) - int(c.rules[y].Flags&table.ContextHas)
	})
	for _, r := range rules {
		rule := &c.rules[r]
		if rule.Flags&table.ContextHas == 0 {
			need.Plain++
			continue
		}
		need.Before, need.After = max(need.Before, rule.Before), max(need.After, rule.After)
	}
	return need
}

// putRows writes the rows of the shape automaton as partitions and targets.
func putRows(b *table.Builder, a *automaton.Table) {
	columns := 0
	for _, c := range a.Class {
		columns = max(columns, int(c)+1)
	}
	var states []table.ShapeState
	var parts []byte
	var next []uint16
	known := map[string]uint32{}
	for s := 0; s < len(a.Next)/a.Columns; s++ {
		part := make([]byte, columns)
		st := table.ShapeState{Next: uint32(len(next))}
		var targets []uint16
		for c, t := range a.Next[s*a.Columns : (s+1)*a.Columns] {
			i := slices.Index(targets, t)
			if i < 0 {
				i = len(targets)
				targets = append(targets, t)
			}
			part[c] = byte(i)
		}
		at, ok := known[string(part)]
		if !ok {
			at = uint32(len(parts))
			known[string(part)] = at
			parts = append(parts, part...)
		}
		st.Part = at
		next = append(next, targets...)
		states = append(states, st)
	}
	table.Put(b, table.ShapeStates, states)
	table.Put(b, table.ShapeParts, parts)
	table.Put(b, table.ShapeNext, next)
}

// dead returns the state without accept that leads only to itself.
func dead(a *automaton.Table) uint32 {
	for s := 0; s < a.FirstAccept; s++ {
		row := a.Next[s*a.Columns : (s+1)*a.Columns]
		columns := 0
		for _, c := range a.Class {
			columns = max(columns, int(c)+1)
		}
		stuck := true
		for _, t := range row[:columns] {
			stuck = stuck && int(t) == s
		}
		if stuck {
			return uint32(s)
		}
	}
	return 0xFFFF
}
