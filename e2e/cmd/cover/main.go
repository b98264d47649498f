// Command cover is `make cover`: the share of statements that coverage profiles reached, by package and of all, each
// statement once, whichever test reached it: natively, in the module under wazero, or in either. It fails below -least.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
)

func main() {
	least := flag.Float64("least", 90, "per cent of all statements")
	wasm := flag.String("wasm", "", "the profile of the module; the others are native")
	record := flag.String("record", "", "a file to write the table to, besides")
	flag.Parse()
	if err := run(flag.Args(), *wasm, *record, *least); err != nil {
		fmt.Fprintln(os.Stderr, "cover:", err)
		os.Exit(1)
	}
}

// block is a run of statements, and by what it was reached.
type block struct {
	statements   int
	native, wasm bool
}

// count is of statements.
type count struct{ all, native, wasm, either int }

func (c *count) add(b block) {
	c.all += b.statements
	if b.native {
		c.native += b.statements
	}
	if b.wasm {
		c.wasm += b.statements
	}
	if b.native || b.wasm {
		c.either += b.statements
	}
}

func (c *count) sum(x count) {
	c.all, c.native, c.wasm, c.either = c.all+x.all, c.native+x.native, c.wasm+x.wasm, c.either+x.either
}

func (c *count) percent(n int) float64 { return 100 * float64(n) / float64(max(c.all, 1)) }

func (c *count) row(w io.Writer, name string) {
	fmt.Fprintf(w, "| %s | %d | %.1f | %.1f | %.1f |\n", name, c.all, c.percent(c.native), c.percent(c.wasm), c.percent(c.either))
}

func run(profiles []string, wasm, record string, least float64) error {
	blocks := map[string]block{}
	for _, name := range profiles {
		if err := read(name, blocks, func(b *block) { b.native = true }); err != nil {
			return err
		}
	}
	if wasm != "" {
		if err := read(wasm, blocks, func(b *block) { b.wasm = true }); err != nil {
			return err
		}
	}
	var total count
	packages := map[string]*count{}
	for place, b := range blocks {
		file, _, _ := strings.Cut(place, ":")
		name := strings.TrimPrefix(path.Dir(file), "github.com/chatguard/chatguard/")
		if packages[name] == nil {
			packages[name] = &count{}
		}
		packages[name].add(b)
		total.add(b)
	}
	var table strings.Builder
	fmt.Fprint(&table, "| package | statements | native, % | wasm, % | either, % |\n|---|--:|--:|--:|--:|\n")
	var module count
	for _, name := range slices.Sorted(maps.Keys(packages)) {
		p := packages[name]
		if p.row(&table, name); p.wasm > 0 {
			module.sum(*p)
		}
	}
	module.row(&table, "**packages of the module**")
	total.row(&table, "**all**")
	fmt.Print(table.String())
	if record != "" {
		if err := os.WriteFile(record, []byte(recordHead+table.String()), 0o644); err != nil {
			return err
		}
	}
	if reached := total.percent(total.either); reached < least {
		return fmt.Errorf("%.1f %% of the statements are reached, less than %.0f", reached, least)
	}
	return nil
}

const recordHead = `# What the tests reach

Written by ` + "`make cover`" + `: the statements of each package that its tests and the scenarios reach natively, that scenarios and
hostile bodies reach in the module under wazero (built to count them), and that either reaches. What only the
command line, the generators and the hosts of tests are made of is not in the module; what only wasm has is not native.

`

// read adds a profile: lines of "file:from,to statements times".
func read(name string, blocks map[string]block, reached func(*block)) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		var place string
		var n, times int
		if _, err := fmt.Sscan(lines.Text(), &place, &n, &times); err != nil {
			continue // "mode: set"
		}
		b := blocks[place]
		if b.statements = n; times > 0 {
			reached(&b)
		}
		blocks[place] = b
	}
	return lines.Err()
}
