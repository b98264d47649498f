package main

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
)

// shorten writes an API on one line, without what the filter does not need,
// and paths of one parent together: "a.{b,c}" for "a.b" and "a.c".
func shorten(text []byte) ([]byte, error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(text, &fields); err != nil {
		return nil, err
	}
	delete(fields, "source")
	for _, part := range []string{"request", "response", "stream"} {
		if fields[part] == nil {
			continue
		}
		var lists map[string]json.RawMessage
		if err := json.Unmarshal(fields[part], &lists); err != nil {
			return nil, err
		}
		for key, list := range lists {
			var paths []string
			if notPaths[key] || json.Unmarshal(list, &paths) != nil {
				continue
			}
			lists[key], _ = json.Marshal(together(paths))
		}
		fields[part], _ = json.Marshal(lists)
	}
	doc, err := json.Marshal(fields)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = json.Compact(&b, doc)
	return b.Bytes(), err
}

// notPaths are the lists of a part that hold no paths.
var notPaths = map[string]bool{"shape": true, "ends": true, "endsAll": true, "channel": true, "like": true, "embed": true, "types": true}

// together groups paths by their parents.
func together(paths []string) []string {
	type parent struct{ head, tail string }
	leaves := map[parent][]string{}
	var order []parent
	for _, path := range paths {
		p, leaf := parent{head: path}, ""
		if !strings.ContainsAny(path, "{}") {
			p.head, p.tail = path, ""
			if below, ok := strings.CutSuffix(path, ".**"); ok {
				p.head, p.tail = below, ".**"
			}
			i := strings.LastIndexByte(p.head, '.') + 1
			p.head, leaf = p.head[:i], p.head[i:]
		}
		if leaves[p] == nil {
			order = append(order, p)
		}
		if !slices.Contains(leaves[p], leaf) {
			leaves[p] = append(leaves[p], leaf)
		}
	}
	out := make([]string, len(order))
	for i, p := range order {
		if out[i] = p.head + leaves[p][0] + p.tail; len(leaves[p]) > 1 {
			out[i] = p.head + "{" + strings.Join(leaves[p], ",") + "}" + p.tail
		}
	}
	return out
}
