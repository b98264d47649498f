package wire

import (
	"bytes"
	"strings"
	"testing"
)

// packBits makes bytes of bits written in the order of the stream. Spaces are for
// the reader.
func packBits(bits string) []byte {
	bits = strings.ReplaceAll(bits, " ", "")
	out := make([]byte, (len(bits)+7)/8)
	for i := range bits {
		out[i/8] |= (bits[i] - '0') << (i % 8)
	}
	return out
}

// TestInflateRules has a block for each rule that encoders do not break. Bits are
// grouped by element: the header of the block, then codes; numbers come with their
// lowest bit first, codes with their highest.
func TestInflateRules(t *testing.T) {
	const (
		fixed, dynamic = "1 10 ", "1 01 "
		a, three, end  = "10010001 ", "0000001 ", "0000000 " // 'a', length 3, end of block
	)
	zeros := strings.Repeat("0", 40)
	for _, c := range []struct {
		name, bits, want string
		code             Code
	}{
		{"match", fixed + a + three + "00000" + end, "aaaa", 0},
		{"length 258", fixed + a + "11000101 00000" + end, strings.Repeat("a", 259), 0},
		{"too far back", fixed + a + three + "00001" + zeros, "", BadCompression},
		{"length symbol 286", fixed + a + "11000110" + zeros, "", BadCompression},
		{"distance symbol 30", fixed + a + three + "11110" + zeros, "", BadCompression},
		{"distance symbol 30 at the end", fixed + "110010000 " + three + "11110", "", BadCompression},
		{"reserved block", "1 11" + zeros, "", BadCompression},
		{"288 literals", dynamic + "11111 00000 0000" + zeros, "", BadCompression},
		{"31 distances", dynamic + "00000 01111 0000" + zeros, "", BadCompression},
		{"too many short codes", dynamic + "00000 00000 0000 100 100 100 100" + zeros, "", BadCompression},
		{"too few codes", dynamic + "00000 00000 0000 100 010 000 000" + zeros, "", BadCompression},
		{"repeat of nothing", dynamic + "00000 00000 0000 100 100 000 000 0 00" + zeros, "", BadCompression},
		{"repeat beyond the end", dynamic + "00000 00000 0000 000 000 100 100 1 1111111 1 1111111" + zeros, "", BadCompression},
		{"no code for a code length", dynamic + "00000 00000 0000 000 000 000 000" + zeros, "", BadCompression},
		{"no literals", dynamic + "00000 00000 0000 000 000 100 100 1 1111111 1 1011011" + zeros, "", BadCompression},
	} {
		for _, pieces := range [][][]byte{{packBits(c.bits)}, bytewise(packBits(c.bits))} {
			var d Decompressor
			d.Reset(Deflate, Expansion{})
			d.stage = stageBlock // not to be taken for zlib's header
			out, code := d.all(pieces...)
			if code != c.code || c.code == 0 && string(out) != c.want {
				t.Errorf("%s: %q, %v, want %q, %v", c.name, out, code, c.want, c.code)
			}
		}
	}
}

func TestGzipHeaderFields(t *testing.T) {
	body := compress(t, "gzip", 9, []byte("hello"), 0) // with a name, a comment and an extra field
	plain := afterHeader(body)
	head := func(flags byte, fields string) []byte {
		return append([]byte{0x1f, 0x8b, 8, flags, 1, 2, 3, 4, 0, 255}, fields...)
	}
	for name, h := range map[string][]byte{
		"none":     head(0, ""),
		"checksum": head(gzipHeadSum, "\x12\x34"),
		"all":      head(gzipHeadSum|gzipExtra|gzipName|gzipComment, "\x03\x00abcname\x00comment\x00\x12\x34"),
		"empty":    head(gzipExtra|gzipName|gzipComment, "\x00\x00\x00\x00"),
	} {
		whole := append(h, plain...)
		for _, pieces := range [][][]byte{{whole}, bytewise(whole)} {
			if out, code := inflate(Gzip, Expansion{}, pieces...); code != 0 || string(out) != "hello" {
				t.Errorf("%s: %q, %v", name, out, code)
			}
		}
	}
}

// afterHeader is what follows the header that compress writes.
func afterHeader(body []byte) []byte {
	return body[bytes.Index(body, []byte("comment\x00"))+len("comment\x00"):]
}
