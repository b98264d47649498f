package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/chatguard/chatguard/filter/detect/table"
)

// contextTable collects the context words of all rules.
type contextTable struct {
	sets    [][]string
	index   map[string]uint16
	phrases map[uint32]phrase
}

type phrase struct {
	text   string
	sets   []uint16
	prefix bool
}

// set returns the number of a list of context words.
func (c *contextTable) set(words []string) (uint16, error) {
	if c.index == nil {
		c.index, c.phrases = map[string]uint16{}, map[uint32]phrase{}
	}
	words = slices.Clone(words)
	slices.Sort(words)
	words = slices.Compact(words)
	key := strings.Join(words, "\n")
	if n, ok := c.index[key]; ok {
		return n, nil
	}
	n := uint16(len(c.sets))
	c.index[key] = n
	c.sets = append(c.sets, words)
	for _, w := range words {
		if err := c.add(w, n); err != nil {
			return 0, err
		}
	}
	return n, nil
}

func (c *contextTable) add(text string, set uint16) error {
	t := []byte(text)
	h := table.HashStart
	i := table.WordStart(t, 0)
	if i == len(t) {
		return fmt.Errorf("context word %q has no letters", text)
	}
	if t[i] >= '0' && t[i] <= '9' {
		return fmt.Errorf("context word %q starts with a digit", text)
	}
	for count := 1; ; count++ {
		if count > table.PhraseWords {
			return fmt.Errorf("context phrase %q is longer than %d words", text, table.PhraseWords)
		}
		i, h = table.Word(t, i, h)
		next := table.WordStart(t, i)
		p := c.phrases[h]
		if next == len(t) {
			if !slices.Contains(p.sets, set) {
				p.sets = append(p.sets, set)
			}
			c.phrases[h] = p
			return nil
		}
		p.prefix = true
		c.phrases[h] = p
		i = next
	}
}

// put writes the hash table, of which five eighths are in use at most, and the
// set lists.
func (c *contextTable) put(b *table.Builder) (setWords int) {
	setWords = (len(c.sets) + 31) / 32
	size := 16
	for 5*size < 8*len(c.phrases) {
		size *= 2
	}
	keys, vals := make([]uint32, size), make([]uint16, size)
	var lists []uint32
	index := map[string]uint16{}
	var hashes []uint32
	for h := range c.phrases {
		hashes = append(hashes, h)
	}
	slices.Sort(hashes)
	for _, h := range hashes {
		p := c.phrases[h]
		val := uint16(0)
		if len(p.sets) > 0 {
			bits := make([]uint32, setWords)
			for _, s := range p.sets {
				bits[s>>5] |= 1 << (s & 31)
			}
			key := fmt.Sprint(bits)
			if _, ok := index[key]; !ok {
				index[key] = uint16(len(lists) / setWords)
				lists = append(lists, bits...)
			}
			val = index[key] + 1
		}
		if p.prefix {
			val |= table.PrefixBit
		}
		i := h & uint32(size-1)
		for keys[i] != 0 {
			i = (i + 1) & uint32(size-1)
		}
		keys[i], vals[i] = h, val
	}
	table.Put(b, table.ContextKeys, keys)
	table.Put(b, table.ContextVals, vals)
	table.Put(b, table.ContextSets, lists)
	return setWords
}
