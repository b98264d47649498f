package kubeapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Object is a Kubernetes object as its JSON says it.
type Object map[string]any

// Parse reads the YAML documents of a manifest; empty ones are passed over.
func Parse(manifest []byte) ([]Object, error) {
	var all []Object
	for d := yaml.NewDecoder(bytes.NewReader(manifest)); ; {
		var o map[string]any // not Object: its type would become that of every nested mapping
		err := d.Decode(&o)
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		if o == nil {
			continue
		}
		object := Object(o)
		if _, known := resources[object.kind()]; !known {
			return nil, fmt.Errorf("%s %s: a kind that this server does not serve", object.kind(), object.name())
		}
		all = append(all, object)
	}
}

// kind is group and kind, "networking.istio.io/Gateway"; the core group is "".
func (o Object) kind() string {
	group, _, found := strings.Cut(text(o["apiVersion"]), "/")
	if !found {
		group = ""
	}
	return group + "/" + text(o["kind"])
}

func (o Object) metadata() map[string]any {
	m, _ := o["metadata"].(map[string]any)
	return m
}

func (o Object) name() string      { return text(o.metadata()["name"]) }
func (o Object) namespace() string { return text(o.metadata()["namespace"]) }
func (o Object) key() string       { return o.namespace() + "/" + o.name() }

func (o Object) label(name string) (string, bool) {
	labels, _ := o.metadata()["labels"].(map[string]any)
	v, found := labels[name].(string)
	return v, found
}

// version returns a copy with the metadata that a server adds.
func (o Object) version(version int) Object {
	c := Object{}
	for k, v := range o {
		c[k] = v
	}
	m := map[string]any{"uid": o.kind() + "/" + o.key(), "creationTimestamp": "2026-01-01T00:00:00Z"}
	for k, v := range o.metadata() {
		m[k] = v
	}
	m["resourceVersion"] = fmt.Sprint(version)
	c["metadata"] = m
	return c
}

// same tells whether two objects say the same, whatever a server added.
func same(a, b Object) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}

func text(v any) string {
	s, _ := v.(string)
	return s
}
