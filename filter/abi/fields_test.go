package abi

import (
	"testing"
	"unsafe"
)

// mapHost has one header map, and counts who reads it.
type mapHost struct {
	Host
	pairs []byte
	reads int
}

func (h *mapHost) ProxyGetHeaderMapPairs(_ uint32, value **byte, n *int) uint32 {
	h.reads++
	*value, *n = unsafe.SliceData(h.pairs), len(h.pairs)
	return uint32(OK)
}

func (h *mapHost) ProxyRemoveHeaderMapValue(uint32, *byte, int) uint32 {
	h.pairs = appendPairs(nil, [][2]string{{"b", "3"}})
	return uint32(OK)
}

func (h *mapHost) ProxySetEffectiveContext(uint32) uint32 { return uint32(OK) }

func TestHeadersAreReadOnce(t *testing.T) {
	h := &mapHost{pairs: appendPairs(nil, [][2]string{{"a", "1"}, {"b", "2"}, {"b", "9"}, {"c", ""}})}
	defer func(old Host) { current = old }(current)
	current = h
	want := func(name, value string, ok bool, reads int) {
		t.Helper()
		if v, found := Header(RequestHeaders, name); v != value || found != ok || h.reads != reads {
			t.Errorf("%s: %q, %t after %d reads; want %q, %t after %d", name, v, found, h.reads, value, ok, reads)
		}
	}
	begin()
	want("a", "1", true, 1)
	want("b", "2", true, 1)
	want("c", "", true, 1)
	want("d", "", false, 1)
	RemoveHeader(RequestHeaders, "a")
	want("a", "", false, 2)
	want("b", "3", true, 2)
	func() { // the host calls back, for another stream
		begin()
		defer end(OnLog, 2)
		want("b", "3", true, 3)
	}()
	want("b", "3", true, 4)
	SetEffectiveContext(3)
	want("b", "3", true, 5)
	end(OnRequestHeaders, 1)
	begin()
	want("b", "3", true, 6)
	end(OnRequestHeaders, 1)
}

// firstValue is the first value of a name in pairs.
func firstValue(pairs []byte, name string) (value string, ok bool) {
	eachPair(pairs, func(n, v []byte) bool {
		value, ok = string(v), string(n) == name
		return !ok
	})
	return value, ok
}

// Whatever is not well formed holds nothing, wherever it ends.
func TestFirstValueOfBrokenPairs(t *testing.T) {
	whole := appendPairs(nil, [][2]string{{"name", "value"}, {"other", "thing"}})
	if v, ok := firstValue(whole, "other"); !ok || v != "thing" {
		t.Fatalf("%q, %t", v, ok)
	}
	for n := range whole {
		if v, ok := firstValue(whole[:n], "other"); ok {
			t.Errorf("cut at %d: %q", n, v)
		}
	}
	for at := range 20 {
		b := append([]byte(nil), whole...)
		for bit := range 8 {
			b[at] ^= 1 << bit
			firstValue(b, "other") // does not panic
			b[at] ^= 1 << bit
		}
		b[at] = 0xff
		firstValue(b, "other")
	}
}
