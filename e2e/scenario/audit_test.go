package scenario

import "testing"

// A line that says more than the schema, or something else, is told.
func TestAuditFaults(t *testing.T) {
	const good = `{"time":"2026-01-02T03:04:05.678Z","requestId":"r","route":"","policy":"p","mode":"Enforce","api":"openai.chat",` +
		`"request":{"verdict":"mask","coverage":"full","findings":[{"count":1,"type":"EMAIL_ADDRESS","action":"Mask","rule":"a","path":"messages[].content"}]}}`
	if faults := AuditFaults([]string{good}); faults != nil {
		t.Error(faults)
	}
	for _, bad := range []string{
		`{}`, `not JSON`,
		good[:len(good)-1] + `,"text":"what was said"}`,
		`{"time":"now"` + good[len(`{"time":"2026-01-02T03:04:05.678Z"`):],
	} {
		if AuditFaults([]string{bad}) == nil {
			t.Error("taken: ", bad)
		}
	}
}
