package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/chatguard/chatguard/filter/chat"
	"github.com/chatguard/chatguard/filter/detect"
)

// tables are what can be written, by name.
var tables = map[string]func() string{
	"entities": entities,
	"secrets":  secrets,
	"apis":     apis,
}

// entities lists what is found besides credentials, by region.
func entities() string {
	info := detect.Catalog()
	byRegion := map[string][]string{}
	for _, name := range info.Names() {
		if slices.Contains(info.Groups(name), "secrets") {
			continue
		}
		regions := info.Regions(name)
		if len(regions) == 0 {
			regions = []string{""}
		}
		for _, r := range regions {
			byRegion[r] = append(byRegion[r], "`"+name+"`")
		}
	}
	var b strings.Builder
	b.WriteString("| where | entities |\n|---|---|\n")
	for _, r := range slices.Sorted(maps.Keys(byRegion)) {
		where := strings.ToUpper(r)
		if r == "" {
			where = "everywhere"
		}
		slices.Sort(byRegion[r])
		fmt.Fprintf(&b, "| %s | %s |\n", where, strings.Join(byRegion[r], ", "))
	}
	return b.String()
}

// secrets lists the kinds of credentials in one line.
func secrets() string {
	info := detect.Catalog()
	names, _ := info.Resolve("secrets")
	kinds := make([]string, len(names))
	for i, n := range names {
		kinds[i] = strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(n, "SECRET_"), "_", " "))
	}
	slices.Sort(kinds)
	return fmt.Sprintf("%d kinds of credentials, each an entity `SECRET_<KIND>`: %s.\n", len(kinds), strings.Join(kinds, ", "))
}

// apis lists the chat APIs and what is done in each direction.
func apis() string {
	var b strings.Builder
	b.WriteString("| API | paths | requests | responses | streams |\n|---|---|---|---|---|\n")
	for _, a := range chat.Builtin().APIs() {
		paths := make([]string, len(a.Paths))
		for i, p := range a.Paths {
			paths[i] = "`" + p + "`"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", a.Title, strings.Join(paths, " "),
			covered(a, chat.Request, "inspected, masked"), covered(a, chat.Response, "inspected, masked, restored"),
			covered(a, chat.Event, "inspected, masked, restored"))
	}
	b.WriteString("| any other JSON | | inspected, masked | inspected, masked, restored | inspected, masked, restored by event |\n")
	return b.String()
}

// covered says what is done with a part of an API: strings that the data does
// not list are inspected, too, but pieces of a text only if it lists them.
func covered(a *chat.API, part chat.Part, what string) string {
	if a.Describes(part) {
		return what
	}
	return "as any JSON"
}
