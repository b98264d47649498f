package main

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// goal is one figure that the filter is to reach.
type goal struct {
	Name   string  `json:"name"`
	Now    float64 `json:"now"`
	Wanted float64 `json:"wanted"`
	Least  bool    `json:"atLeast,omitempty"` // Wanted is the least, not the most
}

func (g goal) reached() bool { return g.Least == (g.Now > g.Wanted) || g.Now == g.Wanted }

// figures are the goals, from what was measured.
func (r *result) figures() (all []goal) {
	for _, l := range r.Loads {
		if l.BodyBytes < 4<<10 || l.Said {
			continue // what others do not read costs them little; what was said before is no measure of looking
		}
		for _, s := range shares {
			if share, ok := l.share(s.variant); ok {
				all = append(all, goal{fmt.Sprintf("data at %d KB, in parts of what %s adds", (l.BodyBytes+512)>>10, variants[s.variant].name), share, s.share, false})
			}
		}
	}
	worst := r.Texts[0]
	for _, c := range r.Texts {
		if c.NanosPerByte > worst.NanosPerByte {
			worst = c
		}
	}
	return append(all,
		goal{"the slowest text (" + worst.Text + "), in parts of chat", worst.Ratio, 3, false},
		goal{"speed for data on chat without values, in parts of a bare loop", r.ProbeNanos / r.Texts[1].DataNanos, 0.3, true},
		goal{"speed for all on chat without values, in parts of a bare loop", r.Texts[1].ProbeSpeed, 0.15, true},
		goal{"CPU seconds to start", r.Starts[filterOn].CPUSeconds, 7, false},
		goal{"resident when idle above no filter, MB", r.Starts[filterOn].ResidentMB - r.Starts[noFilter].ResidentMB, 110, false},
		goal{"module, MB", float64(r.ModuleBytes) / 1e6, 4.5, false})
}

func (r *result) printGoals(w io.Writer) {
	fmt.Fprintln(w, "\nGoals")
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, g := range r.Goals {
		sign, done := "<=", "missed"
		if g.Least {
			sign = ">="
		}
		if g.reached() {
			done = "reached"
		}
		fmt.Fprintf(t, "  %s\t%.2f\t%s %.2f\t%s\n", g.Name, g.Now, sign, g.Wanted, done)
	}
	t.Flush()
}
