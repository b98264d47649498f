package mesh

import (
	"bytes"
	"sync"
	"testing"
	"time"
)

// Log is what a process wrote.
type Log struct {
	mu  sync.Mutex
	all []byte
}

func (l *Log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = append(l.all, p...)
	return len(p), nil
}

// Has tells whether a text was written.
func (l *Log) Has(text string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return bytes.Contains(l.all, []byte(text))
}

// Tail is the end, for people.
func (l *Log) Tail() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return string(l.all[max(0, len(l.all)-4000):])
}

// Within waits until something holds, and fails the test with the end of the log if it does not.
func Within(t *testing.T, limit time.Duration, otherwise string, log *Log, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(limit); !holds(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s after %v; the log ends with\n%s", otherwise, limit, log.Tail())
		}
	}
}
