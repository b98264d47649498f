package wire

import (
	"hash"
	"hash/adler32"
	"hash/crc32"
)

// Decompressor decodes a gzip, zlib or raw deflate body that arrives in pieces.
// What can be decoded of a piece is returned at once, so that a compressed stream
// flows as it does for its client; the standard library's decoder pulls its input
// and cannot stop in the middle of it. Memory is the window of 32 KB and the
// tables, whatever the body.
type Decompressor struct {
	coding Coding
	limits Expansion
	err    error

	in    []byte // the piece that is being read
	pos   int
	bits  uint64 // read from in and not used, the lowest first
	nbits uint
	read  int64 // bytes of all pieces

	stage stage
	flags byte // gzip: the optional fields to come
	skip  int  // gzip: bytes of them to come
	zlib  bool // there is a checksum of zlib's
	sum   hash.Hash32

	final  bool // the last block
	stored int  // bytes of a stored block to come
	tables tables

	out     []byte
	window  [windowSize]byte
	next    int   // in window
	flushed int   // up to here, the window is in out
	written int64 // bytes flushed
	history int64 // of these, bytes of gzip members before
}

// Expansion bounds what a body may become.
type Expansion struct {
	Bytes int64 // most bytes of output; 0: DefaultLimit
	// Ratio is the most bytes of output for a byte of input, once there is more than
	// 64 KB of output; 0: DefaultRatio. Deflate can reach 1032, text seldom 50.
	Ratio int64
}

// DefaultRatio is the ratio where none is set.
const DefaultRatio = 200

const (
	windowSize = 1 << 15
	ratioFrom  = 64 << 10
)

// stage is what is read next. A stage takes all the bits it needs or none, so that
// it can be repeated when there are more.
type stage uint8

const (
	stageGzip     stage = iota // gzip's header
	stageExtraLen              // the length of its extra field
	stageExtra                 // that field
	stageName                  // the file name
	stageComment               // the comment
	stageHeadSum               // the header's checksum
	stageZlib                  // zlib's header, or none
	stageBlock                 // a block's header
	stageStoredLen
	stageStored
	stageDynamic // a dynamic block's header
	stageLengths // the lengths of the code for code lengths
	stageCodes   // code lengths
	stageSymbols
	stageSum    // the output's checksum
	stageLength // gzip: the output's length
	stageEnd
)

// Reset prepares for a new body. The coding must be Decodable.
func (d *Decompressor) Reset(c Coding, l Expansion) {
	if l.Bytes <= 0 {
		l.Bytes = DefaultLimit
	}
	if l.Ratio <= 0 {
		l.Ratio = DefaultRatio
	}
	*d = Decompressor{coding: c, limits: l}
	switch c {
	case Gzip:
		d.stage, d.sum = stageGzip, crc32.NewIEEE()
	case Deflate:
		d.stage, d.sum = stageZlib, adler32.New()
	default:
		d.err = &Error{Code: BadCompression}
	}
}

// Append appends to dst what p, the next piece of the body, decodes to. An error is
// always an *Error and is returned ever after.
func (d *Decompressor) Append(dst, p []byte) ([]byte, error) {
	if d.err != nil {
		return dst, d.err
	}
	d.in, d.pos, d.out = p, 0, dst
	for d.err == nil && d.step() {
	}
	if d.err == nil {
		d.flush()
	}
	d.read += int64(d.pos)
	dst = d.out
	d.in, d.pos, d.out = nil, 0, nil
	return dst, d.err
}

// Close is the end of the body. A body without a byte decodes to nothing.
func (d *Decompressor) Close() error {
	if d.err == nil && d.stage != stageEnd && d.read > 0 {
		d.err = &Error{Code: Truncated, Offset: d.read}
	}
	return d.err
}

func (d *Decompressor) fail(c Code) bool {
	if d.err == nil {
		d.err = &Error{Code: c, Offset: d.read + int64(d.pos)}
	}
	return false
}

// step does one stage, and reports false if the piece has too little for it.
func (d *Decompressor) step() bool {
	switch d.stage {
	case stageBlock:
		return d.readBlock()
	case stageStoredLen:
		return d.readStoredLen()
	case stageStored:
		return d.readStored()
	case stageDynamic:
		return d.readDynamic()
	case stageLengths:
		return d.readLengths()
	case stageCodes:
		return d.readCodes()
	case stageSymbols:
		return d.readSymbols()
	case stageSum, stageLength, stageEnd:
		return d.readTrailer()
	case stageZlib:
		return d.readZlib()
	}
	return d.readGzip()
}

// need makes n bits available, at most 56, if the piece has them.
func (d *Decompressor) need(n uint) bool {
	for d.nbits < n && d.pos < len(d.in) {
		d.bits |= uint64(d.in[d.pos]) << d.nbits
		d.nbits += 8
		d.pos++
	}
	return d.nbits >= n
}

// take uses n bits that are available.
func (d *Decompressor) take(n uint) int {
	v := d.bits & (1<<n - 1)
	d.bits >>= n
	d.nbits -= n
	return int(v)
}

// flush hands on what is new in the window, and holds the limits.
func (d *Decompressor) flush() {
	fresh := d.window[d.flushed:d.next]
	d.flushed = d.next & (windowSize - 1)
	d.next = d.flushed
	if len(fresh) == 0 {
		return
	}
	d.written += int64(len(fresh))
	switch {
	case d.written > d.limits.Bytes:
		d.fail(OutputTooLarge)
		return
	case d.written > ratioFrom && d.written/d.limits.Ratio > d.read+int64(d.pos):
		d.fail(RatioTooHigh)
		return
	}
	d.sum.Write(fresh)
	d.out = append(d.out, fresh...)
}
