package jsonscan

import "strconv"

// Code says why a document was refused.
type Code uint8

// The codes. Offsets are of the first byte that cannot be accepted, unless said
// otherwise; where the body ends too early it is the body's length.
const (
	Syntax        Code = iota + 1 // the byte does not fit the grammar
	UTF8                          // a string is not well-formed UTF-8
	Truncated                     // the body ends inside the document
	Trailing                      // something other than white space follows the document
	Empty                         // the body holds nothing but white space
	TooLarge                      // more than Limits.Bytes
	TooDeep                       // more than Limits.Depth containers are open
	TooManyKeys                   // more than Limits.Keys; the offset is of the key's opening quote
	KeyTooLong                    // more than Limits.KeyBytes
	StringTooLong                 // more than Limits.StringBytes
	NumberTooLong                 // more than Limits.NumberBytes
	DuplicateKey                  // the object has the key already; the offset is that of Handler.Key
)

var codeNames = [...]string{
	Syntax: "syntax", UTF8: "utf8", Truncated: "truncated", Trailing: "trailing", Empty: "empty",
	TooLarge: "too-large", TooDeep: "too-deep", TooManyKeys: "too-many-keys", KeyTooLong: "key-too-long",
	StringTooLong: "string-too-long", NumberTooLong: "number-too-long", DuplicateKey: "duplicate-key",
}

// String is the code in kebab case, as it stands in logs and metrics.
func (c Code) String() string {
	if c == 0 || int(c) >= len(codeNames) {
		return "unknown"
	}
	return codeNames[c]
}

// Error is what Write and Close return, always as *Error.
type Error struct {
	Code   Code
	Offset int64 // in the whole body
}

func (e *Error) Error() string {
	return "json: " + e.Code.String() + " at offset " + strconv.FormatInt(e.Offset, 10)
}
