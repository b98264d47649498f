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
	Streams     []streamCost `json:"streams"`
}

// startCost is what one Envoy took until it was ready, and its memory then and after the load.
type startCost struct {
	Variant     string  `json:"variant"`
	WallSeconds float64 `json:"wallSeconds"`
	CPUSeconds  float64 `json:"cpuSeconds"`
	ResidentMB  float64 `json:"residentMB"`
	LoadedMB    float64 `json:"residentAfterLoadMB"`
}

// load is one size of body: CPU microseconds of Envoy per request, by variant, and the ratios to the first.
type load struct {
	BodyBytes int       `json:"bodyBytes"`
	Requests  int       `json:"requestsPerRound"`
	Micros    []float64 `json:"microsPerRequest"`
	Ratios    []float64 `json:"ratios"`
}

// sizes are the bodies; the number of requests makes each measurement some tenths of a second.
var sizes = []struct{ bytes, requests int }{{500, 600}, {8 << 10, 300}, {64 << 10, 80}}

func measure(ctx context.Context, subjects []*subject, rounds int, r *result) error {
	for _, size := range sizes {
		body := chatBody(size.bytes)
		micros := make([][]float64, len(subjects)) // by variant and round
		ratios := make([][]float64, len(subjects))
		for round := -1; round < rounds; round++ { // the first one warms up and does not count
			var base float64
			for i, s := range subjects {
				us, err := s.post(body, size.requests)
				if err != nil {
					return fmt.Errorf("%s, %d bytes: %w", variants[i].name, size.bytes, err)
				}
				if i == 0 {
					base = us
				}
				if round >= 0 {
					micros[i], ratios[i] = append(micros[i], us), append(ratios[i], us/base)
				}
			}
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		l := load{BodyBytes: len(body), Requests: size.requests}
		for i := range subjects {
			l.Micros, l.Ratios = append(l.Micros, median(micros[i])), append(l.Ratios, median(ratios[i]))
		}
		r.Loads = append(r.Loads, l)
	}
	return nil
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
	fmt.Fprintln(t, "start\tCPU s\twall s\tresident MB\tafter load MB\t")
	for _, s := range r.Starts {
		fmt.Fprintf(t, "%s\t%.1f\t%.1f\t%.0f\t%.0f\t\n", s.Variant, s.CPUSeconds, s.WallSeconds, s.ResidentMB, s.LoadedMB)
	}
	t.Flush()
	fmt.Fprintln(w, "\nCPU time of Envoy per request, in microseconds, and its ratio to no filter")
	fmt.Fprint(t, "body bytes\t")
	for _, v := range variants {
		fmt.Fprintf(t, "%s\tratio\t", v.name)
	}
	fmt.Fprintln(t, "on, MB/s\t")
	for _, l := range r.Loads {
		fmt.Fprintf(t, "%d\t", l.BodyBytes)
		for i := range l.Micros {
			fmt.Fprintf(t, "%.0f\t%.2f\t", l.Micros[i], l.Ratios[i])
		}
		fmt.Fprintf(t, "%.1f\t\n", float64(l.BodyBytes)/(l.Micros[len(l.Micros)-1]-l.Micros[0]))
	}
	t.Flush()
	fmt.Fprintln(w)
}
