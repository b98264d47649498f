package soak

import (
	"fmt"
	"io"
)

// Plot draws the memory over time as SVG.
func (r *Report) Plot(w io.Writer) {
	const width, height, left, bottom = 900.0, 300.0, 60.0, 40.0
	top := 0.0
	for _, s := range r.Memory {
		top = max(top, s.Resident)
	}
	top = top*1.15 + 1
	x := func(s float64) float64 { return left + s/max(r.Seconds, 1)*(width-left-10) }
	y := func(mb float64) float64 { return height - bottom - mb/top*(height-bottom-10) }
	fmt.Fprintf(w, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" font-family="sans-serif" font-size="12">`+"\n", width, height)
	fmt.Fprintf(w, `<title>Resident memory of Envoy over %.0f seconds and %d requests</title>`+"\n<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n", r.Seconds, r.Requests)
	for i := range 5 {
		mb := top * float64(i) / 5
		fmt.Fprintf(w, `<line x1="%.1f" x2="%.1f" y1="%.1f" y2="%.1f" stroke="#ddd"/><text x="%.1f" y="%.1f" text-anchor="end">%.0f MB</text>`+"\n",
			left, width-10, y(mb), y(mb), left-6, y(mb)+4, mb)
	}
	for i := range 6 {
		at := r.Seconds * float64(i) / 5
		fmt.Fprintf(w, `<text x="%.1f" y="%.1f" text-anchor="middle">%.0f s</text>`+"\n", x(at), height-bottom+18, at)
	}
	fmt.Fprint(w, `<polyline fill="none" stroke="#1d5fbf" stroke-width="2" points="`)
	for _, s := range r.Memory {
		fmt.Fprintf(w, "%.1f,%.1f ", x(s.Second), y(s.Resident))
	}
	fmt.Fprint(w, "\"/>\n</svg>\n")
}
