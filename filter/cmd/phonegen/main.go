// Command phonegen derives the table of telephone numbers, which packgen
// compiles, from the metadata of libphonenumber in the form in which the npm
// package libphonenumber-js ships it (metadata.max.json):
//
//	go run ./filter/cmd/phonegen metadata.max.json > policies/entities/phones.txt
//
// Of each region's patterns it keeps which lengths the national number may have
// by its first three digits, and, for the regions whose national spelling is
// recognised, the sizes of the groups of digits it is written in.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"regexp/syntax"
	"slices"
	"strconv"
	"strings"
)

// national lists the regions whose national spelling is recognised, at most 64.
var national = strings.Fields(`US GB IE DE AT CH FR BE NL LU ES PT IT GR SE NO DK FI IS PL CZ SK HU RO BG HR SI RS UA RU EE LV LT TR IL AE SA EG ZA NG
	KE IN PK BD LK CN HK TW JP KR SG MY TH VN ID PH AU NZ BR MX AR CL CO PE`)

// Positions in a region's record.
const (
	fieldCode    = 0
	fieldFormats = 4
	fieldTrunk   = 5
	fieldTypes   = 11
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: phonegen metadata.max.json")
		os.Exit(2)
	}
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(name string) error {
	data, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	var doc struct {
		Countries map[string][]json.RawMessage
	}
	if err := json.Unmarshal(data, &doc); err != nil {
		return err
	}
	out := bufio.NewWriter(os.Stdout)
	fmt.Fprintln(out, "# Derived by phonegen from the metadata of libphonenumber (Apache-2.0), as shipped in libphonenumber-js (MIT).")
	fmt.Fprintln(out, "# region calling-code trunk shapes length:prefixes... (the first three digits of the national number, as ranges)")
	var regions []string
	for r := range doc.Countries {
		regions = append(regions, r)
	}
	slices.Sort(regions)
	for _, r := range regions {
		line, err := region(r, doc.Countries[r])
		if err != nil {
			return fmt.Errorf("%s: %w", r, err)
		}
		fmt.Fprintln(out, line)
	}
	return out.Flush()
}

func region(name string, rec []json.RawMessage) (string, error) {
	var code string
	if err := json.Unmarshal(rec[fieldCode], &code); err != nil {
		return "", err
	}
	trunk := "-"
	if len(rec) > fieldTrunk {
		var s string
		if json.Unmarshal(rec[fieldTrunk], &s) == nil && s != "" {
			trunk = s
		}
	}
	var lengths [16][]int
	if err := prefixes(rec, &lengths); err != nil {
		return "", err
	}
	fields := []string{name, code, trunk, "-"}
	if slices.Contains(national, name) {
		fields[3] = strings.Join(shapes(rec, trunk), ",")
	}
	for l, list := range lengths {
		if len(list) > 0 {
			fields = append(fields, strconv.Itoa(l)+":"+ranges(list))
		}
	}
	return strings.Join(fields, " "), nil
}

// prefixes collects, by length, the first three digits of the numbers that any
// type of the region allows.
func prefixes(rec []json.RawMessage, lengths *[16][]int) error {
	patterns, err := typePatterns(rec)
	if err != nil {
		return err
	}
	re, err := syntax.Parse("(?:"+strings.Join(patterns, "|")+")", syntax.Perl)
	if err != nil {
		return err
	}
	prog, err := syntax.Compile(re.Simplify())
	if err != nil {
		return err
	}
	for p := range 1000 {
		set := closure(prog, []uint32{uint32(prog.Start)})
		for _, d := range []int{p / 100, p / 10 % 10, p % 10} {
			set = step(prog, set, rune('0'+d), rune('0'+d))
		}
		for l := 3; l < len(lengths) && len(set) > 0; l++ {
			if matches(prog, set) {
				lengths[l] = append(lengths[l], p)
			}
			set = step(prog, set, '0', '9')
		}
	}
	return nil
}

func typePatterns(rec []json.RawMessage) ([]string, error) {
	var types []json.RawMessage
	if len(rec) > fieldTypes {
		if err := json.Unmarshal(rec[fieldTypes], &types); err != nil {
			return nil, err
		}
	}
	var patterns []string
	for _, t := range types {
		var fields []json.RawMessage
		var p string
		if json.Unmarshal(t, &fields) == nil && len(fields) > 0 && json.Unmarshal(fields[0], &p) == nil {
			patterns = append(patterns, p)
		}
	}
	if len(patterns) == 0 { // one type only: the general pattern
		var p string
		if err := json.Unmarshal(rec[2], &p); err != nil {
			return nil, err
		}
		patterns = append(patterns, p)
	}
	return patterns, nil
}

