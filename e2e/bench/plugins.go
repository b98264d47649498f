package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/chatguard/chatguard/e2e/envoy"
)

// pluginCost is what an Envoy with several copies of the filter, each with a policy of its own, took until it was ready.
// Envoy Gateway makes a filter with a VM of its own of each EnvoyExtensionPolicy.
type pluginCost struct {
	Setup      string  `json:"setup"`
	CPUSeconds float64 `json:"cpuSeconds"`
	ResidentMB float64 `json:"residentMB"`
}

// copies are what one filter is compared with.
const copies = 8

var pluginSetups = []struct {
	name    string
	filters int
	vms     bool // one for each filter
}{{"1 filter", 1, false}, {fmt.Sprint(copies, " filters in one VM"), copies, false}, {fmt.Sprint(copies, " filters, each in a VM"), copies, true}}

// measurePlugins starts the setups one after the other.
func measurePlugins(ctx context.Context, binary string, upstream int) (all []pluginCost, err error) {
	for _, setup := range pluginSetups {
		s, err := start(ctx, binary, variant{name: setup.name, change: func(l envoy.Listener) error {
			return repeatPlugin(l, setup.filters, setup.vms)
		}}, upstream)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", setup.name, err)
		}
		resident, err := residentMB(s.process.Pid())
		s.stop()
		if err != nil {
			return nil, err
		}
		all = append(all, pluginCost{setup.name, s.cost.CPUSeconds, resident})
	}
	return all, nil
}

// repeatPlugin puts n filters in the place of ours, each disabled until a route enables it, as Envoy Gateway does.
func repeatPlugin(l envoy.Listener, n int, vms bool) error {
	v, err := l.Manager("http_filters")
	if err != nil {
		return err
	}
	filters := v.([]any)
	original, err := json.Marshal(filters[0])
	if err != nil {
		return err
	}
	var repeated []any
	for i := range n {
		var f map[string]any
		if err := json.Unmarshal(original, &f); err != nil {
			return err
		}
		name := fmt.Sprint("chatguard-", i)
		f["name"], f["disabled"] = name, true
		policy := map[string]any{"extends": "balanced", "allow": map[string]any{"values": []any{name}}}
		changes := map[string]any{"name": name, "configuration.value": policy}
		if vms {
			changes["vm_config.vm_id"] = name
		}
		for path, v := range changes {
			if err := envoy.Set(f, "typed_config.config."+path, v); err != nil {
				return err
			}
		}
		repeated = append(repeated, f)
	}
	return l.SetManager("http_filters", append(repeated, filters[1:]...))
}

func (r *result) printPlugins(w io.Writer) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "\nstart with several policies\tCPU s\tresident MB\teach more: CPU s\tMB\t")
	one := r.Plugins[0]
	for i, p := range r.Plugins {
		fmt.Fprintf(t, "%s\t%.1f\t%.0f\t", p.Setup, p.CPUSeconds, p.ResidentMB)
		if i > 0 {
			more := float64(pluginSetups[i].filters - 1)
			fmt.Fprintf(t, "%.2f\t%.1f", (p.CPUSeconds-one.CPUSeconds)/more, (p.ResidentMB-one.ResidentMB)/more)
		} else {
			fmt.Fprint(t, "\t")
		}
		fmt.Fprintln(t, "\t")
	}
	t.Flush()
}
