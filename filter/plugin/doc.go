// Package plugin connects the engine (filter/guard) to a proxy that speaks
// proxy-wasm: life cycle, headers, buffering, local replies, metrics, audit.
// It decides nothing about content.
//
// Each stream is in one of few states: headers wait or went on, the body is
// buffered in the proxy until it has been read to its end, then it is passed
// on, edited or answered. Reading follows the pieces as they come; the proxy
// keeps the body, and the module fetches it a second time only to edit it.
//
// Safe by construction: a body that is still buffered has not been sent, so
// an error, a panic or an abort before the verdict lets nothing pass unless
// the policy fails open. The end of a body is its last data callback or its
// trailers, whichever comes; deciding only on end_of_stream would let bodies
// with trailers by.
package plugin
