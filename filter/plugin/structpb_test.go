package plugin

import (
	"encoding/binary"
	"encoding/json"
	"math"
	"reflect"
	"testing"
)

// encode writes v as the bytes of a google.protobuf.Value.
func encode(v any) []byte {
	field := func(number byte, content []byte) []byte {
		b := binary.AppendUvarint([]byte{number<<3 | wireBytes}, uint64(len(content)))
		return append(b, content...)
	}
	switch x := v.(type) {
	case nil:
		return []byte{1<<3 | wireVarint, 0}
	case float64:
		return binary.LittleEndian.AppendUint64([]byte{2<<3 | wireFixed64}, math.Float64bits(x))
	case string:
		return field(3, []byte(x))
	case bool:
		b := byte(0)
		if x {
			b = 1
		}
		return []byte{4<<3 | wireVarint, b}
	case map[string]any:
		return field(5, encodeStruct(x))
	case []any:
		var list []byte
		for _, item := range x {
			list = append(list, field(1, encode(item))...)
		}
		return field(6, list)
	}
	panic("not a JSON value")
}

func encodeStruct(m map[string]any) []byte {
	var b []byte
	for k, v := range m {
		key := append([]byte{1<<3 | wireBytes, byte(len(k))}, k...)
		value := encode(v)
		entry := binary.AppendUvarint(append(key, 2<<3|wireBytes), uint64(len(value)))
		entry = append(entry, value...)
		b = binary.AppendUvarint(append(b, 1<<3|wireBytes), uint64(len(entry)))
		b = append(b, entry...)
	}
	return b
}

func TestStructBecomesJSON(t *testing.T) {
	for _, doc := range []string{
		`{}`, `{"defaultPolicy": "balanced"}`, `{"a": [], "b": {}, "c": [[1, -2.5, 1e300], {"d": null}], "e": true, "f": false, "g": ""}`,
		`{"policies": {"p": {"extends": "strict", "limits": {"bodyBytes": 1048576}, "rules": [{"name": "q\"\\\u00e9\n", "match": ["pii"], "minScore": 0.8}]}}}`,
	} {
		var want map[string]any
		if err := json.Unmarshal([]byte(doc), &want); err != nil {
			t.Fatal(err)
		}
		out, ok := configJSON(encodeStruct(want))
		var got map[string]any
		if err := json.Unmarshal(out, &got); !ok || err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v %v %s", doc, ok, err, out)
		}
		if text, ok := configJSON([]byte("\n " + doc)); !ok || string(text) != "\n "+doc {
			t.Errorf("%s as text: %v %s", doc, ok, text)
		}
	}
}

func FuzzConfigJSON(f *testing.F) {
	f.Add(encodeStruct(map[string]any{"a": []any{1.0, "x", nil, true, map[string]any{}}}))
	f.Add([]byte("\n\x02\x0a\x00"))
	f.Fuzz(func(t *testing.T, doc []byte) {
		out, ok := configJSON(doc)
		if ok && len(doc) > 0 && doc[0] == 0x0a && !looksLikeJSON(doc) && !json.Valid(out) {
			t.Errorf("%q became %q", doc, out)
		}
	})
}
