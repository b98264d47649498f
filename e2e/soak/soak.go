// Package soak sends mixed traffic through Envoy with the filter at full load of one worker, for as long as is asked, and
// tells what came of it: wrong answers, values that went where they must not, and how the memory moved.
//
// Every exchange is judged by itself, so an error under load is not lost in an average.
package soak

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/chatguard/chatguard/e2e/envoy"
)

// Options say how long, and with what.
type Options struct {
	Binary  string        // Envoy
	Root    string        // of the repository
	For     time.Duration // of traffic
	Warm    time.Duration // after which memory should not grow any more
	Clients int           // exchanges at once; 0: eight
	Log     io.Writer     // what Envoy writes; nil: nowhere
}

// Report is what came of it.
type Report struct {
	Seconds  float64        `json:"seconds"`
	Requests int            `json:"requests"`
	ByKind   map[string]int `json:"byKind"`
	Wrong    []string       `json:"wrong"`  // answers that are not what they should be, the first of them
	Leaks    int            `json:"leaks"`  // values that reached the upstream
	Memory   []Sample       `json:"memory"` // resident, once a second
	GrowthPC float64        `json:"growthPercent"`
	SlopeKB  float64        `json:"slopeKBPerMinute"` // of a line through the samples after warming up
	Restarts int64          `json:"restarts"`         // of the wasm VM
}

// Sample is the resident memory at a time.
type Sample struct {
	Second   float64 `json:"second"`
	Resident float64 `json:"residentMB"`
}

// Run soaks.
func Run(ctx context.Context, o Options) (*Report, error) {
	up := &upstream{}
	server := httptest.NewServer(up)
	defer server.Close()
	p, address, err := start(ctx, o, server.Listener.Addr().String())
	if err != nil {
		return nil, err
	}
	defer p.Stop()
	r := &Report{ByKind: map[string]int{}}
	load, stop := context.WithTimeout(ctx, o.For)
	defer stop()
	began := time.Now()
	var wg sync.WaitGroup
	if o.Clients == 0 {
		o.Clients = 8
	}
	var mu sync.Mutex
	for i := range o.Clients {
		wg.Go(func() {
			c := newClient(address)
			for n := i; load.Err() == nil; n++ {
				kind := kinds[n%len(kinds)]
				err := kind.do(load, c)
				mu.Lock()
				r.note(kind.name, err, load.Err() != nil)
				mu.Unlock()
			}
		})
	}
	err = r.watch(load, p, began)
	wg.Wait()
	r.Seconds = time.Since(began).Seconds()
	r.Leaks = up.leaks()
	if err == nil {
		r.Restarts, err = restarts(ctx, p)
	}
	r.fit(o.Warm.Seconds())
	return r, err
}

// maxWrong bounds the wrong answers that are kept; all are counted.
const maxWrong = 20

func (r *Report) note(kind string, err error, over bool) {
	if over && err != nil {
		return // the end of the run cut it off
	}
	r.Requests++
	r.ByKind[kind]++
	if err != nil {
		r.ByKind["wrong"]++
		if len(r.Wrong) < maxWrong {
			r.Wrong = append(r.Wrong, kind+": "+err.Error())
		}
	}
}

// watch samples the memory until the load ends.
func (r *Report) watch(load context.Context, p *envoy.Process, began time.Time) error {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		mb, err := residentMB(p.Pid())
		if err != nil {
			return fmt.Errorf("envoy ended: %w", err)
		}
		r.Memory = append(r.Memory, Sample{time.Since(began).Seconds(), mb})
		select {
		case <-load.Done():
			return nil
		case <-p.Done():
			return errors.New("envoy ended by itself")
		case <-tick.C:
		}
	}
}

func residentMB(pid int) (float64, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	_, after, _ := strings.Cut(string(b), "VmRSS:")
	var kb float64
	_, err = fmt.Sscanf(after, "%f kB", &kb)
	return kb / 1024, err
}

// restarts is how often a wasm VM had to be made anew.
func restarts(ctx context.Context, p *envoy.Process) (int64, error) {
	b, err := p.Get(ctx, "/stats?filter=wasm.*(vm_reload_success|vm_reload_backoff)")
	if err != nil {
		return 0, err
	}
	var sum int64
	for line := range strings.Lines(string(b)) {
		_, value, _ := strings.Cut(line, ": ")
		var n int64
		fmt.Sscan(value, &n)
		sum += n
	}
	return sum, nil
}

// fit draws a line through the samples after warming up.
func (r *Report) fit(warm float64) {
	var n, sx, sy, sxx, sxy float64
	for _, s := range r.Memory {
		if s.Second >= warm {
			n, sx, sy, sxx, sxy = n+1, sx+s.Second, sy+s.Resident, sxx+s.Second*s.Second, sxy+s.Second*s.Resident
		}
	}
	if n < 2 || n*sxx == sx*sx {
		return
	}
	slope := (n*sxy - sx*sy) / (n*sxx - sx*sx)
	first := (sy - slope*sx) / n
	span := r.Memory[len(r.Memory)-1].Second - warm
	r.SlopeKB = slope * 60 * 1024
	r.GrowthPC = 100 * slope * span / (first + slope*warm)
}
