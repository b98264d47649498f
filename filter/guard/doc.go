// Package guard is the engine: the bytes of an exchange go in, a verdict with
// findings and edits comes out. It knows nothing of a proxy, so that the same
// code runs in tests, on the command line, under wazero and in Envoy.
//
// A Guard holds the compiled configuration; Exchange is one request with its
// response; Inspector reads one body in whatever pieces it arrives:
//
//	x.Begin(plan, info)
//	in := x.Request(guard.Body{ContentType: "application/json", Path: "/v1/chat/completions"})
//	in.Write(piece) // any number of times
//	out := in.Close(again) // gives the bytes once more, where it has to look back
//	body, err = in.Rewrite(nil, again)
//
// Promises: the outcome does not depend on how the body was cut. Bytes outside
// an edit are not touched, and an edited JSON body is still JSON. What could
// not be inspected is said in Coverage and Reason. No error, reason or audit
// field ever holds a byte of the body.
//
// Streams: an event goes on when it came and keeps its place. Of its text only
// that is held which the types that the direction's rules name can still make a
// part of a value, or a placeholder: with addresses the last word, with card
// numbers a row of digits, of tool arguments an escape or a number that is not
// complete. The next event of the same text brings it, or one that is put in
// before the text ends.
//
// Memory: what an Inspector keeps grows with the strings and findings that a
// body really has, and the policy's limits bound both.
package guard
