// Package text holds the decoded text of one string of a body and the way
// back from every byte of it to the bytes it came from.
//
// Detectors see plain text: escapes are already undone, pieces are joined. A
// finding is a range of that text; Span turns it into the range of the body
// that produced it, whatever escapes stood there, so that an edit replaces
// exactly those bytes and no others.
//
// Memory: the text plus one segment for each literal run and each escape.
// Both grow with what was really delivered, never with what a body claims.
package text
