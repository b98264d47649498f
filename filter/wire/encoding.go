package wire

import "strings"

// Coding is a content coding (RFC 9110, section 8.4.1).
type Coding uint8

// The codings. The identity is none.
const (
	UnknownCoding Coding = iota
	Gzip
	Deflate // zlib (RFC 1950) by the standard, also raw deflate (RFC 1951) in practice
	Brotli
	Zstd
)

var codingNames = [...]string{UnknownCoding: "unknown", Gzip: "gzip", Deflate: "deflate", Brotli: "br", Zstd: "zstd"}

// String is the coding's registered name.
func (c Coding) String() string {
	if int(c) >= len(codingNames) {
		return "unknown"
	}
	return codingNames[c]
}

// Decodable reports whether a Decompressor understands the coding.
func (c Coding) Decodable() bool { return c == Gzip || c == Deflate }

// Encodings reads the value of a Content-Encoding header: the codings in the order
// in which they were applied, so that the last is to be decoded first.
func Encodings(header string) (codings []Coding) {
	for name := range strings.SplitSeq(header, ",") {
		switch strings.ToLower(strings.Trim(name, " \t")) {
		case "", "identity":
		case "gzip", "x-gzip":
			codings = append(codings, Gzip)
		case "deflate":
			codings = append(codings, Deflate)
		case "br":
			codings = append(codings, Brotli)
		case "zstd":
			codings = append(codings, Zstd)
		default:
			codings = append(codings, UnknownCoding)
		}
	}
	return codings
}
