package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/tidwall/gjson"

	"github.com/chatguard/chatguard/policies"
)

// writeJSON writes v on a line, with < and > as they are.
func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

var presetsCommand = &command{
	name:  "presets",
	args:  "[--json] [NAME]",
	short: "list the policies that come with chatguard, or show one",
	long: `
Presets are policies like any other: name one where a policy is named, or extend
it. With a name it shows the document.

  chatguard presets
  chatguard presets strict`,
	run:   presets,
	flags: func(f *flags) { f.Bool("json", false, "write JSON") },
}

func presets(e *env, f *flags, args []string) (int, error) {
	if len(args) > 1 {
		return 0, usageError("more than one name")
	}
	if len(args) == 1 {
		text, ok := policies.PresetSource(args[0])
		if !ok {
			return 0, fmt.Errorf("no preset %q; there are %s", args[0], strings.Join(policies.Presets(), ", "))
		}
		_, err := e.stdout.Write(text)
		return exitOK, err
	}
	type preset struct {
		Name        string `json:"name"`
		Description string `json:"description"`
	}
	var all []preset
	for _, name := range policies.Presets() {
		doc, _ := policies.Preset(name)
		all = append(all, preset{Name: name, Description: gjson.GetBytes(doc, "description").Str})
	}
	if f.on("json") {
		return exitOK, writeJSON(e.stdout, map[string]any{"presets": all})
	}
	w := tabwriter.NewWriter(e.stdout, 0, 0, 2, ' ', 0)
	for _, p := range all {
		fmt.Fprintf(w, "%s\t%s\n", p.Name, p.Description)
	}
	return exitOK, w.Flush()
}
