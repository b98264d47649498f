package table

// Op is an instruction of a pattern program. A word of Code holds the
// instruction in its low byte and its first operand in the rest; further
// operands are further words. Programs decide by the next byte alone, so they
// never go back.
type Op uint32

// The instructions. pos is the position in the text, set a number in Classes.
const (
	OpDone Op = iota // the match ends at pos
	OpMark           // a match may end at pos
	OpRun            // operand set; words min, max: as many bytes of set as there are, at most max, at least min
	OpIf             // operand set; word target: go to target unless the next byte is in set
	OpJump           // operand target
	OpSave           // operand 0 or 1: start or end of the part that is the finding
	OpZero           // operand counter: set it to 0
	OpLoop           // operand set; words counter, min, max, exit, mark: next round of a counted group, or leave it
	OpByte           // operand set: one byte of set
)

// NoMax is the operand max of a run or loop without an upper bound.
const NoMax = 1 << 30

// Counters is the number of counters a program may use.
const Counters = 4
