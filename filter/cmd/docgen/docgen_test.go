package main

import "testing"

func TestREADMEIsUpToDate(t *testing.T) {
	if err := run("../../../README.md", true); err != nil {
		t.Error(err)
	}
}

func TestFillNeedsMarkers(t *testing.T) {
	if _, err := Fill("nothing"); err == nil {
		t.Error("a file without markers is accepted")
	}
}
