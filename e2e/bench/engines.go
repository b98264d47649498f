package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"text/tabwriter"

	"github.com/chatguard/chatguard/filter/host"
	"github.com/chatguard/chatguard/filter/plugin"
)

// engineCost is how fast the filter looks through ordinary chat of 64 KB where its code runs, in MB/s of CPU time, beyond
// the same filter switched off.
type engineCost struct {
	Engine    string  `json:"engine"`
	ChatMBs   float64 `json:"chatMBs"`  // with values to mask
	CleanMBs  float64 `json:"cleanMBs"` // one long message without
	NanosChat float64 `json:"chatNanosPerByte"`
}

const engineRequests = 20

// measureEngines adds to what the texts took in Envoy the same under wazero, and of the plugin linked into this process.
func (r *result) measureEngines(ctx context.Context, rounds int) error {
	code, err := os.ReadFile(module)
	if err != nil {
		return err
	}
	r.Engines = append(r.Engines, engine("V8, in Envoy", r.Texts[0].NanosPerByte, r.Texts[1].NanosPerByte))
	for _, e := range []struct {
		name string
		host func() *host.Host
	}{
		{"wazero", func() *host.Host { return host.NewWasm(ctx, code, host.Options{AllowOnHeadersStopIteration: true}) }},
		{"native", func() *host.Host {
			return host.NewNative(host.Options{AllowOnHeadersStopIteration: true, Register: plugin.Register})
		}},
	} {
		var nanos [2]float64
		for i := range nanos {
			if nanos[i], err = inProcess(e.host, kinds[i].body(), rounds); err != nil {
				return fmt.Errorf("%s: %w", e.name, err)
			}
		}
		r.Engines = append(r.Engines, engine(e.name, nanos[0], nanos[1]))
	}
	return nil
}

func engine(name string, chat, clean float64) engineCost {
	return engineCost{name, 1e3 / chat, 1e3 / clean, chat}
}

// inProcess returns the nanoseconds a byte that the policy at work takes beyond the policy switched off, in a host of this
// process.
func inProcess(start func() *host.Host, body []byte, rounds int) (float64, error) {
	var rows [2][]float64
	for i, mode := range []string{"Off", "Enforce"} {
		policy, err := json.Marshal(map[string]any{"holdHeaders": true, "policies": map[string]any{"public": enforced(mode)}, "defaultPolicy": "public"})
		if err != nil {
			return 0, err
		}
		h := start()
		if err := h.Start(policy); err != nil {
			return 0, err
		}
		for round := -1; round < rounds; round++ {
			before, err := cpuSeconds(os.Getpid())
			if err != nil {
				return 0, err
			}
			for range engineRequests {
				body := stamped(body)
				got := h.Exchange(host.Request{Headers: host.Post("/v1/chat/completions", "application/json", len(body)), Body: [][]byte{body}}, nil)
				if got.Status() != 200 {
					return 0, errors.New("a request did not pass")
				}
			}
			after, err := cpuSeconds(os.Getpid())
			if err != nil {
				return 0, err
			}
			if round >= 0 {
				rows[i] = append(rows[i], (after-before)*1e9/engineRequests/float64(len(body)))
			}
		}
		h.Close()
	}
	return median(combine(rows[1], rows[0], subtract)), nil
}

func (r *result) printEngines(w io.Writer) {
	fmt.Fprintln(w, "\nMB a second of CPU time, 64 KB of chat, beyond the filter switched off")
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "\tchat\tchat without values\t")
	for _, e := range r.Engines {
		fmt.Fprintf(t, "%s\t%.0f\t%.0f\t\n", e.Engine, e.ChatMBs, e.CleanMBs)
	}
	t.Flush()
}
