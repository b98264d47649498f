package table

import (
	"encoding/binary"
	"unsafe"
)

// Builder collects the sections of a file. Only packgen uses it.
type Builder struct {
	sections [sectionCount][]byte
	strings  map[string]uint32
	ends     []uint32
	text     []byte
}

// String returns the number of s, adding it if it is new.
func (b *Builder) String(s string) uint32 {
	if b.strings == nil {
		b.strings = map[string]uint32{}
	}
	if i, ok := b.strings[s]; ok {
		return i
	}
	i := uint32(len(b.ends))
	b.strings[s] = i
	b.text = append(b.text, s...)
	b.ends = append(b.ends, uint32(len(b.text)))
	return i
}

// Place returns where in Strings the string s begins, adding it if it is new.
func (b *Builder) Place(s string) uint32 {
	return b.ends[b.String(s)] - uint32(len(s))
}

// Put stores records as section s.
func Put[T any](b *Builder, s Section, records []T) {
	if len(records) == 0 {
		b.sections[s] = nil
		return
	}
	size := len(records) * int(unsafe.Sizeof(records[0]))
	b.sections[s] = append([]byte(nil), unsafe.Slice((*byte)(unsafe.Pointer(&records[0])), size)...)
}

// Bytes returns the file: header, directory, sections aligned to 8 bytes.
func (b *Builder) Bytes() []byte {
	b.sections[Strings] = b.text
	Put(b, StringEnds, b.ends)
	out := append([]byte(nil), Magic...)
	pos := len(Magic) + 8*int(sectionCount)
	for _, s := range b.sections {
		pos = (pos + 7) &^ 7
		out = binary.LittleEndian.AppendUint32(out, uint32(pos))
		out = binary.LittleEndian.AppendUint32(out, uint32(len(s)))
		pos += len(s)
	}
	for _, s := range b.sections {
		for len(out)%8 != 0 {
			out = append(out, 0)
		}
		out = append(out, s...)
	}
	return out
}
