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
//	out := in.Close(whole)
//	body = out.Apply(nil, body)
//
// Promises: the outcome does not depend on how the body was cut. Bytes outside
// an edit are not touched, and an edited JSON body is still JSON. What could
// not be inspected is said in Coverage and Reason. No error, reason or audit
// field ever holds a byte of the body.
//
// Memory: what an Inspector keeps grows with the strings and findings that a
// body really has, and the policy's limits bound both.
package guard
