package wire

import (
	"encoding/base64"

	"github.com/chatguard/chatguard/filter/jsonscan"
)

// BedrockChunk reads the payloads of Bedrock's invoke-with-response-stream, which
// hold the model's own JSON in base64:
//
//	{"bytes":"<base64>","p":"<padding>"}
//
// It is reused from payload to payload; its zero value is ready.
type BedrockChunk struct {
	scanner jsonscan.Scanner
	depth   int
	inBytes bool // the key at depth 1 was "bytes"
	found   bool
	from    int // of the base64 in the payload
	to      int
	encoded []byte
	inner   []byte
}

// Decode returns the JSON inside a payload, valid until the next call. It is not
// ok if the payload is not an object with one member "bytes" that is base64.
func (c *BedrockChunk) Decode(payload []byte) (inner []byte, ok bool) {
	c.depth, c.inBytes, c.found, c.encoded = 0, false, false, c.encoded[:0]
	c.scanner.Reset(jsonscan.Limits{Bytes: int64(len(payload)) + 1, StringBytes: len(payload) + 1}, (*bedrockHandler)(c))
	if c.scanner.Write(payload) != nil || c.scanner.Close() != nil || !c.found {
		return nil, false
	}
	if n := base64.StdEncoding.DecodedLen(len(c.encoded)); n > cap(c.inner) {
		c.inner = make([]byte, n)
	}
	n, err := base64.StdEncoding.Decode(c.inner[:cap(c.inner)], c.encoded)
	return c.inner[:n], err == nil
}

// AppendWith appends the payload given to Decode, which was ok, with other JSON
// inside.
func (c *BedrockChunk) AppendWith(dst, payload, inner []byte) []byte {
	dst = append(dst, payload[:c.from]...)
	dst = base64.StdEncoding.AppendEncode(dst, inner)
	return append(dst, payload[c.to:]...)
}

// bedrockHandler hides the handler's methods from BedrockChunk's users.
type bedrockHandler BedrockChunk

// An array counts as two levels, so that an object in it is never at depth 1.
func (c *bedrockHandler) BeginObject(int64) { c.depth, c.inBytes = c.depth+1, false }
func (c *bedrockHandler) BeginArray(int64)  { c.depth, c.inBytes = c.depth+2, false }
func (c *bedrockHandler) EndObject(int64)   { c.depth-- }
func (c *bedrockHandler) EndArray(int64)    { c.depth -= 2 }

func (c *bedrockHandler) Key(key []byte, _ int64, _ int) {
	c.inBytes = c.depth == 1 && string(key) == "bytes"
}

func (c *bedrockHandler) BeginString(pos int64) bool {
	if c.inBytes {
		c.from = int(pos)
	}
	return c.inBytes
}

func (c *bedrockHandler) Text(b []byte, _ int64, _ int) { c.encoded = append(c.encoded, b...) }

func (c *bedrockHandler) EndString(pos int64) {
	if c.inBytes {
		c.to, c.found, c.inBytes = int(pos), true, false
	}
}

func (c *bedrockHandler) Scalar([]byte, int64) { c.inBytes = false }
