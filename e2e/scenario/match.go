package scenario

import (
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"sort"
	"strconv"
	"strings"
)

// Diff compares what was seen with what the exchange wants and returns one line a difference, with the place it was
// seen at. cut tells how the bodies were sent: content-length is only compared for a whole one.
func (x *Exchange) Diff(seen *Seen, cut Cut) []string {
	var d differences
	d.message("upstream", &x.Upstream, seen.Upstream, cut)
	d.message("client", &x.Client, seen.Client, cut)
	if x.State != nil && !glob(*x.State, seen.State) {
		d.add("filter state", *x.State, seen.State)
	}
	if x.Audit != nil {
		d.audit(x.Audit, seen.Audit)
	}
	return d
}

// DiffMetrics compares the movement of the counters over n runs of the exchange.
func (x *Exchange) DiffMetrics(before, after map[string]int64, n int64) []string {
	if x.Metrics == nil {
		return nil
	}
	var d differences
	names := map[string]bool{}
	for name := range x.Metrics {
		names[name] = true
	}
	for name := range after {
		if flat(name) {
			names[name] = true
		}
	}
	for name := range names {
		if got, want := after[name]-before[name], n*x.Metrics[name]; got != want {
			d.add("metric "+name, want, got)
		}
	}
	sort.Strings(d)
	return d
}

// flat tells a counter without tags: those must not move unless a scenario says so.
func flat(name string) bool { return strings.Count(name, ".") == 1 }

type differences []string

func (d *differences) add(where string, want, got any) {
	*d = append(*d, fmt.Sprintf("%s:\n  want %v\n  got  %v", where, show(want), show(got)))
}

// show keeps a difference readable: bodies of megabytes are cut.
func show(v any) string {
	s := fmt.Sprint(v)
	if b, ok := v.([]byte); ok {
		s = strconv.Quote(string(b))
	}
	if len(s) > 2000 {
		s = s[:1000] + " … " + s[len(s)-900:] + fmt.Sprintf(" (%d bytes)", len(s))
	}
	return s
}

func (d *differences) message(who string, want *Want, got *Message, cut Cut) {
	switch {
	case want.Any:
	case want.None && got != nil:
		d.add(who, "nothing", got.summary())
	case want.None:
	case want.Aborted:
		if got != nil && !got.Partial {
			d.add(who, "nothing whole", got.summary())
		}
	case got == nil:
		d.add(who, want.Message.summary(), "nothing")
	default:
		d.content(who, want, got, cut)
	}
}

func (d *differences) content(who string, want *Want, got *Message, cut Cut) {
	if want.Method != got.Method || want.Path != got.Path || want.Status != got.Status || want.Partial != got.Partial {
		d.add(who, want.Message.summary(), got.summary())
	}
	for _, f := range want.Header {
		if f.Name == "content-length" && !cut.Whole {
			continue
		}
		if v, ok := got.Header.Get(f.Name); !ok || !glob(f.Value, v) {
			d.add(who+" header "+f.Name, f.Value, v)
		}
	}
	for _, name := range want.Absent {
		if v, ok := got.Header.Get(name); ok {
			d.add(who+" header "+name, "none", v)
		}
	}
	if v, ok := got.Header.Get("content-length"); ok && v != strconv.Itoa(len(got.Body)) && !got.Partial {
		d.add(who+" content-length", len(got.Body), v)
	}
	for _, f := range want.Trailer {
		if v, _ := got.Trailer.Get(f.Name); !glob(f.Value, v) {
			d.add(who+" trailer "+f.Name, f.Value, v)
		}
	}
	if want.JSON {
		d.json(who+" body", want.Body, got.Body)
	} else if want.Events {
		d.events(who, want.Body, got.Body)
	} else if string(want.Body) != string(got.Body) {
		d.add(who+" body", want.Body, got.Body)
	}
}

func (d *differences) json(where string, pattern, got []byte) {
	var p, g any
	if err := json.Unmarshal(pattern, &p); err != nil {
		d.add(where, "a JSON pattern", err)
		return
	}
	if err := json.Unmarshal(got, &g); err != nil || !like(p, g, false) {
		d.add(where, pattern, got)
	}
}

func (d *differences) audit(patterns []any, lines []string) {
	if len(patterns) != len(lines) {
		d.add("audit", fmt.Sprintf("%d lines", len(patterns)), fmt.Sprintf("%d: %v", len(lines), lines))
		return
	}
	for i, p := range patterns {
		var g any
		if err := json.Unmarshal([]byte(lines[i]), &g); err != nil || !like(p, g, true) {
			b, _ := json.Marshal(p)
			d.add(fmt.Sprintf("audit line %d", i+1), b, []byte(lines[i]))
		}
	}
}

// like tells whether a JSON value fits a pattern: a string is a glob, of which "*" fits any value; with partial, an
// object may have members that the pattern does not name.
func like(pattern, v any, partial bool) bool {
	switch p := pattern.(type) {
	case string:
		if p == "*" {
			return true
		}
		s, ok := v.(string)
		return ok && glob(p, s)
	case []any:
		a, ok := v.([]any)
		if !ok || len(a) != len(p) {
			return false
		}
		for i := range p {
			if !like(p[i], a[i], partial) {
				return false
			}
		}
		return true
	case map[string]any:
		m, ok := v.(map[string]any)
		if !ok || (!partial && len(m) != len(p)) {
			return false
		}
		for k := range p {
			if e, ok := m[k]; !ok || !like(p[k], e, partial) {
				return false
			}
		}
		return true
	}
	return reflect.DeepEqual(pattern, v)
}

// glob compares text with a pattern in which * stands for anything.
func glob(pattern, s string) bool {
	if !strings.Contains(pattern, "*") {
		return pattern == s
	}
	parts := strings.Split(pattern, "*")
	for i := range parts {
		parts[i] = regexp.QuoteMeta(parts[i])
	}
	return regexp.MustCompile(`(?s)^` + strings.Join(parts, ".*") + `$`).MatchString(s)
}

func (m *Message) summary() string {
	start := fmt.Sprint(m.Status)
	if m.Method != "" {
		start = m.Method + " " + m.Path
	}
	end := ""
	if m.Partial {
		end = ", cut off"
	}
	return fmt.Sprintf("%s, %d bytes%s %q", start, len(m.Body), end, show(string(m.Body)))
}
