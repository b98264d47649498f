package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"text/tabwriter"
)

// textCost is what looking through one kind of text takes: CPU beyond the filter switched off.
type textCost struct {
	Text         string  `json:"text"`
	BodyBytes    int     `json:"bodyBytes"`
	NanosPerByte float64 `json:"nanosPerByte"`
	DataNanos    float64 `json:"dataNanosPerByte"` // the same for personal data and credentials only
	Ratio        float64 `json:"ratioToChat"`      // to that of ordinary chat
	ProbeSpeed   float64 `json:"speedToProbe"`     // the speed in parts of the probe's: 1 is as fast as a bare loop
}

const (
	textBytes    = 64 << 10
	textRequests = 12
	probeRepeats = 64
)

// kinds are ordinary chat, and texts that make a search for values slow: they begin like a value everywhere.
var kinds = []struct {
	name string
	body func() []byte
}{
	{"chat", func() []byte { return chatBody(textBytes) }},
	{"chat without values", func() []byte { return oneMessage(cycle(clean())) }},
	{"one letter", func() []byte { return oneMessage(cycle("a")) }},
	{"repeated words", func() []byte { return oneMessage(cycle("password token key ")) }},
	{"base64", func() []byte { return oneMessage(base64.StdEncoding.EncodeToString(noise(textBytes * 3 / 4))) }},
	{"digits", func() []byte { return oneMessage(digits()) }},
	{"digits in groups", func() []byte { return oneMessage(cycle("4111 1111 1111 1112 ")) }},
	{"@", func() []byte { return oneMessage(cycle("@")) }},
	{"a@", func() []byte { return oneMessage(cycle("a@")) }},
	{"near misses", func() []byte { return oneMessage(cycle(nearMisses)) }},
}

// nearMisses are values with a wrong check digit, a wrong length or no end.
const nearMisses = "4111 1111 1111 1112, DE89 3704 0044 0532 0130 01, 123-45-678, jan.novak@kontor, AKIA12345, sk-proj, eyJhbGciOiJ, " +
	"+49 30, 192.168.1.999, 1.2.3, xoxb-12, ghp_short, 00:1A:2B:3C:4D, https:/, password is, -----BEGIN, bc1q, 0x12ab "

func clean() string {
	return strings.Join([]string{turns[0], turns[1], turns[4], turns[5]}, " ") + " "
}

func cycle(s string) string { return strings.Repeat(s, textBytes/len(s)+1)[:textBytes] }

// noise is the same on every run.
func noise(n int) []byte {
	b := make([]byte, n)
	rand.NewChaCha8([32]byte{1}).Read(b)
	return b
}

func digits() string {
	b := noise(textBytes)
	for i, c := range b {
		b[i] = '0' + c%10
	}
	return string(b)
}

func oneMessage(text string) []byte {
	text = stamp + " " + text[len(stamp)+1:]
	b, err := json.Marshal(map[string]any{"model": "gpt-5", "messages": []any{map[string]any{"role": "user", "content": text}}})
	if err != nil {
		panic(err) // strings always marshal
	}
	return b
}

// measureTexts compares the filter, off and at work, on each kind of text, and the probe on the first one.
func measureTexts(ctx context.Context, subjects []*subject, rounds int, r *result) error {
	if err := r.measureProbe(ctx, subjects[bareWasm], rounds); err != nil {
		return err
	}
	var chat float64
	for i, kind := range kinds {
		body := kind.body()
		rows, err := takeTurns(ctx, []*subject{subjects[filterOff], subjects[filterOn], subjects[filterData]}, body, textRequests, rounds)
		if err != nil {
			return fmt.Errorf("%s: %w", kind.name, err)
		}
		ns := median(combine(rows[1], rows[0], subtract)) * 1e3 / float64(len(body))
		data := median(combine(rows[2], rows[0], subtract)) * 1e3 / float64(len(body))
		if i == 0 {
			chat = ns
		}
		r.Texts = append(r.Texts, textCost{kind.name, len(body), ns, data, ns / chat, r.ProbeNanos / ns})
	}
	return nil
}

// measureProbe finds what one look-up takes: many against none, so that all else cancels out.
func (r *result) measureProbe(ctx context.Context, none *subject, rounds int) error {
	many := *none
	many.repeats = probeRepeats
	body := chatBody(textBytes)
	rows, err := takeTurns(ctx, []*subject{none, &many}, body, textRequests, rounds)
	if err != nil {
		return err
	}
	r.ProbeNanos = median(combine(rows[1], rows[0], subtract)) * 1e3 / float64(len(body)) / probeRepeats
	return nil
}

func (r *result) printTexts(w io.Writer) {
	fmt.Fprintf(w, "\nTexts of 64 KB: CPU time of the filter at work beyond the filter switched off; a loop with one look-up a byte takes %.2f ns a byte\n", r.ProbeNanos)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "text\tns a byte\tratio to chat\tspeed / loop\tdata, ns a byte\t")
	for _, c := range r.Texts {
		fmt.Fprintf(t, "%s\t%.1f\t%.2f\t%.3f\t%.1f\t\n", c.Text, c.NanosPerByte, c.Ratio, c.ProbeSpeed, c.DataNanos)
	}
	t.Flush()
}
