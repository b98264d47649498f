package mask

import (
	"unicode"
	"unicode/utf8"
)

// Style is the form of what stands in for a value.
type Style uint8

const (
	Placeholder Style = iota // [TYPE_N], the same value the same number
	Label                    // [TYPE]
	Partial                  // the value's length, with some characters kept: **** **** **** 1111
	Hash                     // [TYPE:0123456789abcdef], keyed, the same value the same digits
	Token                    // [TYPE:key:body], encrypted: the same value the same token, and it can be turned back
	Redact                   // nothing
	Fixed                    // a text of the policy
)

var styleNames = [...]string{
	Placeholder: "Placeholder", Label: "Label", Partial: "Partial", Hash: "Hash",
	Token: "Token", Redact: "Redact", Fixed: "Fixed",
}

// Styles lists the names of all styles.
func Styles() []string { return styleNames[:] }

// ParseStyle returns the style that a policy calls name.
func ParseStyle(name string) (Style, bool) {
	for i, s := range styleNames {
		if s == name {
			return Style(i), true
		}
	}
	return 0, false
}

func (s Style) String() string {
	if int(s) < len(styleNames) {
		return styleNames[s]
	}
	return "unknown"
}

// Spec says how to mask. The zero value is a Placeholder.
//
//	style      Placeholder | Label | Partial | Hash | Token | Redact | Fixed; Placeholder
//	keepFirst  integer 0..64; 0: characters that Partial leaves readable at the beginning
//	keepLast   integer 0..64; 0: and at the end
//	char       text; *: what Partial puts for a hidden character
//	text       text: what Fixed puts
//	context    text: keeps the tokens of tenants apart, with Token
type Spec struct {
	Style Style

	// KeepFirst and KeepLast are how many characters Partial leaves readable at
	// each end. Separators are neither hidden nor counted.
	KeepFirst, KeepLast int

	Char string // what Partial puts for a hidden character, one character; default "*"
	Text string // what Fixed puts
	Key  []byte // of Hash, at least MinKey bytes

	// Tokens has the keys of the style Token. Context keeps the tokens of
	// tenants apart: what was made in one is not turned back in another.
	Tokens  *Tokens
	Context string
}

// Limits of a Spec.
const (
	MinKey     = 16
	MaxKeep    = 64   // characters, for each of KeepFirst and KeepLast
	MaxText    = 1024 // bytes
	MaxContext = 256  // bytes
)

// SpecError is what is wrong with one field of a Spec. It never shows a key.
type SpecError struct {
	Field string // as policies write it: style, keepFirst, keepLast, char, text, key
	Msg   string
}

func (e *SpecError) Error() string { return e.Field + ": " + e.Msg }

// Validate returns a *SpecError if the Spec cannot be carried out or says
// something that its style does not use.
func (s *Spec) Validate() error {
	if field, msg := s.problem(); field != "" {
		return &SpecError{Field: field, Msg: msg}
	}
	return nil
}

func (s *Spec) problem() (field, msg string) {
	switch {
	case int(s.Style) >= len(styleNames):
		return "style", "unknown style"
	case s.Style != Partial && s.KeepFirst != 0:
		return "keepFirst", "only the style Partial keeps characters"
	case s.Style != Partial && s.KeepLast != 0:
		return "keepLast", "only the style Partial keeps characters"
	case s.Style != Partial && s.Char != "":
		return "char", "only the style Partial has a character"
	case s.Style != Fixed && s.Text != "":
		return "text", "only the style Fixed has a text"
	case s.Style != Hash && len(s.Key) > 0:
		return "key", "only the style Hash has a key"
	case s.Style != Token && s.Context != "":
		return "context", "only the style Token has a context"
	}
	switch s.Style {
	case Partial:
		return s.partialProblem()
	case Fixed:
		return s.fixedProblem()
	case Hash:
		if len(s.Key) < MinKey {
			return "key", "the style Hash needs a key of at least 16 bytes"
		}
	case Token:
		return s.tokenProblem()
	}
	return "", ""
}

func (s *Spec) partialProblem() (field, msg string) {
	if s.KeepFirst < 0 || s.KeepFirst > MaxKeep {
		return "keepFirst", "must be 0 to 64"
	}
	if s.KeepLast < 0 || s.KeepLast > MaxKeep {
		return "keepLast", "must be 0 to 64"
	}
	if s.Char != "" {
		r, n := utf8.DecodeRuneInString(s.Char)
		if n != len(s.Char) || r == utf8.RuneError || !unicode.IsPrint(r) || isSeparator(r) {
			return "char", "must be one printable character that is no separator"
		}
	}
	return "", ""
}

func (s *Spec) tokenProblem() (field, msg string) {
	switch {
	case s.Tokens == nil:
		return "style", "the style Token needs keys"
	case len(s.Context) > MaxContext || !utf8.ValidString(s.Context):
		return "context", "must be at most 256 bytes of UTF-8"
	}
	return "", ""
}

func (s *Spec) fixedProblem() (field, msg string) {
	switch {
	case s.Text == "":
		return "text", "the style Fixed needs a text; the style Redact leaves nothing"
	case len(s.Text) > MaxText:
		return "text", "must be at most 1024 bytes"
	case !utf8.ValidString(s.Text):
		return "text", "must be UTF-8"
	}
	return "", ""
}
