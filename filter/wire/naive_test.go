package wire

import (
	"fmt"
	"strings"
)

// naiveSSE follows the WHATWG algorithm on the whole stream. It returns the events
// that a client dispatches, as type, last event id and data, and the last retry.
func naiveSSE(stream string) (events []string, retry string) {
	stream = strings.TrimPrefix(stream, "\uFEFF")
	stream = strings.ReplaceAll(stream, "\r\n", "\n")
	stream = strings.ReplaceAll(stream, "\r", "\n")
	lines := strings.Split(stream, "\n")
	lines = lines[:len(lines)-1] // what has no line end is no line
	var data, event, id string
	for _, line := range lines {
		if line == "" {
			if data != "" {
				events = append(events, fmt.Sprintf("%q %q %q", event, id, strings.TrimSuffix(data, "\n")))
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
				retry = value
			}
		}
	}
	return events, retry
}

// sseClient is the handler that dispatches what naiveSSE does.
type sseClient struct {
	id     string
	retry  string
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
		c.retry = fmt.Sprint(f.Retry)
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
