package main

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// shares are the parts of what others add that the filter may add, from 8 KB on.
var shares = [...]struct {
	variant int
	share   float64
}{{withLua, 0.25}, {withGRPC, 0.1}}

// share is what the filter adds to no filter for data, in parts of what another variant adds. ok is false if that one did not run.
func (l *load) share(variant int) (_ float64, ok bool) {
	if variant >= len(l.Added) || l.Added[variant] <= 0 {
		return 0, false
	}
	return l.Added[filterData] / l.Added[variant], true
}

// perByte is what looking takes: nanoseconds a byte of the filter at work beyond the same filter switched off.
func (l *load) perByte() float64 {
	return (l.Added[filterOn] - l.Added[filterOff]) * 1e3 / float64(l.BodyBytes)
}

func (r *result) printLoads(w io.Writer) {
	fmt.Fprintln(w, "\nCPU time a request of Envoy and what it asks, in microseconds; after no filter, what each adds to it")
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(t, "body bytes\t")
	for i := range r.Loads[0].Added {
		fmt.Fprint(t, variants[i].name, "\t")
	}
	fmt.Fprintln(t, "on - off, ns a byte\t")
	for _, l := range r.Loads {
		name := fmt.Sprint(l.BodyBytes)
		if l.Said {
			name = "said before: " + name
		}
		fmt.Fprintf(t, "%s\t%.0f\t", name, l.Micros[noFilter])
		for _, us := range l.Added[1:] {
			fmt.Fprintf(t, "%+.0f\t", us)
		}
		fmt.Fprintf(t, "%.1f\t\n", l.perByte())
	}
	t.Flush()
}
