package plugin

import (
	"testing"
	"time"
)

func TestAppendTime(t *testing.T) {
	const day = 86_400_000
	for ms := int64(0); ms < 150*366*day; ms += day/3 + 1_234_567 {
		want := time.UnixMilli(ms).UTC().Format("2006-01-02T15:04:05.000Z")
		if got := string(appendTime(nil, ms)); got != want {
			t.Fatalf("%d: %s, want %s", ms, got, want)
		}
	}
}
