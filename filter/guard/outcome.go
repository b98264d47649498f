package guard

import (
	"github.com/chatguard/chatguard/filter/jsonedit"
	"github.com/chatguard/chatguard/filter/policy"
)

// Verdict is what is to be done with a body.
type Verdict uint8

const (
	Allow Verdict = iota // pass it on as it is
	Mask                 // pass it on with Edits applied
	Block                // answer in its place
)

func (v Verdict) String() string { return [...]string{"allow", "mask", "block"}[v] }

// Coverage says how much of a body was inspected.
type Coverage uint8

const (
	None Coverage = iota
	Partial
	Full
)

func (c Coverage) String() string { return [...]string{"none", "partial", "full"}[c] }

// Reason says why coverage is not full, or why a body was refused.
type Reason string

const (
	PolicyOff    Reason = "policy-off"
	Encoding     Reason = "encoding"      // a content coding that is not decoded
	NotText      Reason = "content-type"  // neither JSON nor text
	OverLimit    Reason = "over-limit"    // larger, deeper or longer than the policy allows
	InvalidJSON  Reason = "invalid-json"  // malformed, truncated, or not UTF-8
	DuplicateKey Reason = "duplicate-key" // an object has a key twice
	UnknownShape Reason = "unknown-shape" // inspected in full, but no API of this shape is known
	BadFraming   Reason = "framing"       // a stream whose events cannot be told apart
	Media        Reason = "media"         // binary content was recognised and left alone
	Unsupported  Reason = "upgrade"       // a protocol upgrade
	ReadOnly     Reason = "signed"        // a finding in text that must not be edited
	InternalFail Reason = "internal"      // the filter itself failed
	NotRead      Reason = "not-read"      // a shadow's: the policy in force did not read the body to its end
)

// Finding is one sensitive value, by place and kind. It never holds the value.
type Finding struct {
	Type   string
	Action policy.Action // what the rule says; in Monitor mode it was not done
	Rule   string
	Path   string // of the string, with dots: "messages.0.content"; "" in plain text, and of a terse Exchange
	Class  string // the same without indices and foreign keys, for logs
	Scope  policy.Scope
	Start  int // bytes in the decoded text of the string
	End    int
	Score  float32

	Fingerprint string // keyed, "" without a key
}

// Outcome is what an inspection found and what is to be done.
type Outcome struct {
	Verdict    Verdict
	Would      Verdict // in Monitor mode, the verdict that Enforce would have given
	Coverage   Coverage
	Reason     Reason
	API        string
	Findings   []Finding
	Edits      []jsonedit.Edit // in order, not overlapping
	Status     int             // of the answer, if Verdict is Block
	Rule       string          // that blocked, "" if none
	Why        string          // for the caller, besides the policy's message: no value, only names and limits
	Bytes      int64           // inspected
	Blobs      int             // media parts left alone
	Restored   int             // values turned back in place of placeholders and tokens; one that is repeated counts once
	Unresolved int             // different tokens left as they are: made with another key or for another context, or written by the client
	Harmless   int             // documented example values, not counted as findings

	// Shadow is what the policy on trial would have done, in Would; nil if there
	// is none. Nothing of it is to be carried out.
	Shadow *Outcome
}

// Apply appends body with the edits to dst.
func (o *Outcome) Apply(dst, body []byte) []byte {
	at := int64(0)
	for _, e := range o.Edits {
		dst = append(dst, body[at:e.From]...)
		dst = append(dst, e.New...)
		at = e.To
	}
	return append(dst, body[at:]...)
}

// Growth is how much longer the edited body is, in bytes; negative if shorter.
func (o *Outcome) Growth() int64 {
	n := int64(0)
	for _, e := range o.Edits {
		n += int64(len(e.New)) - (e.To - e.From)
	}
	return n
}
