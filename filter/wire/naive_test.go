package wire

import (
	"fmt"
	"strconv"
	"strings"
)

// naiveSSE follows the WHATWG algorithm on the whole stream. It returns the events
// that a client dispatches, as type, last event id and data, and the last retry of
// a block that is complete.
func naiveSSE(stream string) (events []string, retry float64) {
	stream = strings.TrimPrefix(stream, "\uFEFF")
	stream = strings.ReplaceAll(stream, "\r\n", "\n")
	stream = strings.ReplaceAll(stream, "\r", "\n")
	lines := strings.Split(stream, "\n")
	lines = lines[:len(lines)-1] // what has no line end is no line
	var data, event, id string
	next := -1.0
	retry = -1
	for _, line := range lines {
		if line == "" {
			if data != "" {
				events = append(events, fmt.Sprintf("%q %q %q", event, id, strings.TrimSuffix(data, "\n")))
			}
			if next >= 0 {
				retry = next
			}
			data, event = "", ""
			continue
		}
		name, value, _ := strings.Cut(line, ":")
		value = strings.TrimPrefix(value, " ")
		switch name {
		case "event":
			event = value
		case "data":
			data += value + "\n"
		case "id":
			if !strings.Contains(value, "\x00") {
				id = value
			}
		case "retry":
			if value != "" && strings.Trim(value, "0123456789") == "" {
				ms, _ := strconv.ParseFloat(value, 64) // infinite, if it must be
				next = min(ms, 24*60*60*1000)
			}
		}
	}
	return events, retry
}

// sseClient is the handler that dispatches what naiveSSE does.
type sseClient struct {
	id     string
	retry  float64
	events []string
}

func (c *sseClient) Frame(f *Frame) error {
	if f.Err != nil {
		return f.Err
	}
	if f.Kind == Partial {
		return nil
	}
	if f.ID != nil {
		c.id = string(f.ID)
	}
	if f.Retry >= 0 {
		c.retry = float64(f.Retry)
	}
	if f.Kind == Message {
		c.events = append(c.events, fmt.Sprintf("%q %q %q", f.Event, c.id, f.Data))
	}
	return nil
}

// naiveLines is the values of NDJSON, one a line.
func naiveLines(stream string) (values []string) {
	for _, line := range strings.Split(stream, "\n") {
		if line = strings.Trim(line, " \t\r"); line != "" {
			values = append(values, line)
		}
	}
	return values
}
