package main

import (
	"fmt"
	"runtime"
)

// Frames that move while they are in use: stacks that grow in a callee and shrink in a collection, with pointers to what is on
// them; and panics that the compiler does not spell out.

type node struct {
	next  *node
	value int
}

//go:noinline
func (n *node) sum() int { return n.value + n.next.value }

//go:noinline
func down(n int, up *node) int {
	var pad [40]int
	pad[n%40] = n
	here := node{up, n}
	if n == 0 {
		runtime.GC()
		return here.sum()
	}
	r := down(n-1, &here)
	return r + here.sum() + pad[n%40]
}

// moving grows the stack and lets it shrink again below a frame that points to itself.
//
//go:noinline
func moving(call func(int, *node) int) (out []int) {
	here := node{value: 7}
	here.next = &here
	p := &here.value
	for depth := range 6 {
		out = append(out, call(1<<(2*depth), &here))
		for range 4 {
			runtime.GC()
		}
		*p++
		out = append(out, here.value, here.sum())
	}
	return out
}

// busy makes a goroutine help the collector, and be stopped, in the middle of its loops.
//
//go:noinline
func busy(n int) int {
	lists := map[int]*node{}
	total := 0
	for i := range n {
		var local [8]*node
		for k := range local {
			local[k] = &node{lists[(i+k)%97], i}
		}
		lists[i%97] = local[i%8]
		if i%64 == 0 {
			lists[i%97].next = nil
			runtime.Gosched()
		}
		total += local[7].value
	}
	return total
}

func frames() {
	fmt.Println(moving(down))
	results := make(chan int)
	for range 4 {
		go func() { results <- busy(20000) + down(300, &node{}) }()
	}
	sum := 0
	for range 4 {
		sum += <-results
	}
	fmt.Println(sum)
	for i := range 9 {
		fmt.Println(unspelled(i, nil, nil, nil))
	}
}

//go:noinline
func unspelled(how int, n *node, values []int, any any) (out int, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%d: %v", out, r)
		}
	}()
	out = how
	switch how {
	case 0:
		out += n.value
	case 1:
		out += n.sum()
	case 2:
		out += 7 / len(values)
	case 3:
		out += len(values[how:])
	case 4:
		out += len(any.(string))
	case 5:
		out += 1 << (2 - how)
	case 6:
		out += [4]int(values)[0]
	case 7:
		var m map[int]int
		m[1] = 2
	case 8:
		out += any.(interface{ Len() int }).Len()
	}
	return out, nil
}
