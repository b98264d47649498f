package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
)

// result is what build/bench.json holds.
type result struct {
	Date        string       `json:"date"`
	Machine     string       `json:"machine"`
	Envoy       string       `json:"envoy"`
	Go          string       `json:"go"`
	ModuleBytes int64        `json:"moduleBytes"`
	Rounds      int          `json:"rounds"`
	Starts      []startCost  `json:"starts"`
	Loads       []load       `json:"loads"`
	Texts       []textCost   `json:"texts"`
	Parts       []partCost   `json:"parts"`
	ProbeNanos  float64      `json:"probeNanosPerByte"` // one class-table look-up a byte, in the same kind of Envoy
	Engines     []engineCost `json:"engines"`
	Streams     []streamCost `json:"streams"`
	Plugins     []pluginCost `json:"plugins"`
	Quotas      quotaCost    `json:"quotas"`
	Goals       []goal       `json:"goals"`
	Skipped     []string     `json:"skipped,omitempty"`
}

// startCost is what one Envoy took until it was ready, and its memory when it had been idle for a while and after the load.
type startCost struct {
	Variant     string  `json:"variant"`
	WallSeconds float64 `json:"wallSeconds"`
	CPUSeconds  float64 `json:"cpuSeconds"`
	ResidentMB  float64 `json:"residentMB"`
	LoadedMB    float64 `json:"residentAfterLoadMB"`
}

// load is one size of body: CPU microseconds per request, by variant, the ratios to the first, and what each adds
// to it.
type load struct {
	BodyBytes int       `json:"bodyBytes"`
	Said      bool      `json:"saidBefore,omitempty"` // all its texts were in the request before it
	Requests  int       `json:"requestsPerRound"`
	Micros    []float64 `json:"microsPerRequest"`
	Ratios    []float64 `json:"ratios"`
	Added     []float64 `json:"addedMicros"`
}

// sizes are the bodies; the number of requests makes each measurement some tenths of a second. What was said before is what
// most of a conversation's requests consist of.
var sizes = []struct {
	bytes, requests int
	said            bool
}{{500, 600, false}, {8 << 10, 300, false}, {64 << 10, 80, false}, {8 << 10, 300, true}, {64 << 10, 80, true}}

func measure(ctx context.Context, subjects []*subject, rounds int, r *result) error {
	for _, size := range sizes {
		body := chatBody(size.bytes)
		for _, s := range subjects {
			s.said = size.said
		}
		rows, err := takeTurns(ctx, subjects, body, size.requests, rounds)
		if err != nil {
			return err
		}
		l := load{BodyBytes: len(body), Said: size.said, Requests: size.requests}
		for _, row := range rows {
			l.Micros = append(l.Micros, median(row))
			l.Ratios = append(l.Ratios, median(combine(row, rows[noFilter], divide)))
			l.Added = append(l.Added, median(combine(row, rows[noFilter], subtract)))
		}
		r.Loads = append(r.Loads, l)
	}
	for _, s := range subjects {
		s.said = false
	}
	return nil
}

// takeTurns posts a body to all subjects, round by round. It returns microseconds a request by subject and round; a first
// round warms up and does not count.
func takeTurns(ctx context.Context, subjects []*subject, body []byte, requests, rounds int) ([][]float64, error) {
	rows := make([][]float64, len(subjects))
	for round := -1; round < rounds; round++ {
		for i, s := range subjects {
			us, err := s.post(body, requests)
			if err != nil {
				return nil, fmt.Errorf("%s, %d bytes: %w", s.variant.name, len(body), err)
			}
			if round >= 0 {
				rows[i] = append(rows[i], us)
			}
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

func divide(a, b float64) float64   { return a / b }
func subtract(a, b float64) float64 { return a - b }

// combine compares two rows round by round.
func combine(a, b []float64, with func(a, b float64) float64) []float64 {
	out := make([]float64, len(a))
	for i := range a {
		out[i] = with(a[i], b[i])
	}
	return out
}

func median(all []float64) float64 {
	s := slices.Sorted(slices.Values(all))
	if n := len(s); n%2 == 0 {
		return (s[n/2-1] + s[n/2]) / 2
	}
	return s[len(s)/2]
}

func (r *result) print(w io.Writer) {
	fmt.Fprintf(w, "\n%s; Envoy %s, %s, %s\nmodule %.2f MB; medians of %d rounds\n\n", r.Date, r.Envoy, r.Go, r.Machine,
		float64(r.ModuleBytes)/1e6, r.Rounds)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "start\tCPU s\twall s\tresident MB\tabove no filter\tafter load MB\t")
	for _, s := range r.Starts {
		fmt.Fprintf(t, "%s\t%.1f\t%.1f\t%.0f\t%+.0f\t%.0f\t\n", s.Variant, s.CPUSeconds, s.WallSeconds, s.ResidentMB, s.ResidentMB-r.Starts[noFilter].ResidentMB, s.LoadedMB)
	}
	t.Flush()
	r.printLoads(w)
	r.printTexts(w)
	r.printParts(w)
	r.printEngines(w)
	r.printStreams(w)
	r.printPlugins(w)
	r.printQuotas(w)
	r.printGoals(w)
	for _, s := range r.Skipped {
		fmt.Fprintln(w, "skipped:", s)
	}
	fmt.Fprintln(w)
}