func closure(prog *syntax.Prog, set []uint32) []uint32 {
	seen := map[uint32]bool{}
	for len(set) > 0 {
		pc := set[len(set)-1]
		set = set[:len(set)-1]
		if seen[pc] {
			continue
		}
		seen[pc] = true
		switch inst := &prog.Inst[pc]; inst.Op {
		case syntax.InstAlt, syntax.InstAltMatch:
			set = append(set, inst.Out, inst.Arg)
		case syntax.InstCapture, syntax.InstNop:
			set = append(set, inst.Out)
		}
	}
	for pc := range seen {
		set = append(set, pc)
	}
	return set
}

// step reads one digit between lo and hi.
func step(prog *syntax.Prog, set []uint32, lo, hi rune) []uint32 {
	var next []uint32
	for _, pc := range set {
		inst := &prog.Inst[pc]
		switch inst.Op {
		case syntax.InstRune, syntax.InstRune1, syntax.InstRuneAny, syntax.InstRuneAnyNotNL:
			for r := lo; r <= hi; r++ {
				if inst.MatchRune(r) {
					next = append(next, inst.Out)
					break
				}
			}
		}
	}
	return closure(prog, next)
}

func matches(prog *syntax.Prog, set []uint32) bool {
	return slices.ContainsFunc(set, func(pc uint32) bool { return prog.Inst[pc].Op == syntax.InstMatch })
}

var group = regexp.MustCompile(`\(\\d(?:\{(\d+)(?:,(\d+))?\})?\)`)

// shapes returns the sizes of the groups that the region's numbers are written
// in, with the trunk prefix where it is written.
func shapes(rec []json.RawMessage, trunk string) []string {
	var formats [][]json.RawMessage
	if json.Unmarshal(rec[fieldFormats], &formats) != nil {
		return nil
	}
	var out []string
	add := func(sizes []int) {
		words := make([]string, len(sizes))
		for i, s := range sizes {
			words[i] = strconv.Itoa(s)
		}
		if s := strings.Join(words, "-"); len(sizes) > 1 && len(sizes) < 7 && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	for _, f := range formats {
		var pattern, rule string
		json.Unmarshal(f[0], &pattern)
		if len(f) > 3 {
			json.Unmarshal(f[3], &rule)
		}
		optional := len(f) > 4 && string(f[4]) == "1"
		for _, sizes := range groupSizes(pattern) {
			if trunk == "-" || rule == "" || optional || !strings.Contains(rule, trunk) {
				add(sizes)
			}
			if trunk != "-" {
				add(append([]int{sizes[0] + len(trunk)}, sizes[1:]...))
				if strings.Contains(rule, trunk+" ") {
					add(append([]int{len(trunk)}, sizes...))
				}
			}
		}
	}
	return out
}

// groupSizes lists the sizes that the groups of a format's pattern may have.
func groupSizes(pattern string) [][]int {
	all := [][]int{nil}
	for _, m := range group.FindAllStringSubmatch(pattern, -1) {
		lo, hi := 1, 1
		if m[1] != "" {
			lo, _ = strconv.Atoi(m[1])
			hi = lo
		}
		if m[2] != "" {
			hi, _ = strconv.Atoi(m[2])
		}
		var next [][]int
		for _, sizes := range all {
			for n := lo; n <= hi; n++ {
				next = append(next, append(slices.Clone(sizes), n))
			}
		}
		all = next
	}
	if all[0] == nil {
		return nil
	}
	return all
}

// ranges writes sorted three-digit numbers as ranges.
func ranges(list []int) string {
	var parts []string
	for i := 0; i < len(list); {
		j := i
		for j+1 < len(list) && list[j+1] == list[j]+1 {
			j++
		}
		part := fmt.Sprintf("%03d", list[i])
		if j > i {
			part += fmt.Sprintf("-%03d", list[j])
		}
		parts = append(parts, part)
		i = j + 1
	}
	return strings.Join(parts, ",")
}
