// Command docgen writes the tables of README.md from the data that the filter
// runs on: what it finds, and which chat APIs it speaks.
//
//	go run ./filter/cmd/docgen          writes the tables anew
//	go run ./filter/cmd/docgen -check   fails if they are out of date
package main

import (
	"flag"
	"fmt"
	"os"
	"strings"
)

func main() {
	check := flag.Bool("check", false, "fail if the tables are out of date, write nothing")
	file := flag.String("file", "README.md", "the `FILE` that holds the tables")
	flag.Parse()
	if err := run(*file, *check); err != nil {
		fmt.Fprintln(os.Stderr, "docgen:", err)
		os.Exit(1)
	}
}

func run(file string, check bool) error {
	old, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	text, err := Fill(string(old))
	if err != nil {
		return err
	}
	switch {
	case text == string(old):
		return nil
	case check:
		return fmt.Errorf("%s is out of date: go run ./filter/cmd/docgen", file)
	}
	return os.WriteFile(file, []byte(text), 0o644)
}

// Fill puts each table between its markers, <!-- table: NAME --> and <!-- end -->.
func Fill(text string) (string, error) {
	for name, table := range tables {
		begin := "<!-- table: " + name + " -->\n"
		head, rest, ok := strings.Cut(text, begin)
		if !ok {
			return "", fmt.Errorf("no marker %q", strings.TrimSpace(begin))
		}
		_, tail, ok := strings.Cut(rest, "<!-- end -->")
		if !ok {
			return "", fmt.Errorf("no end of table %s", name)
		}
		text = head + begin + table() + "<!-- end -->" + tail
	}
	return text, nil
}
