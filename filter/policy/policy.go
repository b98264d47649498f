package policy

import (
	"regexp"

	"github.com/chatguard/chatguard/filter/mask"
)

// Config is a loaded document.
type Config struct {
	Default     *Policy
	Policies    map[string]*Policy
	Routes      []Route
	HoldHeaders bool // headers wait for the verdict; the host must pass StopIteration through
}

// Policy is one policy with everything it extends.
type Policy struct {
	Name           string
	Description    string
	Mode           Mode
	FailureMode    FailureMode
	OnUninspected  Uninspected
	OnInvalid      Refusal // malformed JSON, not UTF-8, duplicate keys
	OnOverLimit    Refusal // larger, deeper or longer than Limits
	Limits         Limits
	Rules          []Rule // the first that matches a finding decides
	Detectors      []Detector
	Allow          AllowList
	Restore        Restore
	Response       Answer
	ResponseHeader bool // tell the client the verdict in x-chatguard
}

// Limits bound what a body may be. 0 in a document means the default.
type Limits struct {
	BodyBytes   int64 // of a body that is held for inspection
	Depth       int   // of nested arrays and objects
	Keys        int   // of all objects together
	KeyBytes    int
	StringBytes int
	NumberBytes int
	Messages    int // of a conversation
	HoldBytes   int // of a streamed text, held because it may become a finding
	EventBytes  int // of one event of a stream

	DuplicateKeys Duplicates
}

// DefaultLimits apply where a policy says nothing.
var DefaultLimits = Limits{
	BodyBytes: 1 << 20, Depth: 64, Keys: 100_000, KeyBytes: 1 << 10, StringBytes: 1 << 20, NumberBytes: 256,
	Messages: 2000, HoldBytes: 4 << 10, EventBytes: 1 << 20,
}

// Rule says what to do with the findings it matches.
type Rule struct {
	Name      string
	Types     []string // entity ids, groups resolved
	Scopes    Scope
	Direction Direction
	MinScore  float32
	Action    Action
	Mask      mask.Spec
}

// Detector is an entity of the operator's own: a regular expression (RE2
// syntax) or a list of terms.
type Detector struct {
	Name          string
	Regex         string
	Terms         []string
	Context       []string // words near by that raise the score
	Score         float32
	CaseSensitive bool
	Group         int // of the regular expression: the part that is the finding
}

// AllowList names values that are never findings.
type AllowList struct {
	Values map[string]bool
	Regex  []*regexp.Regexp // must match the whole value
}

// Match tells whether value is on the list.
func (a *AllowList) Match(value []byte) bool {
	if a.Values[string(value)] {
		return true
	}
	for _, r := range a.Regex {
		if r.Match(value) {
			return true
		}
	}
	return false
}

// Restore says which placeholders of a request are turned back in its
// response.
type Restore struct {
	Enabled bool
	Never   map[string]bool // entity ids whose values are not kept
}

// Answer is the reply to a blocked call.
type Answer struct {
	Status     int
	Message    string
	Format     Format
	Headers    map[string]string
	RevealRule bool
}
