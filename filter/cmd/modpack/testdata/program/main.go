// Command program does what needs every kind of jump: loops in loops, switches, deferred calls that recover, goroutines that
// wait for each other, iterators. It prints what came of it.
package main

import (
	"errors"
	"fmt"
	"iter"
	"os"
	"runtime"
	"sort"
	"strings"
	"sync"
)

func main() {
	fmt.Println(primes(100))
	fmt.Println(collatz(97), ackermann(2, 9))
	fmt.Println(tokens("if x >= 10 { y = \"a\\\"b\" } // end"))
	for i := range 6 {
		fmt.Println(recovers(i))
	}
	fmt.Println(pipeline(50))
	fmt.Println(labels())
	loops()
	frames()
	next, stop := iter.Pull(fibonacci)
	defer stop()
	for range 10 {
		v, _ := next()
		fmt.Print(v, " ")
	}
	fmt.Println(deep(5000))
	words := strings.Fields(strings.Repeat("the quick brown fox jumps over the lazy dog ", 40))
	sort.Strings(words)
	fmt.Println(words[0], words[len(words)-1], len(words))
	defer func() {
		fmt.Println("last:", recover())
		os.Exit(3)
	}()
	var none []int
	fmt.Println(none[len(words)])
}

func primes(n int) (out []int) {
next:
	for i := 2; i < n; i++ {
		for j := 2; j*j <= i; j++ {
			if i%j == 0 {
				continue next
			}
		}
		out = append(out, i)
	}
	return out
}

func collatz(n int) (steps int) {
	for n != 1 {
		switch {
		case n%2 == 0:
			n /= 2
		default:
			n = 3*n + 1
		}
		steps++
	}
	return steps
}

func ackermann(m, n int) int {
	switch {
	case m == 0:
		return n + 1
	case n == 0:
		return ackermann(m-1, 1)
	}
	return ackermann(m-1, ackermann(m, n-1))
}

func tokens(s string) (out []string) {
	for i := 0; i < len(s); {
		start := i
		switch c := s[i]; {
		case c == ' ':
			i++
			continue
		case c == '"':
			for i++; i < len(s) && s[i] != '"'; i++ {
				if s[i] == '\\' {
					i++
				}
			}
			i++
		case c >= 'a' && c <= 'z':
			for i < len(s) && s[i] >= 'a' && s[i] <= 'z' {
				i++
			}
		case c >= '0' && c <= '9':
			for i < len(s) && s[i] >= '0' && s[i] <= '9' {
				i++
			}
		default:
			i++
		}
		out = append(out, s[start:i])
	}
	return out
}

var errOdd = errors.New("odd")

// recovers goes on behind a panic in each of the ways there are.
func recovers(how int) (out string, err error) {
	defer func() { out += "." }()
	defer func() {
		if r := recover(); r != nil {
			out += fmt.Sprint("recovered ", r)
			if how == 2 {
				defer func() { out += fmt.Sprint(" again ", recover()) }()
				panic("second")
			}
		}
	}()
	for i := range how {
		defer func() { out += fmt.Sprint(i) }()
	}
	switch how {
	case 1:
		panic(errOdd)
	case 2:
		var m map[string]int
		m["a"] = 1
	case 3:
		var p *strings.Builder
		p.WriteByte('a')
	case 4:
		runtime.Gosched()
		zero := how - 4
		return fmt.Sprint(how / zero), nil
	}
	return "fine ", errOdd
}

func pipeline(n int) (sum int) {
	in, out := make(chan int), make(chan int, 3)
	var wait sync.WaitGroup
	for range 4 {
		wait.Add(1)
		go func() {
			defer wait.Done()
			for v := range in {
				if v%7 == 0 {
					runtime.Gosched()
				}
				out <- v * v
			}
		}()
	}
	go func() {
		for i := range n {
			in <- i
		}
		close(in)
		wait.Wait()
		close(out)
	}()
	done := make(chan bool)
	go func() {
		for {
			select {
			case v, ok := <-out:
				if !ok {
					close(done)
					return
				}
				sum += v
			}
		}
	}()
	<-done
	return sum
}

func labels() (n int) {
outer:
	for i := 0; ; i++ {
		for j := 0; j < 10; j++ {
			switch {
			case i == 5 && j == 5:
				break outer
			case j > i:
				continue outer
			}
			n += i * j
		}
	}
	goto end
end:
	return n
}

func fibonacci(yield func(int) bool) {
	for a, b := 0, 1; yield(a); a, b = b, a+b {
	}
}

// deep needs a stack that grows, and so moves, in the midst of calls.
func deep(n int) int {
	var room [64]int
	room[n%64] = n
	if n == 0 {
		return 0
	}
	return deep(n-1) + room[n%64] - n + 1
}
