// Package wire cuts streams into the frames that carry their payloads and puts
// edited payloads back: server-sent events, newline-delimited JSON, streamed
// JSON arrays, AWS event streams and WebSocket messages. It also names and
// decodes content codings.
//
// It promises:
//
//   - Every byte of the input is in the Raw of exactly one frame, in the order
//     of the stream. (The one exception is WebSocket's own: a control frame
//     between the fragments of a message comes before the message.)
//   - The frames do not depend on how the stream was cut into pieces.
//   - An edit changes the payload and what the framing derives from it (lengths,
//     checksums, masks) and nothing else.
//   - At most the limit is held, whatever lengths a stream claims. A longer frame
//     is passed on in parts, marked as such.
//   - A frame that lies within one piece is handed over without a copy, and
//     nothing is allocated for a frame once buffers have grown.
//   - An error carries a code and an offset, never a byte of the stream.
//
// It is safe on hostile input because each decoder is a small state machine: it
// does not recurse, does not allocate by lengths it has not checked, and looks at
// each byte a fixed number of times.
package wire
