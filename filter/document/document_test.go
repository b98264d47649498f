package document

import "testing"

func TestParse(t *testing.T) {
	n, errs := Parse([]byte(` {"a": [1.5, {"b": "x\u00e9"}], "c": true, "d": null, "e": {}} `))
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	if n.Kind != Object || n.Offset != 1 || len(n.Names) != 4 || n.Names[2] != "d" {
		t.Errorf("document %+v", n)
	}
	item := n.Get("a").List()[1].Get("b")
	if item.Path != "a[1].b" || item.Str() != "xé" || string(item.Raw) != `"x\u00e9"` {
		t.Errorf("string %+v", item)
	}
	if item.Key != 14 || n.Get("a").Key != 2 || n.Key != 1 {
		t.Errorf("names at %d, %d, %d", item.Key, n.Get("a").Key, n.Key)
	}
	if one := n.Get("a").List()[0]; one.Number != 1.5 || one.Path != "a[0]" || one.Offset != 8 {
		t.Errorf("number %+v", one)
	}
	if string(n.Get("a").Raw) != `[1.5, {"b": "x\u00e9"}]` || !n.Get("c").Flag || n.Get("d").Kind != Null {
		t.Errorf("%+v", n)
	}
	if n.Get("x", "y") != nil || n.Get("x").Str() != "" || n.Get("x").Strs() != nil || n.Get("c").Keys() != nil {
		t.Error("an absent value is there")
	}
}

func TestErrors(t *testing.T) {
	for doc, want := range map[string]string{
		``:                          "not JSON: empty at byte 0",
		`{"a":1`:                    "not JSON: truncated at byte 6",
		`{"a":1} x`:                 "not JSON: trailing at byte 8",
		`{"a":{"b":1,"b":2,"b":3}}`: "a.b: given twice",
	} {
		_, errs := Parse([]byte(doc))
		if len(errs) == 0 || errs[0].Error() != want {
			t.Errorf("%s: %v, want %s", doc, errs, want)
		}
	}
	if n, errs := Parse([]byte(`{"a":{"b":1,"b":2,"b":3}}`)); len(errs) != 2 || n.Get("a", "b").Number != 1 || errs[1].Offset != 18 {
		t.Errorf("%v", errs)
	}
}
