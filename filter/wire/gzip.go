package wire

import "math/bits"

// Flags of gzip's header (RFC 1952, section 2.3.1).
const (
	gzipHeadSum = 2
	gzipExtra   = 4
	gzipName    = 8
	gzipComment = 16
)

// readGzip reads a part of gzip's header. Only the method matters.
func (d *Decompressor) readGzip() bool {
	switch d.stage {
	case stageGzip:
		if !d.need(32) {
			return false
		}
		if d.take(24) != 0x088b1f {
			return d.fail(BadCompression)
		}
		d.flags = byte(d.take(8))
		d.skip, d.stage = 6, stageExtra // time, level and system, as if they were a field
	case stageExtraLen:
		if !d.need(16) {
			return false
		}
		d.skip, d.stage = d.take(16), stageExtra
	case stageExtra:
		for ; d.skip > 0; d.skip-- {
			if !d.need(8) {
				return false
			}
			d.take(8)
		}
		d.nextField()
	case stageName, stageComment:
		for end := false; !end; {
			if !d.need(8) {
				return false
			}
			end = d.take(8) == 0
		}
		d.nextField()
	case stageHeadSum:
		if !d.need(16) {
			return false
		}
		d.take(16)
		d.stage = stageBlock
	}
	return true
}

// nextField chooses the next of the optional fields of gzip's header.
func (d *Decompressor) nextField() {
	for _, f := range [...]struct {
		flag byte
		stage
	}{{gzipExtra, stageExtraLen}, {gzipName, stageName}, {gzipComment, stageComment}, {gzipHeadSum, stageHeadSum}} {
		if d.flags&f.flag != 0 {
			d.flags &^= f.flag
			d.stage = f.stage
			return
		}
	}
	d.stage = stageBlock
}

// readZlib reads zlib's header (RFC 1950, section 2.2), if there is one: many send
// raw deflate as "deflate". It is told by its check bits, its method and its
// window, and that it needs no dictionary.
func (d *Decompressor) readZlib() bool {
	if !d.need(16) {
		return false
	}
	method, flags := d.bits&0xff, d.bits>>8&0xff
	d.zlib = (method<<8|flags)%31 == 0 && method&0xf == 8 && method>>4 <= 7 && flags&0x20 == 0
	if d.zlib {
		d.take(16)
	}
	d.stage = stageBlock
	return true
}

// readTrailer reads a part of what follows the last block. After it, only another
// gzip member may come.
func (d *Decompressor) readTrailer() bool {
	switch d.stage {
	case stageSum:
		if d.flush(); d.err != nil || !d.need(32) && (d.zlib || d.coding == Gzip) {
			return false
		}
		switch sum := d.sum.Sum32(); {
		case d.coding == Gzip:
			if uint32(d.take(32)) != sum {
				return d.fail(BadChecksum)
			}
			d.stage = stageLength
			return true
		case d.zlib && bits.ReverseBytes32(uint32(d.take(32))) != sum:
			return d.fail(BadChecksum)
		}
		d.stage = stageEnd
	case stageLength:
		if !d.need(32) {
			return false
		}
		if uint32(d.take(32)) != uint32(d.written-d.history) {
			return d.fail(BadChecksum)
		}
		d.stage = stageEnd
	case stageEnd:
		if !d.need(8) {
			return false
		}
		if d.coding != Gzip {
			return d.fail(BadCompression)
		}
		d.sum.Reset()
		d.history = d.written
		d.stage = stageGzip
	}
	return true
}
