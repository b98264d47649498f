// Package jsonscan reads a JSON document that arrives in pieces and reports its
// structure, keys, strings and scalars with their places in the body.
//
// It promises:
//
//   - Exactly the texts of RFC 8259 in UTF-8 (RFC 3629) are accepted. There is
//     no byte order mark, no comment, no trailing comma and nothing behind the
//     document. The one liberty is the grammar's own: an escaped surrogate
//     without its other half is valid, and is delivered as U+FFFD.
//   - The events, and the code and offset of an error, do not depend on how the
//     body was cut. Only a run of literal text may come in several pieces, and
//     then the pieces' concatenation is the same.
//   - Memory is bounded by Limits, never by what the body claims, and time is
//     linear in the body.
//   - An error carries a code and an offset, never a byte of the body.
//
// It is safe on hostile input because nothing recurses: open containers are
// entries of an array sized by Limits.Depth, and everything that a cut can
// interrupt (a UTF-8 sequence, an escape, a number, a key) is a small state that
// the next piece resumes.
//
// It is fast because inside strings, where a body's bytes are, it looks at eight
// of them at a time, and elsewhere one table look-up decides a byte.
package jsonscan
