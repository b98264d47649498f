package main

import (
	"bytes"
	"fmt"
	"strings"
)

// writeReference writes a page with a table for each type, those that a
// document begins with first.
func writeReference(types map[string]*object) []byte {
	var b bytes.Buffer
	b.WriteString("# Policy reference\n\nEvery field of a policy document. `chatguard check` tells mistakes with their places; `policy.schema.json` is the same for editors.\n")
	b.WriteString("A document is a [Config](#config), or, if it has `rules` or `extends` on top, one [Policy](#policy) for everything.\n")
	for _, name := range order(types) {
		types[name].writeTable(&b, types)
	}
	return b.Bytes()
}

// order lists types as a reader meets them, from the document down.
func order(types map[string]*object) []string {
	names := []string{rootType}
	seen := map[string]bool{rootType: true}
	for i := 0; i < len(names); i++ {
		for _, f := range types[names[i]].fields {
			if n := lastWord(f.typ); types[n] != nil && !seen[n] {
				seen[n] = true
				names = append(names, n)
			}
		}
	}
	return names
}

func lastWord(s string) string { return s[strings.LastIndexByte(s, ' ')+1:] }

func (o *object) writeTable(b *bytes.Buffer, types map[string]*object) {
	fmt.Fprintf(b, "\n## %s\n\n%s\n\n| field | type | default | |\n|---|---|---|---|\n", o.name, o.about)
	for _, f := range o.fields {
		fmt.Fprintf(b, "| `%s` | %s | %s | %s |\n", f.name, f.typeCell(types), f.defaultCell(), cell(f.text))
	}
	if o.more != "" {
		fmt.Fprintf(b, "\n%s\n", o.more)
	}
}

func (f *field) typeCell(types map[string]*object) string {
	typ := cell(f.typ)
	if n := lastWord(f.typ); types[n] != nil {
		typ = strings.TrimSuffix(typ, n) + "[" + n + "](#" + strings.ToLower(n) + ")"
	}
	return typ
}

func (f *field) defaultCell() string {
	switch {
	case f.required:
		return "required"
	case f.byDefault != "":
		return "`" + f.byDefault + "`"
	}
	return ""
}

// cell is a text in a cell of a Markdown table.
func cell(s string) string {
	return strings.NewReplacer("|", `\|`, "\n\n", "<br>", "<", "&lt;", ">", "&gt;").Replace(s)
}
