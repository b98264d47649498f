package detect

import "github.com/chatguard/chatguard/filter/detect/table"

// result is where a program's match ends. starved says that the program
// wanted to see the byte after the text.
type result struct {
	end      int // -1: no match
	from, to int // the marked part, the whole match if there is none
	starved  bool
}

// run executes the pattern program at pc on t[at:]. It goes forward only.
func (in *Info) run(pc uint32, t []byte, at int) result {
	var counter [table.Counters]uint32
	r := result{end: -1, from: at, to: -1}
	saved := [2]int{at, -1}
	pos := at
	for {
		w := in.code[pc]
		operand := w >> 8
		switch table.Op(w & 0xFF) {
		case table.OpDone:
			r.mark(pos, saved)
			return r
		case table.OpMark:
			r.mark(pos, saved)
			pc++
		case table.OpByte:
			if pos == len(t) {
				r.starved = true
				return r
			}
			if !in.has(operand, t[pos]) {
				return r
			}
			pos++
			pc++
		case table.OpRun:
			n := in.span(operand, t[pos:], in.code[pc+2])
			pos += n
			if pos == len(t) && uint32(n) < in.code[pc+2] {
				r.starved = true
			}
			if uint32(n) < in.code[pc+1] {
				return r
			}
			pc += 3
		case table.OpIf:
			if pos == len(t) {
				r.starved = true
				pc = in.code[pc+1]
			} else if in.has(operand, t[pos]) {
				pc += 2
			} else {
				pc = in.code[pc+1]
			}
		case table.OpJump:
			pc = operand
		case table.OpSave:
			saved[operand&1] = pos
			pc++
		case table.OpZero:
			counter[operand%table.Counters] = 0
			pc++
		case table.OpLoop:
			c := &counter[in.code[pc+1]%table.Counters]
			enough := *c >= in.code[pc+2]
			if enough && in.code[pc+5] != 0 {
				r.mark(pos, saved)
			}
			more := *c < in.code[pc+3]
			if more && pos == len(t) {
				r.starved, more = true, false
			}
			switch {
			case more && in.has(operand, t[pos]):
				*c++
				pc += 6
			case enough:
				pc = in.code[pc+4]
			default:
				return r
			}
		default:
			return r
		}
	}
}

// mark notes that the match may end at pos.
func (r *result) mark(pos int, saved [2]int) {
	r.end, r.from, r.to = pos, saved[0], saved[1]
	if r.to < r.from {
		r.to = pos
	}
}

// has reports whether byte set number set holds b.
func (in *Info) has(set uint32, b byte) bool {
	return in.classes[set*table.ClassWords+uint32(b>>5)]>>(b&31)&1 != 0
}

// span returns how many bytes at the start of t are in the set, at most limit.
func (in *Info) span(set uint32, t []byte, limit uint32) int {
	c := (*[table.ClassWords]uint32)(in.classes[set*table.ClassWords:])
	if uint64(limit) < uint64(len(t)) {
		t = t[:limit]
	}
	for i, b := range t {
		if c[b>>5]>>(b&31)&1 == 0 {
			return i
		}
	}
	return len(t)
}
