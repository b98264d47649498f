package main

import (
	"fmt"
	"io"
	"os"
	"time"
)

// isTerminal tells whether w is a terminal.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// colour tells whether output may be coloured: on a terminal, unless NO_COLOR
// is set (https://no-color.org) or the terminal is dumb.
func (e *env) colour() bool {
	return isTerminal(e.stdout) && e.getenv("NO_COLOR") == "" && e.getenv("TERM") != "dumb"
}

// progress shows how far long work is, on standard error if that is a
// terminal. step is called for each of n parts, 0 if nobody knows how many, and
// end when the work is done.
func (e *env) progress(what string, n int) (step, end func()) {
	if !isTerminal(e.stderr) {
		return func() {}, func() {}
	}
	done, shown := 0, time.Now()
	step = func() {
		done++
		if time.Since(shown) < 200*time.Millisecond {
			return
		}
		shown = time.Now()
		fmt.Fprintf(e.stderr, "\r\x1b[K%s: %d", what, done)
		if n > 0 {
			fmt.Fprintf(e.stderr, " of %d", n)
		}
	}
	return step, func() { fmt.Fprint(e.stderr, "\r\x1b[K") }
}
