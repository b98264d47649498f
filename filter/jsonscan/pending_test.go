package jsonscan

import "testing"

// silence hears nothing.
type silence struct{}

func (silence) BeginObject(int64)      {}
func (silence) EndObject(int64)        {}
func (silence) BeginArray(int64)       {}
func (silence) EndArray(int64)         {}
func (silence) Key([]byte, int64, int) {}
func (silence) BeginString(int64) bool { return true }
func (silence) Text([]byte, int64, int) {
}
func (silence) EndString(int64)      {}
func (silence) Scalar([]byte, int64) {}

// What is not complete yet is told with its place: strings and keys from their opening quote, numbers and words from their
// first byte; elsewhere nothing waits.
func TestPending(t *testing.T) {
	for _, c := range []struct {
		body     string
		pos      int64
		inString bool
	}{
		{``, 0, false}, {`{`, 1, false}, {`{"`, 1, false}, {`{"ab`, 1, false}, {`{"ab"`, 5, false}, {`{"ab":`, 6, false}, {`{"ab": "`, 7, true}, {`{"ab": "c\`, 7, true}, {`{"ab": "c"`, 10, false},
		{`["a","b`, 5, true}, {`[1`, 1, false}, {`[12.5`, 1, false}, {`[12, tr`, 5, false}, {`[12, true`, 9, false}, {`[1]`, 3, false}, {`[1,]`, 3, false},
	} {
		var s Scanner
		s.Reset(Limits{Depth: 8, Keys: 10, KeyBytes: 10, StringBytes: 10, NumberBytes: 10, Bytes: 100}, silence{})
		_ = s.Write([]byte(c.body))
		if pos, inString := s.Pending(); pos != c.pos || inString != c.inString {
			t.Errorf("%q: %d %v, want %d %v", c.body, pos, inString, c.pos, c.inString)
		}
	}
}
