package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/tidwall/gjson"

	"github.com/chatguard/chatguard/filter/detect"
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

var detectorsCommand = &command{
	name:  "detectors",
	args:  "[--json] [GROUP]",
	short: "list the built-in entities, with their groups",
	long: `
Each name can stand in the match of a rule, and so can each group. With a group,
an alias or an id it lists what that stands for.

  chatguard detectors
  chatguard detectors secrets`,
	run:   detectors,
	flags: func(f *flags) { f.Bool("json", false, "write JSON") },
}

func detectors(e *env, f *flags, args []string) (int, error) {
	catalog := detect.Catalog()
	names := catalog.Names()
	switch len(args) {
	case 0:
	case 1:
		var ok bool
		if names, ok = catalog.Resolve(args[0]); !ok {
			return 0, fmt.Errorf("no entity, group or alias %q", args[0])
		}
	default:
		return 0, usageError("more than one group")
	}
	type entity struct {
		ID      string   `json:"id"`
		Groups  []string `json:"groups"`
		Regions []string `json:"regions,omitempty"`
		Tags    []string `json:"tags,omitempty"`
	}
	var all []entity
	for _, n := range names {
		all = append(all, entity{n, catalog.Groups(n), catalog.Regions(n), catalog.Tags(n)})
	}
	if f.on("json") {
		return exitOK, writeJSON(e.stdout, map[string]any{"detectors": all})
	}
	w := tabwriter.NewWriter(e.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "ENTITY\tGROUPS\tREGIONS\tTAGS")
	for _, x := range all {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", x.ID, strings.Join(x.Groups, " "), strings.Join(x.Regions, " "), strings.Join(x.Tags, " "))
	}
	return exitOK, w.Flush()
}
