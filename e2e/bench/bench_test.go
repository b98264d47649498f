package main

import (
	"encoding/json"
	"os"
	"testing"
)

func TestBodiesHaveTheirSize(t *testing.T) {
	for _, size := range sizes {
		b := chatBody(size.bytes)
		if !json.Valid(b) || len(b) < size.bytes*9/10 || len(b) > size.bytes*11/10 {
			t.Errorf("a body of %d bytes has %d, valid: %v", size.bytes, len(b), json.Valid(b))
		}
	}
}

func TestTextsHaveTheirSize(t *testing.T) {
	for _, kind := range kinds {
		if b := kind.body(); !json.Valid(b) || len(b) < textBytes*9/10 || len(b) > textBytes*11/10 {
			t.Errorf("%s has %d bytes, valid: %v", kind.name, len(b), json.Valid(b))
		}
	}
}

func TestShares(t *testing.T) {
	l := load{BodyBytes: 1000, Added: []float64{0, 100, 150, 400, 90, 600}}
	if share, ok := l.share(withLua); !ok || share != 0.25 {
		t.Errorf("share of Lua %v, %v", share, ok)
	}
	if _, ok := l.share(withGRPC); ok {
		t.Error("a share of a variant that did not run")
	}
	if got := l.perByte(); got != 300 {
		t.Errorf("%v ns a byte", got)
	}
}

func TestMedian(t *testing.T) {
	for _, c := range []struct {
		all  []float64
		want float64
	}{{[]float64{3}, 3}, {[]float64{9, 1, 4}, 4}, {[]float64{8, 2, 4, 6}, 5}} {
		if got := median(c.all); got != c.want {
			t.Errorf("median(%v) = %v", c.all, got)
		}
	}
}

// The numbers of a process that does something must move.
func TestProc(t *testing.T) {
	if _, err := os.Stat("/proc/self/stat"); err != nil {
		t.Skip("no /proc on this system")
	}
	before, err := cpuSeconds(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	after := before
	for i := 0; after == before && i < 1e6; i++ {
		if after, err = cpuSeconds(os.Getpid()); err != nil {
			t.Fatal(err)
		}
	}
	if mb, err := residentMB(os.Getpid()); after <= before || err != nil || mb < 1 {
		t.Errorf("CPU from %v to %v, resident %v MB, %v", before, after, mb, err)
	}
	if ticks, err := cpuTicks(os.Getpid()); err != nil || ticks < 0 || ticks > after+10 {
		t.Errorf("ticks %v, %v", ticks, err)
	}
}
