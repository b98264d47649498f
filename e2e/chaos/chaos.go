// Package chaos breaks what stands around the filter, and the filter itself, while traffic goes on, and tells what came of
// it: a row a fault, with the exchanges tried, the wrong answers, the values that went where they must not, and how often
// a VM had to be made anew.
//
// Each fault has its own traffic, which knows what answers are right under it, beside a steady traffic that has nothing to
// do with the fault. Where the fault is of the whole process, such as a VM that dies, the steady traffic may be refused
// (503) but never be answered wrongly or let through unmasked.
package chaos

import (
	"context"
	"fmt"
	"io"
	"net/http/httptest"
	"sync"
	"time"
)

// Options say how long each fault goes on, and with what.
type Options struct {
	Binary  string        // Envoy
	Root    string        // of the repository
	For     time.Duration // of each fault
	Updates time.Duration // of configuration updates; 0: as For
	Log     io.Writer     // what Envoy writes; nil: nowhere
}

// Row is what came of a fault.
type Row struct {
	Fault    string   `json:"fault"`
	Tried    int      `json:"tried"`    // exchanges with the fault
	Steady   int      `json:"steady"`   // exchanges beside it
	Refused  int      `json:"refused"`  // of the steady ones, where the fault allows that
	Leaks    int      `json:"leaks"`    // values at the upstream or the client
	Wrong    int      `json:"wrong"`    // answers that are not what they should be
	Examples []string `json:"examples"` // the first of them
	Restarts int64    `json:"restarts"` // of wasm VMs
	After    bool     `json:"after"`    // every worker answers rightly again
}

// Good tells whether nothing was lost and nothing let through.
func (r *Row) Good() bool {
	return r.Leaks == 0 && r.Wrong == 0 && r.After && r.Tried > 0 && r.Steady > 0
}

// Run tries each fault in turn.
func Run(ctx context.Context, o Options) ([]Row, error) {
	up := &upstream{}
	server := httptest.NewServer(up)
	defer server.Close()
	host, err := start(ctx, o, server.Listener.Addr().String())
	if err != nil {
		return nil, err
	}
	defer func() { host.Stop() }()
	r := &run{host: host, up: up, o: o}
	if !r.recovers(ctx) {
		return nil, fmt.Errorf("wrong answers before the first fault")
	}
	var rows []Row
	for _, f := range faults {
		row, err := r.try(ctx, f)
		rows = append(rows, row)
		if err != nil {
			return rows, fmt.Errorf("%s: %w", f.name, err)
		}
	}
	return rows, nil
}

// run is the Envoy that the faults share.
type run struct {
	*host
	up *upstream
	o  Options
}

// try lets two clients bring the fault about again and again, beside four with
// steady traffic.
func (r *run) try(ctx context.Context, f fault) (Row, error) {
	row := Row{Fault: f.name}
	before, err := r.restarts(ctx)
	if err != nil {
		return row, err
	}
	leaked := r.up.leaks()
	span := r.o.For
	if f.updates && r.o.Updates > 0 {
		span = r.o.Updates
	}
	load, stop := context.WithTimeout(ctx, span)
	end := time.Now().Add(span)
	over := func() bool { return load.Err() != nil || !f.once && time.Now().After(end) } // what begins at the very end is cut off, too
	if f.once {
		load, stop = context.WithCancel(ctx)
	}
	defer stop()
	var mu sync.Mutex
	var wg sync.WaitGroup
	bring := func(ctx context.Context) {
		c := newClient(r.address)
		defer c.close()
		err := f.do(ctx, r, c)
		mu.Lock()
		defer mu.Unlock()
		row.tell(err, c.leaked, &row.Tried, over())
	}
	if f.once {
		wg.Go(func() {
			defer stop()
			bring(ctx)
		})
	}
	for range 2 {
		wg.Go(func() {
			for !f.once && load.Err() == nil {
				bring(load)
			}
		})
	}
	for n := range 4 {
		wg.Go(func() {
			c := newClient(r.address)
			defer c.close()
			for i := n; load.Err() == nil; i++ {
				err := steady[i%len(steady)](load, c)
				mu.Lock()
				if f.refuses && refused(err) {
					row.Steady, row.Refused, err = row.Steady+1, row.Refused+1, nil
				} else {
					row.tell(err, c.leaked, &row.Steady, over())
				}
				c.leaked = 0
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	row.After = r.recovers(ctx)
	row.Leaks += r.up.leaks() - leaked
	after, err := r.restarts(ctx)
	if row.Restarts = after - before; row.Restarts < 0 {
		row.Restarts = after // of another process
	}
	return row, err
}

// tell counts one exchange. What the end of the time cut off is none.
func (row *Row) tell(err error, leaks int, count *int, over bool) {
	row.Leaks += leaks
	if err != nil && over {
		return
	}
	*count++
	if err == nil {
		return
	}
	if row.Wrong++; len(row.Examples) < 5 {
		row.Examples = append(row.Examples, err.Error())
	}
}

// recovers waits until answers are right again, over as many new connections
// in a row as reach every worker.
func (r *run) recovers(ctx context.Context) bool {
	for end := time.Now().Add(time.Minute); time.Now().Before(end) && ctx.Err() == nil; time.Sleep(100 * time.Millisecond) {
		right := 0
		for ; right < 8*workers; right++ {
			c := newClient(r.address)
			err := steady[right%len(steady)](ctx, c)
			c.close()
			if err != nil || c.leaked > 0 {
				break
			}
		}
		if right == 8*workers {
			return true
		}
	}
	return false
}

// Print writes the rows as a table in Markdown.
func Print(w io.Writer, rows []Row) {
	fmt.Fprintln(w, "| fault | with it | beside it | refused | leaks | wrong | VMs made anew | serves after |")
	fmt.Fprintln(w, "|---|--:|--:|--:|--:|--:|--:|---|")
	for _, r := range rows {
		fmt.Fprintf(w, "| %s | %d | %d | %d | %d | %d | %d | %v |\n", r.Fault, r.Tried, r.Steady, r.Refused, r.Leaks, r.Wrong, r.Restarts, r.After)
	}
}
