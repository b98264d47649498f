package jsonscan

import (
	"encoding/json"
	"reflect"
	"testing"
	"unicode/utf8"
)

func seeds(f *testing.F, add func(body []byte)) {
	for _, family := range documents {
		for _, c := range family.cases {
			add([]byte(c.body))
		}
	}
	for _, c := range benchmarks[:6] {
		add([]byte(c.body))
	}
}

// builder makes the value that encoding/json would make of the document, but for
// numbers, which it keeps as they are written.
type builder struct {
	stack []any // maps, slices, and keys in between
	text  []byte
	value any
}

func (b *builder) BeginObject(int64)             { b.stack = append(b.stack, map[string]any{}) }
func (b *builder) BeginArray(int64)              { b.stack = append(b.stack, []any{}) }
func (b *builder) EndObject(int64)               { b.pop() }
func (b *builder) EndArray(int64)                { b.pop() }
func (b *builder) Key(k []byte, _ int64, _ int)  { b.stack = append(b.stack, string(k)) }
func (b *builder) BeginString(int64) bool        { b.text = b.text[:0]; return true }
func (b *builder) Text(t []byte, _ int64, _ int) { b.text = append(b.text, t...) }
func (b *builder) EndString(int64)               { b.put(string(b.text)) }

func (b *builder) Scalar(raw []byte, _ int64) {
	switch string(raw) {
	case "true":
		b.put(true)
	case "false":
		b.put(false)
	case "null":
		b.put(nil)
	default:
		b.put(json.Number(raw))
	}
}

func (b *builder) pop() {
	v := b.stack[len(b.stack)-1]
	b.stack = b.stack[:len(b.stack)-1]
	b.put(v)
}

func (b *builder) put(v any) {
	last := len(b.stack) - 1
	if last < 0 {
		b.value = v
		return
	}
	if key, ok := b.stack[last].(string); ok {
		b.stack[last-1].(map[string]any)[key] = v
		b.stack = b.stack[:last]
		return
	}
	b.stack[last] = append(b.stack[last].([]any), v)
}

// FuzzAgainstEncodingJSON compares with encoding/json: what is accepted, and
// with which value. The known differences: encoding/json takes invalid UTF-8
// and duplicate keys, and has no limits but its own of 10,000 levels.
func FuzzAgainstEncodingJSON(f *testing.F) {
	seeds(f, func(body []byte) { f.Add(body) })
	f.Fuzz(func(t *testing.T, body []byte) {
		var s Scanner
		b := &builder{}
		s.Reset(Limits{Bytes: 1 << 30, NumberBytes: 1 << 30, KeyBytes: 1 << 30, Keys: 1 << 30, Depth: MaxDepth, AllowDuplicateKeys: true}, b)
		err := s.Write(body)
		if err == nil {
			err = s.Close()
		}
		valid := json.Valid(body)
		if err != nil {
			if code := err.(*Error).Code; valid && code != UTF8 && code != TooDeep {
				t.Fatalf("%q is refused: %v", body, err)
			} else if code == UTF8 && utf8.Valid(body) {
				t.Fatalf("%q is UTF-8: %v", body, err)
			}
			return
		}
		if !valid || !utf8.Valid(body) {
			t.Fatalf("%q is accepted", body)
		}
		if want := naive(t, body); !reflect.DeepEqual(b.value, want) {
			t.Fatalf("%q is %#v, want %#v", body, b.value, want)
		}
	})
}

// FuzzCuts holds that events and errors do not depend on how a body is cut, also
// where small limits strike.
func FuzzCuts(f *testing.F) {
	seeds(f, func(body []byte) { f.Add(body, uint16(3), uint16(7), false) })
	f.Fuzz(func(t *testing.T, body []byte, first, second uint16, small bool) {
		var l Limits
		if small {
			l = Limits{Bytes: 200, Depth: 4, Keys: 20, KeyBytes: 10, StringBytes: 20, NumberBytes: 5}
		}
		a := int(first) % (len(body) + 1)
		b := a + int(second)%(len(body)-a+1)
		text := string(body)
		var s Scanner
		whole := run(t, &s, l, small, text, text)
		if got := run(t, &s, l, small, text, text[:a], text[a:b], text[b:]); got != whole {
			t.Fatalf("%q cut at %d and %d:\n%s\nwhole:\n%s", body, a, b, got, whole)
		}
		if len(text) < 1000 {
			if got := run(t, &s, l, small, text, bytewise(text)...); got != whole {
				t.Fatalf("%q byte by byte:\n%s\nwhole:\n%s", body, got, whole)
			}
		}
	})
}
