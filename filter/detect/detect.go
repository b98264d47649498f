// Package detect finds personal data, credentials and custom terms in text.
//
// Rules are data (see policies/README.md), compiled by packgen into flat
// tables that are used as they lie in the embedded file. A scan goes over the
// text twice, both times with one table look-up a byte: an automaton notes
// every literal of every rule, and a class table notes digits, '@' and ':'.
// Only there do patterns, checksums and context words come in, each within a
// bounded window, so that a scan is linear whatever the text is. Nothing is
// allocated once the scratch of a Scanner has grown.
//
// Scan is a pure function of the bytes and does not depend on how they were
// cut: it reports up to which position its answer is final, see Scanner.Scan.
package detect

import (
	"github.com/chatguard/chatguard/filter/detect/check"
	"github.com/chatguard/chatguard/filter/detect/match"
)

// Type is the number of an entity type in a Set. Built-in types have the same
// number in every Set.
type Type uint16

// Finding is a byte range of the text that a rule recognised.
type Finding struct {
	Start, End int
	Type       Type
	Score      float32 // 0 to 1
	Rule       uint16  // see Info.RuleID; custom detectors come after the built-in rules
	Validated  bool    // a checksum or a structure was verified
	Harmless   bool    // a documented example or an evident placeholder
}

// Lookback is how many bytes before from a Scan may look at, for word
// boundaries and context words: the caller keeps that many.
const Lookback = 256

// MaxOpen bounds how far before the end of the text the open position of a
// Scan lies.
const MaxOpen = 16 << 10

// Checks returns the names of the checks.
func Checks() []string { return check.Names() }

// Matchers returns the names of the matchers and their triggers.
func Matchers() (ids, triggers []string) { return match.Names() }
