package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/chatguard/chatguard/filter/detect"
	"github.com/chatguard/chatguard/filter/detect/table"
)

// Defaults of what an entry leaves out.
const (
	defaultBase   = 0.8
	defaultValid  = 1.0
	defaultMin    = 0.4
	defaultBefore = 60
	defaultAfter  = 30
	defaultGap    = 30
	defaultMax    = 2048
	contextLimit  = 160
	shapeLimit    = 64
)

var groups = []string{"pii", "secrets", "leaks", "attacks", "payloads", "links", "forged", "tools", "parameters", "financial", "government", "network", "health", "crypto", "contact", "person", "location", "credentials", "business", "keys", "vehicle", "identifiers"}

// compiler turns entries into tables.
type compiler struct {
	src      *source
	b        table.Builder
	types    map[string]uint16
	rules    []table.Rule
	progs    programs
	shared   map[string]uint32 // programs by pattern
	shapes   []shapeRule
	literals map[string][]uint16
	words    []string
	contexts contextTable
	args     []int32
	stops    []uint32
	harmless []uint64
	triggers [6][]uint16
	names    []string // matchers
	kinds    []string // their triggers
	checks   []string
}

// compile returns the rule file of src. Rules with errors are noted in refused.
func compile(src *source, refused map[string]bool) ([]byte, error) {
	c := &compiler{src: src, types: map[string]uint16{}, literals: map[string][]uint16{}, shared: map[string]uint32{}, args: []int32{0}, stops: []uint32{0}}
	c.names, c.kinds = detect.Matchers()
	c.checks = detect.Checks()
	var errs []error
	errs = append(errs, c.addTypes())
	seen := map[string]bool{}
	for i := range src.Rules {
		e := &src.Rules[i]
		if err := c.addRule(e); err != nil {
			errs = append(errs, fmt.Errorf("%s: rule %s: %w", e.file, e.ID, err))
			refused[e.file+e.ID] = true
		}
		if seen[e.ID] {
			errs = append(errs, fmt.Errorf("%s: rule %s is defined twice", e.file, e.ID))
			refused[e.file+e.ID] = true
		}
		seen[e.ID] = true
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return c.file()
}

func (c *compiler) addTypes() error {
	var recs []table.TypeRec
	var errs []error
	for _, t := range c.src.Types {
		if _, ok := c.types[t.ID]; ok {
			errs = append(errs, fmt.Errorf("type %s is defined twice", t.ID))
			continue
		}
		for _, g := range t.Groups {
			if !slices.Contains(groups, g) {
				errs = append(errs, fmt.Errorf("type %s: unknown group %s", t.ID, g))
			}
		}
		c.types[t.ID] = uint16(len(recs))
		recs = append(recs, table.TypeRec{
			Name: c.b.String(t.ID), Groups: c.b.String(strings.Join(t.Groups, ",")), Aliases: c.b.String(strings.Join(t.Aliases, ",")),
			Regions: c.b.String(strings.Join(t.Regions, ",")), Tags: c.b.String(strings.Join(t.Tags, ",")),
		})
	}
	table.Put(&c.b, table.Types, recs)
	return errors.Join(errs...)
}

func (c *compiler) addRule(e *entry) error {
	typ, ok := c.types[e.Type]
	switch {
	case e.ID == "":
		return errors.New("no id")
	case !ok:
		return fmt.Errorf("unknown type %q", e.Type)
	case len(e.Match) == 0 || len(e.Skip) == 0:
		return errors.New("needs samples that must match and samples that must not (match, skip)")
	case e.Source == "" || e.Licence == "":
		return errors.New("needs source and licence")
	}
	gap := defaultGap
	if e.Gap != nil {
		gap = *e.Gap // 0 is a gap of its own
	}
	r := table.Rule{ID: c.b.String(e.ID), Type: typ, Gap: uint16(gap), Entropy: uint8(e.Entropy * 10)}
	n := uint16(len(c.rules))
	if err := errors.Join(c.setScore(&r, e), c.setContext(&r, e), c.setCheck(&r, e), c.setForm(&r, e, n)); err != nil {
		return err
	}
	for _, h := range e.Harmless {
		c.harmless = append(c.harmless, table.ValueHash([]byte(h)))
	}
	c.rules = append(c.rules, r)
	return nil
}

func (c *compiler) setScore(r *table.Rule, e *entry) error {
	base := orFloat(e.Score.Base, defaultBase)
	valid := defaultValid
	if base < detect.Usual {
		valid = base // a weak form stays one
	}
	values := []float64{base, orFloat(e.Score.Context, max(base, 0.9)), orFloat(e.Score.Valid, valid), orFloat(e.Score.Min, min(base, defaultMin)), orFloat(e.Score.Weak, 0)}
	for _, v := range values {
		if v < 0 || v > 1 {
			return errors.New("scores are between 0 and 1")
		}
	}
	pct := func(v float64) uint8 { return uint8(v*100 + 0.5) }
	r.Base, r.InText, r.Valid, r.Min, r.Weak = pct(values[0]), pct(values[1]), pct(values[2]), pct(values[3]), pct(values[4])
	switch {
	case r.Weak > 0 && len(e.Context.Words)+len(e.Context.Lists) == 0:
		return errors.New("a weak score is for rules with a context: what has none has a base")
	case (r.Weak > 0) != (len(e.Alone) > 0):
		return errors.New("a weak score and samples without a context word (alone) go together")
	}
	return nil
}

func (c *compiler) setContext(r *table.Rule, e *entry) error {
	words := slices.Clone(e.Context.Words)
	for _, name := range e.Context.Lists {
		list, ok := c.src.Contexts[name]
		if !ok {
			return fmt.Errorf("unknown context list %s", name)
		}
		words = append(words, list...)
	}
	if len(words) == 0 {
		if e.Context.Required {
			return errors.New("context is required but has no words")
		}
		return nil
	}
	before, after := e.Context.Before, e.Context.After
	if before == 0 && after == 0 {
		before, after = defaultBefore, defaultAfter
	}
	if before > contextLimit || after > contextLimit {
		return fmt.Errorf("context windows are at most %d bytes", contextLimit)
	}
	set, err := c.contexts.set(words)
	if err != nil {
		return err
	}
	r.Context, r.Before, r.After = set+1, uint16(before), uint16(after)
	if e.Context.Required {
		r.Flags |= table.ContextHas
	}
	return nil
}

func (c *compiler) setCheck(r *table.Rule, e *entry) error {
	if e.Check != "" {
		i := slices.Index(c.checks, e.Check)
		if i < 0 {
			return fmt.Errorf("unknown check %q (known: %s)", e.Check, strings.Join(c.checks, ", "))
		}
		r.Check = uint16(i + 1)
	}
	if len(e.Args) > 0 {
		c.args, r.Arg = counted(c.args, append([]int32{int32(len(e.Args))}, e.Args...))
	}
	if len(e.Stop) > 0 {
		var words []string
		for _, name := range e.Stop {
			if list, ok := c.src.Stops[name]; ok {
				words = append(words, list...)
			} else {
				words = append(words, name)
			}
		}
		list := []uint32{uint32(len(words))}
		for _, w := range words {
			list = append(list, c.b.String(strings.ToLower(w)))
		}
		c.stops, r.Stop = counted(c.stops, list)
	}
	for _, f := range []struct {
		on  bool
		bit uint8
	}{{e.Left == "any" || e.Glued, table.NoLeft}, {e.Right == "any", table.NoRight}, {e.Container, table.Container}, {e.Plain, table.PlainValue}, {e.Calls, table.Calls}} {
		if f.on {
			r.Flags |= f.bit
		}
	}
	return setSides(r, e)
}

// setSides notes what a keyword must be, and refuses what is no side.
func setSides(r *table.Rule, e *entry) error {
	switch {
	case e.Left == "private" && len(e.Keywords)+len(e.Phrases) > 0:
		r.Lead = table.Private
	case e.Left == "word" && len(e.Keywords) > 0:
		r.Lead = table.PartStart
	case e.Left == "unversioned" && len(e.Keywords)+len(e.Phrases) == 0:
		r.Lead = table.Unversioned
	case !slices.Contains([]string{"", "any", "word"}, e.Left), !slices.Contains([]string{"", "any", "word"}, e.Right):
		return errors.New("left and right are word or any, left of keywords and phrases also private")
	}
	if e.Commas == "no" {
		r.Lead |= table.NoComma
	} else if e.Commas != "" {
		return errors.New("commas is no, or missing")
	}
	return nil
}

// counted returns where a list with its length before it stands in all, which
// gets it unless another rule's list is the same.
func counted[T comparable](all, list []T) ([]T, uint32) {
	for i := 1; i+len(list) <= len(all); i++ {
		if slices.Equal(all[i:i+len(list)], list) {
			return all, uint32(i)
		}
	}
	return append(all, list...), uint32(len(all))
}

func orInt(v, def int) int {
	if v == 0 {
		return def
	}
	return v
}

func orFloat(v *float64, def float64) float64 {
	if v == nil {
		return def
	}
	return *v
}
