package eval_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chatguard/chatguard/filter/eval"
	"github.com/chatguard/chatguard/filter/guard"
	"github.com/chatguard/chatguard/filter/policy"
)

// place is where a text stands in a body.
type place struct {
	name   string
	dir    policy.Direction
	scopes string
	body   string // of OpenAI's chat API, with %s for the text
}

var (
	argument = place{"an argument of a tool", policy.Request, "ToolInput", `{"model":"m","messages":[{"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"find","arguments":%s}}]}]}`}
	message  = place{"a message", policy.Request, "Messages", `{"model":"m","messages":[{"role":"user","content":%s}]}`}
	answered = place{"an answer", policy.Response, "Messages", `{"choices":[{"index":0,"message":{"role":"assistant","content":%s}}]}`}
)

// finder tells which types of groups are found in a text at a place, with a score of 0.8 or more.
func finder(t *testing.T, groups ...string) func(p place, text string) []string {
	t.Helper()
	match, _ := json.Marshal(groups)
	g, err := guard.Load(fmt.Appendf(nil, `{"rules":[{"name":"r","match":%s,"minScore":0.8,"action":"Log"}]}`, match), guard.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var s guard.Scratch
	return func(p place, text string) (types []string) {
		if p.scopes == "ToolInput" {
			inner, _ := json.Marshal(map[string]string{"q": text})
			text = string(inner)
		}
		quoted, _ := json.Marshal(text)
		x := &guard.Exchange{}
		x.Begin(g, g.Default(), &s)
		in := x.Open(guard.Body{Direction: p.dir, Path: "/v1/chat/completions", ContentType: "application/json"})
		_ = in.Write(fmt.Appendf(nil, p.body, quoted))
		for _, f := range in.Close(nil).Findings {
			types = append(types, f.Type)
		}
		return types
	}
}

// shares counts texts by a key, and those with a finding, in dev and val and at two places.
type shares struct{ texts, found [2][2]int }

func (s *shares) cell(place int) string {
	return fmt.Sprintf("%d of %d / %d of %d", s.found[place][0], s.texts[place][0], s.found[place][1], s.texts[place][1])
}

// countAt runs the cases of a corpus; the attack stands alone at the first place, and at the second as the corpus has it.
func countAt(cases []eval.Case, find func(place, string) []string, places [2]place, key func(*eval.Case) string) (keys []string, all map[string]*shares) {
	all = map[string]*shares{}
	for i := range cases {
		c := &cases[i]
		k := key(c)
		if k == "" || c.Paranoia > 2 {
			continue
		}
		if all[k] == nil {
			all[k] = &shares{}
			keys = append(keys, k)
		}
		part := 0
		if eval.Split(c) != "dev" {
			part = 1
		}
		for p, text := range []string{c.Payload, c.Text} {
			if text == "" {
				text = c.Text
			}
			all[k].texts[p][part]++
			if len(find(places[p], text)) > 0 {
				all[k].found[p][part]++
			}
		}
	}
	slices.Sort(keys)
	return keys, all
}

const payloadHead = `
## Injected code, and links

Texts with a finding of score 0.8 or more, dev / val: of code with the payload alone in an argument of a tool, and as the corpus has it in a message, where people ask
about code; of links in an answer and in an argument, with no host allowed or denied. Many lines of these lists are fragments and single signs that are an attack only inside one
statement ("COUNT(", "A' ^ 'B", "42 like 42"); of the core rule set only what its paranoia levels 1 and 2 find; a negative must not fire one rule of it. An image to be seen without
8 bytes of data in its query, and a link that only names a host, need a list of hosts (` + "`links.allow`" + `).

| corpus | label | in an argument | in a message |
|---|---|---:|---:|
`

func recordPayloads(t *testing.T, b *strings.Builder) {
	b.WriteString(payloadHead)
	find := finder(t, "payloads")
	for _, name := range []string{"crs-regression", "libinjection", "payload-lists", "benign-technical", "benign-instructions", "benign-intents", "cyberseceval-frr"} {
		keys, all := countAt(load(t, name), find, [2]place{argument, message}, func(c *eval.Case) string { return c.Label })
		for _, k := range keys {
			fmt.Fprintf(b, "| %s | %s | %s | %s |\n", name, k, all[k].cell(0), all[k].cell(1))
		}
	}
	b.WriteString("\n| links | in an answer | in an argument |\n|---|---:|---:|\n")
	keys, all := countAt(load(t, "links"), finder(t, "links", "payloads"), [2]place{answered, argument}, func(c *eval.Case) string { return c.Sub })
	for _, k := range keys {
		fmt.Fprintf(b, "| %s | %s | %s |\n", k, all[k].cell(0), all[k].cell(1))
	}
}

// TestPayloadGoals holds what injected code and harmless questions come to.
func TestPayloadGoals(t *testing.T) {
	find := finder(t, "payloads")
	for _, goal := range []struct {
		corpus, label string
		place         int // 0 an argument, 1 a message
		least, most   float64
	}{
		{"libinjection", "attack:xss", 0, 0.93, 1}, {"libinjection", "attack:sqli", 0, 0.8, 1}, {"libinjection", "benign", 0, 0, 0.03}, {"libinjection", "benign", 1, 0, 0.01},
		{"payload-lists", "attack:xss", 0, 0.78, 1}, {"payload-lists", "attack:sqli", 0, 0.85, 1}, {"payload-lists", "attack:path_traversal", 0, 0.82, 1},
		{"payload-lists", "attack:cmdi", 0, 0.68, 1}, {"payload-lists", "attack:open_redirect", 0, 0.75, 1}, {"payload-lists", "attack:ssti", 0, 0.95, 1},
		{"crs-regression", "attack:generic", 0, 0.6, 1}, {"crs-regression", "attack:java", 0, 0.45, 1}, {"crs-regression", "attack:php", 0, 0.4, 1},
		{"benign-technical", "benign", 0, 0, 0.02}, {"benign-intents", "benign", 0, 0, 0.005},
		{"benign-technical", "benign", 1, 0, 0.005}, {"benign-instructions", "benign", 1, 0, 0.005}, {"benign-intents", "benign", 1, 0, 0}, {"cyberseceval-frr", "benign", 1, 0, 0},
	} {
		_, all := countAt(load(t, goal.corpus), find, [2]place{argument, message}, func(c *eval.Case) string { return c.Label })
		s := all[goal.label]
		if s == nil {
			t.Errorf("%s has no %s", goal.corpus, goal.label)
			continue
		}
		n, hit := s.texts[goal.place][0]+s.texts[goal.place][1], s.found[goal.place][0]+s.found[goal.place][1]
		if share := float64(hit) / float64(n); share < goal.least || share > goal.most {
			t.Errorf("%s %s: %d of %d, want from %.3f to %.3f", goal.corpus, goal.label, hit, n, goal.least, goal.most)
		}
	}
}
