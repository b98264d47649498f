// Package check verifies what patterns matched: check digits, dates, prefixes and
// registers of numbers, forms of tokens, entropy.
//
// Each check is a pure function of a value and a rule's arguments. It looks at a
// bounded number of bytes, allocates nothing, and takes any bytes: what is not in
// the form that it knows is rejected. Rules name checks (see policies/README.md).
package check

// Verdict is what a check says of a value.
type Verdict uint8

// The verdicts. Weak: right in form, but a finding only in context. Plain: right
// in form, nothing could be verified. Valid: verified.
const (
	Reject Verdict = iota
	Weak
	Plain
	Valid
)
