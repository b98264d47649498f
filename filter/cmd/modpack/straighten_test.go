package main

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"
	"github.com/tetratelabs/wazero/sys"
)

// A program says the same and ends in the same way before and after.
func TestProgram(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a program")
	}
	code := built(t, "./testdata/program")
	packed, err := packModule(bytes.Clone(code))
	if err != nil {
		t.Fatal(err)
	}
	want, wantCode := runProgram(t, code, "100")
	for _, percent := range []string{"100", "1"} { // the more often memory is collected, the more often stacks shrink
		got, gotCode := runProgram(t, packed, percent)
		if got != want || gotCode != wantCode || gotCode != 3 {
			t.Errorf("GOGC=%s: exit code %d, want %d, and\n%s\nwant\n%s", percent, gotCode, wantCode, got, want)
		}
	}
}

func runProgram(t *testing.T, code []byte, percent string) (string, uint32) {
	t.Helper()
	ctx := context.Background()
	r := wazero.NewRuntime(ctx)
	defer r.Close(ctx)
	wasi_snapshot_preview1.MustInstantiate(ctx, r)
	var out bytes.Buffer
	_, err := r.InstantiateWithConfig(ctx, code, wazero.NewModuleConfig().WithStdout(&out).WithStderr(&out).
		WithEnv("GOGC", percent).WithSysWalltime().WithSysNanotime().WithSysNanosleep())
	var exit *sys.ExitError
	if !errors.As(err, &exit) {
		t.Fatal(err, out.String())
	}
	return out.String(), exit.ExitCode()
}

// jumping is a function as Go lays it out: places 0 to 3, of which 2 is where a call returns to. It adds up in memory which
// places it comes through: 0 goes to 1 three times, 1 back to 0 or on to 3, and 3 ends it.
func jumping(index int) *assembler {
	a := &assembler{}
	const places = 4
	jump := func(place, depth int) {
		a.constant(place)
		a.set(placeLocal)
		a.op(opBr, depth)
	}
	note := func(digit int) { // memory = memory*10 + digit
		a.constant(0)
		a.constant(0)
		a.op(opLoad32, 0, 0)
		a.constant(10)
		a.op(0x6c)
		a.constant(digit)
		a.op(opAdd)
		a.op(opStore, 0, 0)
	}
	a.op(opLoop, noResult)
	for range places {
		a.op(opBlock, noResult)
	}
	a.get(placeLocal)
	a.op(opBrTable, places-1, 0, 1, 2, 3)
	a.op(opEnd) // place 0
	note(1)
	jump(1, 3)
	a.op(opEnd) // place 1
	note(2)
	a.constant(0)
	a.op(opLoad32, 0, 0)
	a.constant(1000)
	a.op(opLess)
	a.op(opIf, noResult)
	jump(0, 3)
	a.op(opEnd)
	a.constant(0)
	a.op(opLoad32, 0, 0)
	a.constant(1)
	a.op(opAnd)
	a.op(opZero)
	a.op(opIf, noResult)
	jump(3, 3)
	a.op(opEnd)
	a.out = appendSigned(append(a.out, opI64Const), (firstFunction+index)<<placeBits|2)
	a.op(opDrop)
	a.op(opEnd) // place 2
	note(4)
	a.op(opEnd) // place 3
	note(3)
	a.constant(0)
	a.op(opReturn)
	a.op(opEnd)
	a.op(opUnreachable)
	a.op(opEnd)
	return a
}

func withCode(body []byte) []byte {
	code, _ := readModule(tiny(1, map[int][]byte{100: []byte("data")}))
	s, _ := code.find(codeSection)
	s.body = appendSized([]byte{1}, append([]byte{0}, body...))
	return code.bytes()
}

