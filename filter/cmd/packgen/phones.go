package main

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/chatguard/chatguard/filter/detect/table"
)

// phones builds the tables of telephone numbers from the text that phonegen
// writes.
type phones struct {
	rows     [][10]uint16
	masks    []uint16
	codes    map[string]*[1000]uint16 // by calling code: lengths of national numbers
	national [1000 * (table.PhoneMax - table.PhoneMin + 1)]uint64
	shapes   map[uint32]uint64
	trunks   [4]uint64
	regions  int
}

func putPhones(b *table.Builder, text string) error {
	p := &phones{rows: make([][10]uint16, 2), codes: map[string]*[1000]uint16{}, shapes: map[uint32]uint64{}}
	for _, line := range strings.Split(text, "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		if err := p.add(strings.Fields(line)); err != nil {
			return fmt.Errorf("phones.txt: %s: %w", line[:2], err)
		}
	}
	if err := p.international(); err != nil {
		return err
	}
	p.put(b)
	return nil
}

// add reads a line: region, calling code, trunk prefix, shapes, lengths.
func (p *phones) add(f []string) error {
	bit := uint64(0)
	if f[3] != "-" {
		if p.regions == 64 {
			return fmt.Errorf("more than 64 regions with national numbers")
		}
		bit = 1 << p.regions
		p.regions++
		if err := p.addShapes(f[3], f[2], bit); err != nil {
			return err
		}
	}
	if p.codes[f[1]] == nil {
		p.codes[f[1]] = new([1000]uint16)
	}
	for _, field := range f[4:] {
		length, list, _ := strings.Cut(field, ":")
		l, err := strconv.Atoi(length)
		if err != nil {
			return err
		}
		for _, r := range strings.Split(list, ",") {
			lo, hi, ok := strings.Cut(r, "-")
			if !ok {
				hi = lo
			}
			from, err1 := strconv.Atoi(lo)
			to, err2 := strconv.Atoi(hi)
			if err := cmp.Or(err1, err2); err != nil {
				return err
			}
			for n := from; n <= to; n++ {
				p.codes[f[1]][n] |= 1 << l
				if l >= table.PhoneMin && l <= table.PhoneMax {
					p.national[n*(table.PhoneMax-table.PhoneMin+1)+l-table.PhoneMin] |= bit
				}
			}
		}
	}
	return nil
}

func (p *phones) addShapes(shapes, trunk string, bit uint64) error {
	switch trunk {
	case "0":
		p.trunks[1] |= bit
	case "8":
		p.trunks[2] |= bit
	case "06":
		p.trunks[3] |= bit
	}
	p.trunks[0] |= bit
	for _, s := range strings.Split(shapes, ",") {
		key := uint32(0)
		for _, g := range strings.Split(s, "-") {
			n, err := strconv.Atoi(g)
			if err != nil || n > 15 {
				return fmt.Errorf("shape %s", s)
			}
			key = key<<4 | uint32(n)
		}
		p.shapes[key] |= bit
	}
	return nil
}

// international builds the digit trie: calling code, then three digits.
func (p *phones) international() error {
	leaf, row := map[uint16]uint16{}, map[[10]uint16]uint16{}
	mask := func(m uint16) uint16 {
		if m == 0 {
			return 0
		}
		if _, ok := leaf[m]; !ok {
			leaf[m] = uint16(len(p.masks)) | table.PhoneLeaf
			p.masks = append(p.masks, m)
		}
		return leaf[m]
	}
	node := func(r [10]uint16) uint16 {
		if r == [10]uint16{} {
			return 0
		}
		if _, ok := row[r]; !ok {
			row[r] = uint16(len(p.rows))
			p.rows = append(p.rows, r)
		}
		return row[r]
	}
	var codes []string
	for c := range p.codes {
		codes = append(codes, c)
	}
	slices.Sort(codes)
	starts := map[string]uint16{}
	for _, c := range codes {
		var top [10]uint16
		for a := range 10 {
			var mid [10]uint16
			for b := range 10 {
				var low [10]uint16
				for d := range 10 {
					low[d] = mask(p.codes[c][a*100+b*10+d] << len(c))
				}
				mid[b] = node(low)
			}
			top[a] = node(mid)
		}
		starts[c] = node(top)
	}
	for _, c := range codes { // calling codes are prefix-free
		at := uint16(1)
		for i := 0; i < len(c)-1; i++ {
			d := c[i] - '0'
			if p.rows[at][d] == 0 {
				p.rows = append(p.rows, [10]uint16{})
				p.rows[at][d] = uint16(len(p.rows) - 1)
			}
			at = p.rows[at][d]
		}
		p.rows[at][c[len(c)-1]-'0'] = starts[c]
	}
	if len(p.rows) >= table.PhoneLeaf {
		return fmt.Errorf("too many rows of telephone numbers")
	}
	return nil
}

func (p *phones) put(b *table.Builder) {
	var sets []uint64
	index := map[uint64]uint16{}
	set := func(s uint64) uint16 {
		if _, ok := index[s]; !ok {
			index[s] = uint16(len(sets))
			sets = append(sets, s)
		}
		return index[s]
	}
	set(0)
	national := make([]uint16, len(p.national))
	for i, s := range p.national {
		national[i] = set(s)
	}
	shapes := make([]table.PhoneShape, 1024)
	var keys []uint32
	for k := range p.shapes {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		i := table.PhoneHash(k, len(shapes))
		for shapes[i].Sizes != 0 {
			i = (i + 1) % len(shapes)
		}
		shapes[i] = table.PhoneShape{Sizes: k, Set: uint32(set(p.shapes[k]))}
	}
	var intl []uint16
	for _, r := range p.rows {
		intl = append(intl, r[:]...)
	}
	table.Put(b, table.PhoneIntl, intl)
	table.Put(b, table.PhoneMasks, p.masks)
	table.Put(b, table.PhoneNational, national)
	table.Put(b, table.PhoneSets, sets)
	table.Put(b, table.PhoneShapes, shapes)
	table.Put(b, table.PhoneTrunks, p.trunks[:])
}
