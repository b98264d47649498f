// Package jsonedit changes JSON documents by their bytes: members set or taken
// out, elements of lists taken out with what belongs to them. All bytes that are
// no part of a change stay what they are, and what comes out is a document still.
//
// It works on places that a scan of the document found, does not recurse, and
// keeps no more than the scanner's limits allow.
package jsonedit

// Edit replaces the body's bytes [From, To) with New.
type Edit struct {
	From, To int64
	New      []byte
}