// call runs a function at a place and returns what it left in memory; false if it trapped.
func call(t *testing.T, code []byte, place uint64) (uint32, bool) {
	t.Helper()
	ctx := context.Background()
	r := wazero.NewRuntime(ctx)
	defer r.Close(ctx)
	m, err := r.Instantiate(ctx, code)
	if err != nil {
		t.Fatal(err)
	}
	_, err = m.ExportedFunction("run").Call(ctx, place)
	v, _ := m.Memory().ReadUint32Le(0)
	return v, err == nil
}

func TestPlaces(t *testing.T) {
	code := withCode(jumping(0).out)
	packed, err := packModule(bytes.Clone(code))
	if err != nil {
		t.Fatal(err)
	}
	for place, want := range []uint32{12123, 212123, 43, 3} {
		if v, ok := call(t, code, uint64(place)); !ok || v != want {
			t.Errorf("as it was built, place %d: %d, %v, want %d", place, v, ok, want)
		}
		v, ok := call(t, packed, uint64(place))
		switch place {
		case 0, 2: // the beginning, and where a call returns to
			if !ok || v != want {
				t.Errorf("place %d: %d, %v, want %d", place, v, ok, want)
			}
		default:
			if ok || v != 0 {
				t.Errorf("place %d is nothing that may be called, and yet ran: %d, %v", place, v, ok)
			}
		}
	}
}

func newPass() *pass { return &pass{deferReturn: 99, leaver: leaver{first: 100}} }

// A function that does anything else with the local that says where to go stays as it is.
func TestOtherLayouts(t *testing.T) {
	plain := jumping(0).out
	for name, change := range map[string]func(a *assembler){
		"reads it":          func(a *assembler) { a.get(placeLocal); a.op(opDrop) },
		"sets it on a way":  func(a *assembler) { a.constant(0); a.tee(placeLocal); a.op(opDrop) },
		"has another table": func(a *assembler) { a.constant(0); a.op(opBrTable, 0, 0) },
	} {
		a := &assembler{}
		change(a)
		body := append(append(bytes.Clone(plain[:len(plain)-2]), a.out...), plain[len(plain)-2:]...)
		got, err := newPass().straightened(append([]byte{0}, body...), 0)
		if err != nil || !bytes.Equal(got[1:], body) {
			t.Errorf("%s: %v, % x\nwant % x", name, err, got, body)
		}
	}
	if got, err := newPass().straightened(append([]byte{0}, plain...), 0); err != nil || bytes.Equal(got[1:], plain) {
		t.Errorf("the layout itself is not known: %v", err)
	}
}

func TestFoldAddresses(t *testing.T) {
	address := func(offset int) []instruction {
		return []instruction{
			{op: opGet, value: stackPointer, raw: []byte{opGet, stackPointer}}, {op: opExtend},
			{op: opI64Const, value: offset, raw: appendSigned([]byte{opI64Const}, offset)}, {op: opI64Add}, {op: opWrap},
		}
	}
	code := func(parts ...any) (out []instruction) {
		for _, p := range parts {
			switch p := p.(type) {
			case instruction:
				out = append(out, p)
			case []instruction:
				out = append(out, p...)
			}
		}
		return out
	}
	get := instruction{op: opGet, value: 2, raw: []byte{opGet, 2}}
	sp := []instruction{{op: opGet, value: stackPointer, raw: []byte{opGet, stackPointer}}}
	sum := func(n int) []instruction { return []instruction{sp[0], {op: opI32Const, value: n}, {op: opAdd}} }
	for name, c := range map[string]struct{ have, want []instruction }{
		"load":          {code(address(8), instruction{op: opLoad32, value: 4}), code(sp, instruction{op: opLoad32, value: 12})},
		"store":         {code(address(8), get, instruction{op: opStore}), code(sp, get, instruction{op: opStore, value: 8})},
		"store of load": {code(address(8), address(16), instruction{op: opLoad32}, instruction{op: opStore}), code(sp, sp, instruction{op: opLoad32, value: 16}, instruction{op: opStore, value: 8})},
		"an argument":   {code(address(8), instruction{op: opCall, value: 1}), code(sum(8), instruction{op: opCall, value: 1})},
		"the value":     {code(get, address(8), instruction{op: opStore}), code(get, sum(8), instruction{op: opStore})},
		"below":         {code(address(-8), instruction{op: opLoad32, value: 8}), code(address(-8), instruction{op: opLoad32, value: 8})},
	} {
		got, want := appendCode(nil, foldAddresses(c.have)), appendCode(nil, c.want)
		if !bytes.Equal(got, want) {
			t.Errorf("%s: % x, want % x", name, got, want)
		}
	}
}

