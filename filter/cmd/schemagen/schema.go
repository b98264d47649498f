package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

type schema map[string]any

// schemaOf is the JSON Schema of a TYPE; see field.
func schemaOf(typ string, types map[string]*object) (schema, error) {
	word, rest, _ := strings.Cut(typ, " ")
	switch {
	case strings.HasPrefix(typ, "list of "):
		items, err := schemaOf(strings.TrimPrefix(typ, "list of "), types)
		return schema{"type": "array", "items": items}, err
	case strings.HasPrefix(typ, "object of "):
		values, err := schemaOf(strings.TrimPrefix(typ, "object of "), types)
		return schema{"type": "object", "additionalProperties": values}, err
	case strings.Contains(typ, " or "):
		return either(strings.Split(typ, " or "), types)
	case strings.Contains(typ, " | "):
		return schema{"enum": strings.Split(typ, " | ")}, nil
	case typ == "text":
		return schema{"type": "string"}, nil
	case typ == "boolean":
		return schema{"type": "boolean"}, nil
	case typ == "any":
		return schema{}, nil
	case word == "integer" || word == "number":
		return bounded(word, rest)
	case types[typ] != nil:
		return schema{"$ref": "#/$defs/" + typ}, nil
	}
	return nil, fmt.Errorf("%q is no type: text, boolean, integer 1..9, number 0..1, A | B, list of X, object of X, X or Y, or the name of a type with a table", typ)
}

func either(parts []string, types map[string]*object) (schema, error) {
	var all []schema
	for _, p := range parts {
		s, err := schemaOf(p, types)
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return schema{"anyOf": all}, nil
}

func bounded(kind, bounds string) (schema, error) {
	s := schema{"type": kind}
	if bounds == "" {
		return s, nil
	}
	low, high, ok := strings.Cut(bounds, "..")
	for key, text := range map[string]string{"minimum": low, "maximum": high} {
		if text == "" {
			continue
		}
		n, err := strconv.ParseFloat(text, 64)
		if err != nil || !ok {
			return nil, fmt.Errorf("%q are no bounds: LOW..HIGH", bounds)
		}
		s[key] = n
	}
	return s, nil
}

// schema is the JSON Schema of a type.
func (o *object) schema(types map[string]*object) (schema, error) {
	properties, required := schema{}, []string{}
	for _, f := range o.fields {
		s, err := schemaOf(f.typ, types)
		if err != nil {
			return nil, err
		}
		if f.text != "" {
			s["description"] = f.text
		}
		if d := f.byDefault; d != "" {
			s["default"] = defaultValue(f.typ, d)
		}
		properties[f.name] = s
		if f.required {
			required = append(required, f.name)
		}
	}
	s := schema{"type": "object", "description": firstSentence(o.about), "additionalProperties": false, "properties": properties}
	if len(required) > 0 {
		s["required"] = required
	}
	return s, nil
}

// defaultValue reads a default as its type is written in JSON.
func defaultValue(typ, text string) any {
	switch {
	case strings.HasPrefix(typ, "list of "):
		return strings.Split(strings.Trim(text, "[]"), ", ")
	case typ == "boolean":
		return text == "true"
	case strings.HasPrefix(typ, "integer"), strings.HasPrefix(typ, "number"):
		if n, err := strconv.ParseFloat(text, 64); err == nil {
			return n
		}
	}
	return text
}

func firstSentence(s string) string {
	s, _, _ = strings.Cut(s, "\n\n")
	return s
}

// writeSchema writes the schema of documents: with several policies, or one
// policy that is the document.
func writeSchema(types map[string]*object) ([]byte, error) {
	defs := schema{}
	for _, name := range slices.Sorted(maps.Keys(types)) {
		s, err := types[name].schema(types)
		if err != nil {
			return nil, err
		}
		defs[name] = s
	}
	single := maps.Clone(defs["Policy"].(schema))
	properties := maps.Clone(single["properties"].(schema))
	properties["holdHeaders"] = defs[rootType].(schema)["properties"].(schema)["holdHeaders"]
	single["properties"] = properties
	defs["SinglePolicy"] = single
	delete(defs["Policy"].(schema)["properties"].(schema), "name")
	b, err := json.MarshalIndent(schema{
		"$schema": "https://json-schema.org/draft/2020-12/schema",
		"title":   "chatguard policy",
		"if":      schema{"anyOf": []schema{{"required": []string{"rules"}}, {"required": []string{"extends"}}}},
		"then":    schema{"$ref": "#/$defs/SinglePolicy"},
		"else":    schema{"$ref": "#/$defs/" + rootType},
		"$defs":   defs,
	}, "", "  ")
	return append(b, '\n'), err
}
