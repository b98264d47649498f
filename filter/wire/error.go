package wire

import "strconv"

// Code says what is wrong with a frame or a compressed body.
type Code uint8

// The codes.
const (
	FrameTooLarge  Code = iota + 1 // the frame is longer than the limit
	Truncated                      // the stream ends inside the frame
	BadLength                      // lengths contradict each other or the format's maxima
	BadPreludeCRC                  // event stream: the lengths' checksum is wrong
	BadMessageCRC                  // event stream: the message's checksum is wrong
	BadHeader                      // event stream: the headers cannot be read
	Protocol                       // WebSocket: a rule of RFC 6455 is broken
	NotUTF8                        // WebSocket: a text message or close reason is not UTF-8
	BadCompression                 // the compressed body cannot be decoded
	BadChecksum                    // the decoded body's checksum or length is wrong
	OutputTooLarge                 // the decoded body is longer than the limit
	RatioTooHigh                   // the body grows by more than the limit when decoded
)

var codeNames = [...]string{
	FrameTooLarge: "frame-too-large", Truncated: "truncated", BadLength: "bad-length",
	BadPreludeCRC: "bad-prelude-crc", BadMessageCRC: "bad-message-crc", BadHeader: "bad-header",
	Protocol: "protocol", NotUTF8: "not-utf8", BadCompression: "bad-compression",
	BadChecksum: "bad-checksum", OutputTooLarge: "output-too-large", RatioTooHigh: "ratio-too-high",
}

// String is the code in kebab case, as it stands in logs and metrics.
func (c Code) String() string {
	if c == 0 || int(c) >= len(codeNames) {
		return "unknown"
	}
	return codeNames[c]
}

// Error is a fault of a stream.
type Error struct {
	Code   Code
	Offset int64 // of the frame in the stream; in a compressed body, how much of it had been read
}

func (e *Error) Error() string {
	return "wire: " + e.Code.String() + " at offset " + strconv.FormatInt(e.Offset, 10)
}
