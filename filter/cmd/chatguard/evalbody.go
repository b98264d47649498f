package main

import (
	"encoding/json"

	"github.com/chatguard/chatguard/filter/eval"
	"github.com/chatguard/chatguard/filter/policy/source"
	"github.com/chatguard/chatguard/policies"
)

// evalBodies is the outcome for the cases that have a request's body in place of a
// text. Where a finding lies in a body depends on its reader, so a labelled span
// is found if the body has a finding of its type for each.
type evalBodies struct {
	Cases   int `json:"cases"`
	Refused int `json:"refused"` // malformed or over a limit
	Clean   int `json:"withoutSpans"`
	Alarms  int `json:"withoutSpansWithFinding"`
	Spans   int `json:"spans"`
	True    int `json:"true"`
	Needles int `json:"needles"` // texts that must be seen, or the body be refused
	Seen    int `json:"needlesSeenOrRefused"`
}

// measureBodies runs the bodies of cases through a policy.
func (e *env) measureBodies(policy string, cases []eval.Case) (*evalBodies, error) {
	var out evalBodies
	var all *subject
	for i := range cases {
		c := &cases[i]
		body, ok := c.Body()
		if !ok {
			continue
		}
		if all == nil {
			doc, err := e.bodyPolicy(policy)
			if err != nil {
				return nil, err
			}
			if all, err = e.subject(doc); err != nil {
				return nil, err
			}
		}
		out.Cases++
		r := all.request(body)
		out.count(c, r)
		if c.Needle == "" {
			continue
		}
		out.Needles++
		seen, err := e.seesNeedle(body, c.Needle)
		if err != nil {
			return nil, err
		}
		if seen || r.Response != nil {
			out.Seen++
		}
	}
	if out.Cases == 0 {
		return nil, nil
	}
	return &out, nil
}

func (s *subject) request(body []byte) *scanned {
	r, _ := s.run(&trial{request: &side{contentType: "application/json", pieces: [][]byte{body}}})
	return r
}

func (o *evalBodies) count(c *eval.Case, r *scanned) {
	if r.Response != nil && len(r.Findings) == 0 {
		o.Refused++
	}
	if len(c.Spans) == 0 {
		o.Clean++
		if len(r.Findings) > 0 {
			o.Alarms++
		}
		return
	}
	used := make([]bool, len(r.Findings))
	for _, s := range c.Spans {
		o.Spans++
		for i, f := range r.Findings {
			if !used[i] && eval.Accepts(s.Type, f.Type) {
				used[i] = true
				o.True++
				break
			}
		}
	}
}

// bodyPolicy is the named policy, or one that reports every type of sensitive data.
func (e *env) bodyPolicy(name string) (*document, error) {
	if name != "" {
		return e.openPolicy(name)
	}
	return builtDocument("every type", map[string]any{
		"extends": policies.Presets()[0],
		"rules":   []any{map[string]any{"name": "all", "match": []string{"pii", "secrets", "financial", "government", "health", "business", "network", "leaks"}, "action": "Log"}},
	})
}

// seesNeedle reports whether a text of the body holds the needle: a detector for
// it blocks.
func (e *env) seesNeedle(body []byte, needle string) (bool, error) {
	doc, err := builtDocument("needle", map[string]any{
		"extends":   policies.Presets()[0],
		"detectors": []any{map[string]any{"name": "NEEDLE", "terms": []string{needle}, "caseSensitive": true}},
		"rules":     []any{map[string]any{"name": "needle", "match": []string{"NEEDLE"}, "action": "Block"}},
	})
	if err != nil {
		return false, err
	}
	s, err := e.subject(doc)
	if err != nil {
		return false, err
	}
	return s.request(body).Response != nil, nil
}

func builtDocument(name string, policy map[string]any) (*document, error) {
	text, err := json.Marshal(policy)
	if err != nil {
		return nil, err
	}
	return &document{name, &source.Document{JSON: text}}, nil
}
