package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
)

// The sections of a module that matter here (https://webassembly.github.io/spec/core/binary/modules.html).
const (
	customSection   = 0
	typeSection     = 1
	importSection   = 2
	functionSection = 3
	memorySection   = 5
	startSection    = 8
	elementSection  = 9
	codeSection     = 10
	dataSection     = 11
)

const header = "\x00asm\x01\x00\x00\x00"

// pageSize is the unit of linear memory.
const pageSize = 1 << 16

type section struct {
	id   byte
	body []byte
}

// module is a module's sections in their order.
type module []section

func readModule(b []byte) (m module, err error) {
	r := reader{b: b}
	if string(r.bytes(len(header))) != header {
		return nil, errors.New("not a WebAssembly module")
	}
	for len(r.b) > 0 && r.err == nil {
		id := r.bytes(1)[0]
		m = append(m, section{id, r.bytes(r.number())})
	}
	return m, r.err
}

func (m module) bytes() []byte {
	out := []byte(header)
	for _, s := range m {
		out = append(out, s.id)
		out = appendSized(out, s.body)
	}
	return out
}

// find returns the section of an id, which must be there.
func (m module) find(id byte) (*section, error) {
	i := slices.IndexFunc(m, func(s section) bool { return s.id == id })
	if i < 0 {
		return nil, fmt.Errorf("the module has no section %d", id)
	}
	return &m[i], nil
}

// push adds an entry at the end of a section that is a list, and returns its index.
func (m module) push(id byte, entry []byte) (int, error) {
	s, err := m.find(id)
	if err != nil {
		return 0, err
	}
	r := reader{b: s.body}
	n := r.number()
	s.body = slices.Concat(appendNumber(nil, n+1), r.b, entry)
	return n, r.err
}

// length is how many entries a section that is a list has; none if it is not there.
func (m module) length(id byte) (int, error) {
	s, err := m.find(id)
	if err != nil {
		return 0, nil
	}
	r := reader{b: s.body}
	return r.number(), r.err
}

// addStart lets a function run before all others, when the module is instantiated.
func (m *module) addStart(locals, body []byte) error {
	const noParameters = "\x60\x00\x00"
	typ, err := m.push(typeSection, []byte(noParameters))
	if err != nil {
		return err
	}
	imported, err := m.length(importSection) // Go imports nothing but functions
	if err != nil {
		return err
	}
	function, err := m.push(functionSection, appendNumber(nil, typ))
	if err != nil {
		return err
	}
	if _, err := m.push(codeSection, appendSized(nil, slices.Concat(locals, body))); err != nil {
		return err
	}
	at := slices.IndexFunc(*m, func(s section) bool { return s.id >= startSection })
	*m = slices.Insert(*m, at, section{startSection, appendNumber(nil, imported+function)})
	return nil
}

// reader reads a module's numbers and bytes; after an error it yields zeroes.
type reader struct {
	b   []byte
	err error
}

func (r *reader) bytes(n int) []byte {
	if n < 0 || n > len(r.b) {
		r.err = errors.New("the module is cut off")
		r.b = nil
		return make([]byte, 8)
	}
	out := r.b[:n]
	r.b = r.b[n:]
	return out
}

func (r *reader) number() int {
	v, n := binary.Uvarint(r.b)
	if n <= 0 || v > 1<<32 {
		r.bytes(-1)
		return 0
	}
	r.b = r.b[n:]
	return int(v)
}

// signed reads a signed number of up to 64 bits.
func (r *reader) signed() int {
	v := int64(0)
	for shift := 0; shift < 64; shift += 7 {
		c := r.bytes(1)[0]
		v |= int64(c&0x7f) << shift
		if c < 0x80 {
			return int(v | -int64(c>>6&1)<<min(shift+7, 64))
		}
	}
	r.bytes(-1)
	return 0
}

func appendNumber(b []byte, v int) []byte { return binary.AppendUvarint(b, uint64(v)) }

func appendSized(b, body []byte) []byte { return append(appendNumber(b, len(body)), body...) }

func appendSigned(b []byte, v int) []byte {
	for v < -64 || v > 63 {
		b = append(b, byte(v)|0x80)
		v >>= 7
	}
	return append(b, byte(v)&0x7f)
}

// pages is the size of the memory at the start.
func (m module) pages() (int, error) {
	s, err := m.find(memorySection)
	if err != nil {
		return 0, err
	}
	r := reader{b: s.body}
	if r.number() != 1 || r.bytes(1)[0] != 0 {
		return 0, errors.New("the module's memory is not one that may grow without limit")
	}
	n := r.number()
	if n > maxPages {
		return 0, fmt.Errorf("a memory of %d pages", n)
	}
	return n, r.err
}

// maxPages is more than a module's memory may have at the start: half a gigabyte.
const maxPages = 1 << 13

func (m module) setPages(n int) {
	for i := range m {
		if m[i].id == memorySection {
			m[i].body = appendNumber([]byte{1, 0}, n)
		}
	}
}

// named tells if a section is the custom one of a name.
func (s section) named(name string) bool {
	r := reader{b: s.body}
	return s.id == customSection && string(r.bytes(r.number())) == name
}

// functionNames are the names of the functions by their indices.
func (m module) functionNames() (map[int]string, error) {
	at := slices.IndexFunc(m, func(s section) bool { return s.named("name") })
	if at < 0 {
		return nil, errors.New("the module has no names of functions: it was linked with -s")
	}
	r := reader{b: m[at].body}
	r.bytes(r.number())
	const functionNames = 1
	names := map[int]string{}
	for len(r.b) > 0 && r.err == nil {
		kind := r.bytes(1)[0]
		sub := reader{b: r.bytes(r.number())}
		if kind != functionNames {
			continue
		}
		for n := sub.number(); n > 0 && sub.err == nil; n-- {
			index := sub.number()
			names[index] = string(sub.bytes(sub.number()))
		}
		if sub.err != nil {
			return nil, sub.err
		}
	}
	return names, r.err
}
