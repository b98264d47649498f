package source

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// maxNesting is more than any policy needs; it bounds the recursion, also
// where an alias stands inside what it names.
const maxNesting = 100

func readYAML(text []byte) (*Document, error) {
	dec := yaml.NewDecoder(bytes.NewReader(text))
	var root, more yaml.Node
	switch err := dec.Decode(&root); {
	case errors.Is(err, io.EOF):
		return &Document{JSON: []byte("{}"), marks: []mark{{0, Position{1, 1}}}}, nil
	case err != nil:
		return nil, syntaxError(err)
	}
	switch err := dec.Decode(&more); {
	case err == nil:
		return nil, &Error{at(&more), "a second document in one file"}
	case !errors.Is(err, io.EOF):
		return nil, syntaxError(err)
	}
	w := &writer{}
	if err := w.value(&root, 0); err != nil {
		return nil, err
	}
	return &Document{JSON: w.json, marks: w.marks}, nil
}

var yamlLine = regexp.MustCompile(`line (\d+): `)

// syntaxError takes the line out of the parser's message, which leaves out the
// first.
func syntaxError(err error) error {
	msg := strings.TrimPrefix(err.Error(), "yaml: ")
	e := &Error{Position: Position{1, 1}}
	if m := yamlLine.FindStringSubmatchIndex(msg); m != nil {
		e.Position.Line, _ = strconv.Atoi(msg[m[2]:m[3]])
		msg = msg[:m[0]] + msg[m[1]:]
	}
	e.Msg = "not YAML: " + msg
	return e
}

func at(n *yaml.Node) Position { return Position{n.Line, n.Column} }

// writer writes nodes as JSON. Where an alias stands, what it names is written
// once more, and its values are placed where they were written.
type writer struct {
	json   []byte
	marks  []mark
	merges int
}

// maxMerges bounds the work of merge keys, which name mappings that merge
// others.
const maxMerges = 10_000

func (w *writer) mark(n *yaml.Node) {
	if n.Line > 0 { // 0 in an empty document
		w.marks = append(w.marks, mark{len(w.json), at(n)})
	}
}

func (w *writer) value(n *yaml.Node, depth int) error {
	if depth > maxNesting {
		return &Error{at(n), "nested too deeply"}
	}
	if len(w.json) > MaxBytes {
		return &Error{at(n), "the document's aliases make it too large"}
	}
	switch n.Kind {
	case yaml.DocumentNode:
		return w.value(n.Content[0], depth)
	case yaml.AliasNode:
		return w.value(n.Alias, depth+1)
	case yaml.SequenceNode:
		return w.sequence(n, depth)
	case yaml.MappingNode:
		return w.mapping(n, depth)
	}
	return w.scalar(n)
}

func (w *writer) sequence(n *yaml.Node, depth int) error {
	if n.ShortTag() != "!!seq" {
		return &Error{at(n), "unknown tag " + n.Tag}
	}
	w.mark(n)
	w.json = append(w.json, '[')
	for i, item := range n.Content {
		if i > 0 {
			w.json = append(w.json, ',')
		}
		if err := w.value(item, depth+1); err != nil {
			return err
		}
	}
	w.json = append(w.json, ']')
	return nil
}

func (w *writer) mapping(n *yaml.Node, depth int) error {
	if n.ShortTag() != "!!map" {
		return &Error{at(n), "unknown tag " + n.Tag}
	}
	pairs, err := w.members(n, depth)
	if err != nil {
		return err
	}
	w.mark(n)
	w.json = append(w.json, '{')
	for i := 0; i < len(pairs); i += 2 {
		if i > 0 {
			w.json = append(w.json, ',')
		}
		w.mark(pairs[i])
		w.text(pairs[i].Value)
		w.json = append(w.json, ':')
		if err := w.value(pairs[i+1], depth+1); err != nil {
			return err
		}
	}
	w.json = append(w.json, '}')
	return nil
}

// members lists keys and values of a mapping: its own, then those it merges
// (the key <<) and does not have. A key that is there twice stays there twice:
// the parser of policies reports it.
func (w *writer) members(n *yaml.Node, depth int) (pairs []*yaml.Node, err error) {
	if depth > maxNesting {
		return nil, &Error{at(n), "nested too deeply"}
	}
	var merged []*yaml.Node
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if key.Kind == yaml.AliasNode {
			key = key.Alias
		}
		switch {
		case key.Kind == yaml.ScalarNode && key.ShortTag() == "!!merge":
			merged = append(merged, value)
		case key.Kind != yaml.ScalarNode:
			return nil, &Error{at(key), "a key must be a text"}
		default:
			pairs = append(pairs, key, value)
		}
	}
	for len(merged) > 0 {
		from := merged[0]
		merged = merged[1:]
		if w.merges++; w.merges > maxMerges {
			return nil, &Error{at(from), "too many merge keys"}
		}
		if from.Kind == yaml.AliasNode {
			from = from.Alias
		}
		switch from.Kind {
		case yaml.SequenceNode:
			merged = append(slices.Clone(from.Content), merged...)
		case yaml.MappingNode:
			more, err := w.members(from, depth+1)
			if err != nil {
				return nil, err
			}
			pairs = addMissing(pairs, more)
		default:
			return nil, &Error{at(from), "only a mapping can be merged"}
		}
	}
	return pairs, nil
}

func addMissing(pairs, more []*yaml.Node) []*yaml.Node {
	for i := 0; i < len(more); i += 2 {
		there := false
		for j := 0; j < len(pairs) && !there; j += 2 {
			there = pairs[j].Value == more[i].Value
		}
		if !there {
			pairs = append(pairs, more[i], more[i+1])
		}
	}
	return pairs
}

func (w *writer) scalar(n *yaml.Node) error {
	w.mark(n)
	switch n.ShortTag() {
	case "!!str", "!!timestamp":
		w.text(n.Value)
	case "!!null":
		w.json = append(w.json, "null"...)
	case "!!bool":
		var v bool
		if err := n.Decode(&v); err != nil {
			return &Error{at(n), "not a boolean"}
		}
		w.json = strconv.AppendBool(w.json, v)
	case "!!int":
		var v int64
		if err := n.Decode(&v); err != nil {
			return &Error{at(n), "not a number that can be used"}
		}
		w.json = strconv.AppendInt(w.json, v, 10)
	case "!!float":
		var v float64
		if err := n.Decode(&v); err != nil || math.IsInf(v, 0) || math.IsNaN(v) {
			return &Error{at(n), "not a number that can be used"}
		}
		w.json = strconv.AppendFloat(w.json, v, 'g', -1, 64)
	default:
		return &Error{at(n), "unknown tag " + n.Tag}
	}
	return nil
}

func (w *writer) text(s string) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(s) // a string can be encoded
	w.json = append(w.json, bytes.TrimSuffix(b.Bytes(), []byte("\n"))...)
}