// TestLoopsAreMade holds that loops without calls become loops, entered at their beginning or, as Go lays them out, at their
// condition.
func TestLoopsAreMade(t *testing.T) {
	for name, build := range map[string]func(a *assembler, jump func(place, depth int)){
		// Place 1 is the body and goes back to itself.
		"plain": func(a *assembler, jump func(place, depth int)) {
			a.op(opEnd) // place 0
			a.op(opEnd) // place 1
			a.get(5)
			a.when(func() { jump(1, 2) })
			a.op(opEnd) // place 2
		},
		// Place 1 is the body, place 2 the condition, which is entered first.
		"turned": func(a *assembler, jump func(place, depth int)) {
			a.op(opEnd)
			jump(2, 2)
			a.op(opEnd)
			a.get(4)
			a.set(5)
			a.op(opEnd)
			a.get(5)
			a.when(func() { jump(1, 1) })
		},
	} {
		a := &assembler{}
		jump := func(place, depth int) {
			a.constant(place)
			a.set(placeLocal)
			a.op(opBr, depth)
		}
		a.op(opLoop, noResult)
		for range 3 {
			a.op(opBlock, noResult)
		}
		a.get(placeLocal)
		a.op(opBrTable, 2, 0, 1, 2)
		build(a, jump)
		a.constant(0)
		a.op(opReturn)
		a.op(opEnd)
		a.op(opUnreachable)
		a.op(opEnd)
		code, err := readCode(a.out)
		if err != nil {
			t.Fatal(name, err)
		}
		f, ok := layOut(code)
		if !ok {
			t.Fatal(name, "is not laid out as Go does")
		}
		f.directJumps()
		if n := len(f.regions()); n != 1 {
			t.Fatalf("%s: %d loops, want 1", name, n)
		}
		f.makeLoops(map[int]bool{0: true})
		if n := len(f.regions()); n != 0 {
			t.Errorf("%s: a jump goes back through the table yet", name)
		}
		if again, err := readCode(appendCode(nil, f.code)); err != nil || len(again) != len(f.code) {
			t.Errorf("%s: the blocks do not close: %v", name, err)
		}
	}
}

// A stack moves while a function waits for its host, if the host calls a function that lets it grow.
func TestExports(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a program")
	}
	code := built(t, "-buildmode=c-shared", "./testdata/exports")
	packed, err := packModule(bytes.Clone(code))
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	r := wazero.NewRuntime(ctx)
	defer r.Close(ctx)
	wasi_snapshot_preview1.MustInstantiate(ctx, r)
	if _, err := r.NewHostModuleBuilder("host").NewFunctionBuilder().WithFunc(func(ctx context.Context, m api.Module, n int32) int32 {
		v, err := m.ExportedFunction("inner").Call(ctx, uint64(n))
		if err != nil {
			panic(err)
		}
		return int32(v[0])
	}).Export("call").Instantiate(ctx); err != nil {
		t.Fatal(err)
	}
	m, err := r.InstantiateWithConfig(ctx, packed, wazero.NewModuleConfig().WithStartFunctions("_initialize"))
	if err != nil {
		t.Fatal(err)
	}
	sum := func(n uint64) uint64 { return n * (n + 1) / 2 }
	for n := range uint64(300) {
		got, err := m.ExportedFunction("outer").Call(ctx, n)
		if want := 4*n + 6 + sum(n) + sum(n+1) + sum(n/2); err != nil || got[0] != want {
			t.Fatalf("outer(%d): %d, %v, want %d", n, got, err, want)
		}
	}
}
