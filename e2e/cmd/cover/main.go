// Command cover is `make cover`: the share of statements that a coverage profile reached, by package and of all, each
// statement once, whichever test reached it. It fails below -least.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
)

func main() {
	least := flag.Float64("least", 90, "per cent of all statements")
	flag.Parse()
	if err := run(flag.Args(), *least); err != nil {
		fmt.Fprintln(os.Stderr, "cover:", err)
		os.Exit(1)
	}
}

// count is of statements.
type count struct{ all, reached int }

func (c count) percent() float64 { return 100 * float64(c.reached) / float64(max(c.all, 1)) }

func run(profiles []string, least float64) error {
	blocks := map[string]count{}
	for _, name := range profiles {
		if err := read(name, blocks); err != nil {
			return err
		}
	}
	var total count
	packages := map[string]count{}
	for block, c := range blocks {
		file, _, _ := strings.Cut(block, ":")
		p := packages[path.Dir(file)]
		packages[path.Dir(file)] = count{p.all + c.all, p.reached + c.reached}
		total = count{total.all + c.all, total.reached + c.reached}
	}
	for _, name := range slices.Sorted(maps.Keys(packages)) {
		c := packages[name]
		fmt.Printf("%6.1f %%  %5d of %5d  %s\n", c.percent(), c.reached, c.all, strings.TrimPrefix(name, "github.com/chatguard/chatguard/"))
	}
	fmt.Printf("%6.1f %%  %5d of %5d  all\n", total.percent(), total.reached, total.all)
	if total.percent() < least {
		return fmt.Errorf("%.1f %% of the statements are reached, less than %.0f", total.percent(), least)
	}
	return nil
}

// read adds a profile: lines of "file:from,to statements times".
func read(name string, blocks map[string]count) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		var block string
		var n, times int
		if _, err := fmt.Sscan(lines.Text(), &block, &n, &times); err != nil {
			continue // "mode: set"
		}
		c := blocks[block]
		if c.all = n; times > 0 {
			c.reached = n
		}
		blocks[block] = c
	}
	return lines.Err()
}
