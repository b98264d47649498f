// Package order sorts with one sort for all types. Each instance of slices.Sort is 12 to 19 kB of code that Envoy compiles
// when it loads the module; what is sorted when a policy is loaded gains nothing by it.
package order

import (
	"slices"
	"sort"
)

// Unique sorts names and drops those that occur before.
func Unique(names []string) []string {
	sort.Sort(sort.StringSlice(names))
	return slices.Compact(names)
}

// Keys are the keys of a map in their order, nil if it has none.
func Keys[V any](m map[string]V) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	sort.Sort(sort.StringSlice(keys))
	return keys
}
