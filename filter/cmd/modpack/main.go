// Command modpack makes a WebAssembly module that Go built smaller, cheaper to load and faster, in place:
//
//	go run ./filter/cmd/modpack build/chatguard.wasm
//
// Go's linker writes memory as it shall be at the start, and leaves out only runs of zeroes: tens of thousands of segments, most
// of them entries of the runtime's tables that hold next to nothing. Every host keeps these bytes, some more than once, for as
// long as it runs. Packed they are a quarter: one segment, and a start function that unpacks it to the same places before
// anything else runs, and leaves the rest of the memory zero as the runtime expects it.
//
// Go's compiler lets every jump go back to one table at the head of the function (see jumps.go), which is more code, slower
// code, and above all slow to compile. A jump ahead becomes a branch, and a loop without calls a loop (see loops.go). What is
// around each call is shorter, too (calls.go, frame.go): a byte of code takes V8 about ten of memory. Only
// functions of exactly the expected layout are touched; what is changed in them does not depend on what they compute. What no
// jump and no return can name any more leads to an instruction that traps: a mistake here ends the program, it does not run
// another one.
//
// What a function needs to be found by, its number and the places in it, stays as it is: traces of panics, the collector and
// goroutines rest on that. The module is linked with -w, as the names of some functions are needed; names are dropped, and the
// build's id too: go build takes a file that has it for its own work, and would leave a packed one in its place. What the
// module was built from (debug.BuildInfo) stays readable in the file, as a custom section. Same module in, same bytes out.
package main

import (
	"bytes"
	"fmt"
	"os"
	"slices"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "modpack:", err)
		os.Exit(1)
	}
}

func run(files []string) error {
	for _, file := range files {
		code, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if code, err = packModule(code); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		if err := os.WriteFile(file, code, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// packModule returns a module that does what code does.
func packModule(code []byte) ([]byte, error) {
	m, err := readModule(code)
	if err != nil {
		return nil, err
	}
	if n, err := m.find(startSection); err == nil {
		return nil, fmt.Errorf("the module has a start function (%d bytes): it is packed already", len(n.body))
	}
	if err := m.straighten(); err != nil {
		return nil, err
	}
	m = slices.DeleteFunc(m, func(s section) bool { return s.named("name") || s.named("go:buildid") })
	if m, err = m.packData(); err != nil {
		return nil, err
	}
	return m.bytes(), nil
}

// packData replaces the data segments by one that unpacks itself.
func (m module) packData() (module, error) {
	pages, err := m.pages()
	if err != nil {
		return nil, err
	}
	data, err := m.find(dataSection)
	if err != nil {
		return nil, err
	}
	full, err := readImage(data.body, pages*pageSize)
	if err != nil {
		return nil, err
	}
	packed := pack(full.bytes)
	// As high as it goes: nothing is there yet, and unpacking must not run over what it has still to read.
	size := packedAt + len(packed) + overread
	for pages*pageSize-size < full.end() {
		pages++
	}
	from := pages*pageSize - size
	m.setPages(pages)
	data.body = segment(from+packedAt, packed)
	if err := m.addStart(localTypes(), unpacker(full, from, len(packed))); err != nil {
		return nil, err
	}
	if info := buildInfo(full.bytes); info != nil {
		m = append(m, section{customSection, append(appendSized(nil, []byte("go:modinfo")), info...)})
	}
	return m, nil
}

// The linker writes what a program was built from between these marks (cmd/go/internal/modload, ModInfoProg).
var (
	infoStart = []byte("\x30\x77\xaf\x0c\x92\x74\x08\x02\x41\xe1\xc1\x07\xe6\xd6\x18\xe6")
	infoEnd   = []byte("\xf9\x32\x43\x31\x86\x18\x20\x72\x00\x82\x42\x10\x41\x16\xd8\xf2")
)

func buildInfo(data []byte) []byte {
	start := bytes.Index(data, infoStart)
	if start < 0 {
		return nil
	}
	n := bytes.Index(data[start:], infoEnd)
	if n < 0 {
		return nil
	}
	return data[start : start+n+len(infoEnd)]
}
