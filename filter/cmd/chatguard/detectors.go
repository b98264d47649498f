package main

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/chatguard/chatguard/filter/detect"
	"github.com/chatguard/chatguard/filter/detect/samples"
	"github.com/chatguard/chatguard/policies"
)

var detectorsCommand = &command{
	name:  "detectors",
	args:  "[--samples] [--json] [GROUP]",
	short: "list the built-in entities, with their groups and samples",
	long: `
Each name can stand in the match of a rule, and so can each group. With a group,
an alias or an id it lists what that stands for. Samples are those that stand
beside the rules: what each must find, with the value in «», and what it must not.

  chatguard detectors
  chatguard detectors secrets
  chatguard detectors --samples US_SSN`,
	run: detectors,
	flags: func(f *flags) {
		f.Bool("samples", false, "show what each finds and what not")
		f.Bool("json", false, "write JSON, with samples")
	},
}

// entity is what is told of a built-in type.
type entity struct {
	ID      string   `json:"id"`
	About   string   `json:"about,omitempty"`
	Groups  []string `json:"groups"`
	Regions []string `json:"regions,omitempty"`
	Tags    []string `json:"tags,omitempty"`
	Match   []string `json:"match,omitempty"` // samples that are found, the value in «»
	Skip    []string `json:"skip,omitempty"`  // and that are not
}

func detectors(e *env, f *flags, args []string) (int, error) {
	if len(args) > 1 {
		return 0, usageError("more than one group")
	}
	all, err := entities(strings.Join(args, ""))
	if err != nil {
		return 0, err
	}
	if f.on("json") {
		return exitOK, writeJSON(e.stdout, map[string]any{"detectors": all})
	}
	if f.on("samples") {
		for _, x := range all {
			x.write(e)
		}
		return exitOK, nil
	}
	w := tabwriter.NewWriter(e.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "ENTITY\tGROUPS\tREGIONS\tTAGS")
	for _, x := range all {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", x.ID, strings.Join(x.Groups, " "), strings.Join(x.Regions, " "), strings.Join(x.Tags, " "))
	}
	return exitOK, w.Flush()
}

// entities lists what a name stands for; all there is if it is empty.
func entities(name string) ([]*entity, error) {
	catalog := detect.Catalog()
	names := catalog.Names()
	if name != "" {
		var ok bool
		if names, ok = catalog.Resolve(name); !ok {
			return nil, fmt.Errorf("no entity, group or alias %q", name)
		}
	}
	about, err := samples.Abouts(policies.RuleSources)
	if err != nil {
		return nil, err
	}
	rules, err := samples.Load(policies.RuleSources)
	if err != nil {
		return nil, err
	}
	var all []*entity
	byID := map[string]*entity{}
	for _, n := range names {
		x := &entity{ID: n, About: about[n], Groups: catalog.Groups(n), Regions: catalog.Regions(n), Tags: catalog.Tags(n)}
		all = append(all, x)
		byID[n] = x
	}
	for _, r := range rules {
		if x := byID[r.Type]; x != nil {
			for _, m := range r.Match {
				x.Match = append(x.Match, m.String())
			}
			x.Skip = append(x.Skip, r.Skip...)
		}
	}
	return all, nil
}

func (x *entity) write(e *env) {
	fmt.Fprintf(e.stdout, "%s: %s\n", x.ID, x.About)
	for _, s := range x.Match {
		fmt.Fprintf(e.stdout, "  finds     %s\n", oneLine(s))
	}
	for _, s := range x.Skip {
		fmt.Fprintf(e.stdout, "  not found %s\n", oneLine(s))
	}
}

func oneLine(s string) string { return strings.ReplaceAll(s, "\n", "\\n") }
