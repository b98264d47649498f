package abi

import "runtime"

// Yield lets the collector of garbage go on. Go's wasm has one thread, without preemption and without a monitor, and a
// callback that never blocks keeps it: a collection that has begun goes on only in allocations that have to help it. Those
// stop helping once the runtime's limiter (runtime/mgclimit.go) has seen a second more of collection than of other work,
// which on a busy machine it counts although the thread was only taken away; and what would empty the limiter again is the
// monitor and the workers. Then nothing is freed any more until the VM has all the memory that it can have. A worker that
// gets its turn goes on with the collection and empties the limiter.
//
// Callbacks yield by themselves, one in a few. One that does long work yields between its pieces.
func Yield() {
	owed = 0
	runtime.Gosched()
}

// A yield costs about as much as a short callback, so it is owed by what callbacks do: each so much, and what the host
// handed over.
const (
	owedCallback = 4 << 10
	owedYield    = 64 << 10
)

var owed int

// breathe begins an outermost callback: the one before has filled the arena.
func breathe(a *arena) {
	if owed += owedCallback + a.used + a.spilled; owed >= owedYield {
		Yield()
	}
}

// collectFrom is what is worth a collection by itself.
const collectFrom = 2 << 20

// LetGo is told that n bytes of memory are of no use any more. If they are many they are collected at once, so that the next
// large body finds their place: linear memory never shrinks.
func LetGo(n int) {
	if n >= collectFrom {
		runtime.GC()
	}
}
