package main

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// goals are the shares of what others add that the filter may add, from 8 KB on.
var goals = [...]struct {
	variant int
	share   float64
}{{withLua, 0.25}, {withGRPC, 0.1}}

// share is what the filter adds to no filter, in parts of what another variant adds. ok is false if that one did not run.
func (l *load) share(variant int) (_ float64, ok bool) {
	if variant >= len(l.Added) || l.Added[variant] <= 0 {
		return 0, false
	}
	return l.Added[filterOn] / l.Added[variant], true
}

// perByte is what looking takes: nanoseconds a byte of the filter at work beyond the same filter switched off.
func (l *load) perByte() float64 {
	return (l.Added[filterOn] - l.Added[filterOff]) * 1e3 / float64(l.BodyBytes)
}

func (r *result) printAdded(w io.Writer) {
	fmt.Fprintln(w, "\nCPU time that each adds to no filter, in microseconds a request, and the filter's share of the others' time")
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(t, "body bytes\t")
	for i := range r.Loads[0].Added[1:] {
		fmt.Fprint(t, variants[i+1].name, "\t")
	}
	for _, g := range goals {
		fmt.Fprintf(t, "on / %s (goal %.2f)\t", variants[g.variant].name, g.share)
	}
	fmt.Fprintln(t, "on - off, ns a byte\t")
	for _, l := range r.Loads {
		fmt.Fprintf(t, "%d\t", l.BodyBytes)
		for _, us := range l.Added[1:] {
			fmt.Fprintf(t, "%.0f\t", us)
		}
		for _, g := range goals {
			if share, ok := l.share(g.variant); ok {
				fmt.Fprintf(t, "%.2f\t", share)
			} else {
				fmt.Fprint(t, "-\t")
			}
		}
		fmt.Fprintf(t, "%.1f\t\n", l.perByte())
	}
	t.Flush()
}
