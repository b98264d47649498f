package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"text/tabwriter"
	"time"
)

// streamCost is what one variant adds to an answer that is streamed. Times are from the upstream's write of an event to
// its arrival at the client.
type streamCost struct {
	Variant     string  `json:"variant"`
	FirstMicros float64 `json:"firstEventMicros"` // from the request to the first event
	EventMicros float64 `json:"eventMicros"`      // median of all events
	EventP99    float64 `json:"eventMicrosP99"`
	Events      int     `json:"events"`
	Delayed     int     `json:"eventsDelayed"` // that came after the next one was sent
	Held        []int   `json:"heldBytes"`     // events behind which so much text was still held, by heldLimits
}

// heldLimits are the upper ends of the histogram's classes; the last class has no end.
var heldLimits = []int{0, 8, 16, 32, 64}

const (
	streamEvents = 120
	streamPause  = 3 * time.Millisecond
)

// streamHeader asks the upstream for a stream, and names it.
const streamHeader = "x-bench-stream"

// streams are those under way: when each event was sent.
type streams struct {
	mu   sync.Mutex
	sent map[string][]time.Time
}

var sending = streams{sent: map[string][]time.Time{}}

func (s *streams) add(id string) {
	s.mu.Lock()
	s.sent[id] = append(s.sent[id], time.Now())
	s.mu.Unlock()
}

func (s *streams) take(id string) []time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer delete(s.sent, id)
	return s.sent[id]
}

// words is clean text as models send it: a word with the space before it.
func words() (all []string) {
	for i := 0; len(all) < streamEvents; i++ {
		for w := range strings.FieldsSeq(turns[i%4]) {
			all = append(all, " "+w)
		}
	}
	return all[:streamEvents]
}

// stream sends an answer word by word.
func stream(w http.ResponseWriter, id string) {
	w.Header().Set("Content-Type", "text/event-stream")
	for i, word := range words() {
		text, err := json.Marshal(word)
		if err != nil {
			panic(err) // strings always marshal
		}
		time.Sleep(streamPause)
		sending.add(id)
		fmt.Fprintf(w, `data: {"id":"c","object":"chat.completion.chunk","created":%d,"model":"m","choices":[{"index":0,"delta":{"content":%s},"finish_reason":null}]}`+"\n\n", i, text)
		w.(http.Flusher).Flush()
	}
	io.WriteString(w, `data: {"id":"c","object":"chat.completion.chunk","created":-1,"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}`+"\n\ndata: [DONE]\n\n")
}

// arrival is one event at the client.
type arrival struct {
	index int
	text  string
	at    time.Time
}

// receive asks for a stream and notes when each event comes.
func (s *subject) receive(id string) (first time.Duration, all []arrival, err error) {
	req, err := http.NewRequest(http.MethodPost, s.url, strings.NewReader(`{"stream":true,"messages":[{"role":"user","content":"hello"}]}`))
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set(streamHeader, id)
	began := time.Now()
	resp, err := s.client.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer resp.Body.Close()
	lines := bufio.NewScanner(resp.Body)
	for lines.Scan() {
		at := time.Now()
		data, ok := strings.CutPrefix(lines.Text(), "data: {")
		if !ok {
			continue
		}
		var e struct {
			Created int
			Choices []struct{ Delta struct{ Content string } }
		}
		if err := json.Unmarshal([]byte("{"+data), &e); err != nil || len(e.Choices) != 1 {
			return 0, nil, fmt.Errorf("event %q: %w", data, err)
		}
		if len(all) == 0 {
			first = at.Sub(began)
		}
		all = append(all, arrival{e.Created, e.Choices[0].Delta.Content, at})
	}
	return first, all, lines.Err()
}

// measureStreams lets the subjects take turns, stream by stream.
func measureStreams(subjects []*subject, rounds int) ([]streamCost, error) {
	costs := make([]streamCost, len(subjects))
	delays, firsts := make([][]float64, len(subjects)), make([][]float64, len(subjects))
	for round := -1; round < rounds; round++ { // the first one warms up and does not count
		for i, s := range subjects {
			id := fmt.Sprint(round, "-", i)
			first, all, err := s.receive(id)
			sent := sending.take(id)
			if err != nil || len(sent) != streamEvents {
				return nil, fmt.Errorf("stream of %s: %d events sent, %v", variants[i].name, len(sent), err)
			}
			if round < 0 {
				continue
			}
			firsts[i] = append(firsts[i], float64(first.Microseconds()))
			if delays[i], err = costs[i].count(delays[i], all, sent); err != nil {
				return nil, fmt.Errorf("stream of %s: %w", variants[i].name, err)
			}
		}
	}
	for i := range costs {
		slices.Sort(delays[i])
		costs[i].Variant = variants[i].name
		costs[i].FirstMicros, costs[i].EventMicros = median(firsts[i]), median(delays[i])
		costs[i].EventP99 = delays[i][len(delays[i])*99/100]
	}
	return costs, nil
}

// count enters one stream. All of its text must have come.
func (c *streamCost) count(delays []float64, all []arrival, sent []time.Time) ([]float64, error) {
	if c.Held == nil {
		c.Held = make([]int, len(heldLimits)+1)
	}
	text, held, next := words(), 0, 0
	for _, a := range all {
		if a.index == next && next < len(sent) {
			delays = append(delays, float64(a.at.Sub(sent[next]).Nanoseconds())/1e3)
			c.Events++
			if next+1 < len(sent) && a.at.After(sent[next+1]) {
				c.Delayed++
			}
			held += len(text[next])
			next++
		}
		held -= len(a.text)
		if a.index >= 0 {
			class, _ := slices.BinarySearch(heldLimits, held)
			c.Held[class]++
		}
	}
	if next != len(sent) || held != 0 {
		return nil, fmt.Errorf("%d of %d events came, %d bytes did not", next, len(sent), held)
	}
	return delays, nil
}

func (r *result) printStreams(w io.Writer) {
	fmt.Fprintf(w, "Streamed answers of clean text, an event each %v: microseconds from the upstream to the client\n", streamPause)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "\tto first event\tan event\tp99\tevents\tdelayed\theld 0\t-8\t-16\t-32\t-64\tmore\t")
	for _, s := range r.Streams {
		fmt.Fprintf(t, "%s\t%.0f\t%.0f\t%.0f\t%d\t%d\t", s.Variant, s.FirstMicros, s.EventMicros, s.EventP99, s.Events, s.Delayed)
		for _, n := range s.Held {
			fmt.Fprintf(t, "%d\t", n)
		}
		fmt.Fprintln(t)
	}
	t.Flush()
	fmt.Fprintln(w)
}
