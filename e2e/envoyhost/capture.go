package envoyhost

import (
	"bytes"
	"encoding/json"
	"sync"
	"time"
)

// capture keeps all that Envoy writes, both its log and its access log, in the order in which it was written.
type capture struct {
	mu     sync.Mutex
	lines  []string
	rest   []byte
	access map[string]access
}

// access is what the second access log tells of an exchange.
type access struct {
	Exchange string `json:"exchange"`
	State    string `json:"state"`
	Flags    string `json:"flags"`
	Details  string `json:"details"`
}

func newCapture() *capture { return &capture{access: map[string]access{}} }

func (c *capture) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.rest = append(c.rest, p...)
	for {
		line, rest, ok := bytes.Cut(c.rest, []byte("\n"))
		if !ok {
			return len(p), nil
		}
		c.lines, c.rest = append(c.lines, string(line)), rest
		var a access
		if bytes.HasPrefix(line, []byte(`{`)) && json.Unmarshal(line, &a) == nil && a.Exchange != "" {
			c.access[a.Exchange] = a
		}
	}
}

// mark is a position to read from later.
func (c *capture) mark() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.lines)
}

// since returns the lines after a mark.
func (c *capture) since(mark int) []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]string(nil), c.lines[mark:]...)
}

// await returns an exchange's access log entry; it is written when Envoy is done with the exchange.
func (c *capture) await(id string, within time.Duration) (access, bool) {
	for end := time.Now().Add(within); time.Now().Before(end); time.Sleep(2 * time.Millisecond) {
		c.mu.Lock()
		a, ok := c.access[id]
		c.mu.Unlock()
		if ok {
			return a, true
		}
	}
	return access{}, false
}
