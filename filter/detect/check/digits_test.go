package check

import "testing"

func TestCheckDigits(t *testing.T) {
	for _, c := range []struct {
		check string
		args  []int32
		value string
		want  Verdict
	}{
		{"luhn", nil, "79927398713", Valid},
		{"luhn", nil, "79927398710", Reject},
		{"verhoeff", nil, "2363", Valid},
		{"verhoeff", nil, "2364", Reject},
		{"verhoeff", nil, "2346 2345 2346", Reject},
		{"mod97", nil, "3214282912345698765432161182", Valid},
		{"mod97", nil, "3214282912345698765432161183", Reject},
		{"iso7064-11-10", nil, "86095742719", Valid}, // German tax id, published example
		{"iso7064-11-10", nil, "86095742718", Reject},
		{"luhn-prefix", []int32{8, 0, 8, 4, 0}, "1234567893", Valid}, // CMS, published example
		{"luhn-prefix", []int32{8, 0, 8, 4, 0}, "1234567894", Reject},
		{"weighted", []int32{11, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, "1234567892", Reject},
		{"jwt", nil, "eyJhbGciOiJIUzI1NiJ9.e30.x", Valid},
		{"jwt", nil, "eyJmb28iOiJiYXIifQ.e30.x", Reject},
	} {
		got := Reject
		for _, k := range checks {
			if k.name == c.check {
				got = k.fn([]byte(c.value), c.args)
			}
		}
		if got != c.want {
			t.Errorf("%s(%s, %v) = %d, want %d", c.check, c.value, c.args, got, c.want)
		}
	}
}

// TestChecksTakeAnything feeds every check and matcher with values of any form.
func TestChecksTakeAnything(t *testing.T) {
	values := []string{"", "0", "-", "é", "\xff", "00000000000", "12345678901234567890123456789012345678901234567890", "ABCDEF", "A1-B2", ":", "@", "+", "(", "1:"}
	for _, v := range values {
		for _, k := range checks {
			k.fn([]byte(v), nil)
			k.fn([]byte(v), []int32{1})
		}
	}
}
