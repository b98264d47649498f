package detect

// checks verify what a pattern matched, by the names that rules use. A check
// is a pure function of the value and the rule's arguments and looks at a
// bounded number of bytes.
var checks = [...]struct {
	name string
	fn   func(v []byte, args []int32) Verdict
}{
	{"luhn", checkLuhn},
	{"us-ssn", checkSSN},
	{"ipv4", checkIPv4},
	{"jwt", checkJWT},
	{"aws-key-id", checkAWSKeyID},
	{"weighted", checkWeighted},
	{"verhoeff", checkVerhoeff},
	{"mod97", checkMod97},
	{"iso7064-11-10", checkISO11},
	{"luhn-prefix", checkLuhnPrefix},
	{"mixed", checkMixed},
	{"crc62", checkCRC62},
	{"ends-aa", checkEndsAA},
}

// Checks returns the names of the checks.
func Checks() []string {
	var names []string
	for _, c := range checks {
		names = append(names, c.name)
	}
	return names
}
