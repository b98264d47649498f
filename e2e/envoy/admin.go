package envoy

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
)

// Listeners returns the address of each listener by name: those that were configured with port 0 have one now.
func (p *Process) Listeners(ctx context.Context) (map[string]string, error) {
	b, err := p.Get(ctx, "/listeners?format=json")
	if err != nil {
		return nil, err
	}
	var doc struct {
		Listeners []struct {
			Name    string `json:"name"`
			Address struct {
				Socket struct {
					Address string `json:"address"`
					Port    int    `json:"port_value"`
				} `json:"socket_address"`
			} `json:"local_address"`
		} `json:"listener_statuses"`
	}
	if err := json.Unmarshal(b, &doc); err != nil {
		return nil, fmt.Errorf("admin /listeners: %w", err)
	}
	all := map[string]string{}
	for _, l := range doc.Listeners {
		all[l.Name] = fmt.Sprintf("%s:%d", l.Address.Socket.Address, l.Address.Socket.Port)
	}
	return all, nil
}

// Counters returns the plugin's own counters and gauges under the names that it gave them.
func (p *Process) Counters(ctx context.Context) (map[string]int64, error) {
	const prefix = "wasmcustom."
	b, err := p.Get(ctx, "/stats?format=json&filter=^"+prefix)
	if err != nil {
		return nil, err
	}
	var doc struct {
		Stats []struct {
			Name  string `json:"name"`
			Value int64  `json:"value"`
		} `json:"stats"`
	}
	if err := json.Unmarshal(b, &doc); err != nil {
		return nil, fmt.Errorf("admin /stats: %w", err)
	}
	all := map[string]int64{}
	for _, s := range doc.Stats {
		if name, ok := strings.CutPrefix(s.Name, prefix); ok {
			all[name] = s.Value
		}
	}
	return all, nil
}
