package check

import "testing"

func TestMnemonic(t *testing.T) {
	for text, want := range map[string]Verdict{
		"ribbon puzzle maple lunar canyon wagon drift galaxy kidney siren noble jungle":       Plain,
		"1. ribbon 2. puzzle 3. maple 4. lunar 5. canyon 6. wagon 7. drift 8. a 9. b c d e":   Plain,
		"ribbon puzzle maple lunar canyon wagon drift galaxy kidney siren noble":              Reject, // eleven
		"keep ribbon puzzle maple lunar canyon wagon drift galaxy kidney siren noble jungle":  Reject, // a sentence
		"word word word word word word word word word word word word":                         Reject,
		"ribbon puzzle maple lunar canyon wagon drift galaxy kidney siren noble jungles that": Plain,
		"mov add sub mul div jmp cmp call push pop xor test":                                  Reject,
		"": Reject,
	} {
		if got := checkMnemonic([]byte(text), nil); got != want {
			t.Errorf("%q: %v, not %v", text, got, want)
		}
	}
}
