// Package syntax reads regular expressions and compiles them into programs for
// machines that run in linear time. The language is RE2's in Perl mode, as
// package regexp/syntax reads it, with two differences: of the Unicode classes
// (\p{...}) only general categories and the most used scripts are known, and
// groups nest 250 deep at most. It is a fifth of that package's size, which
// counts where a program is compiled anew in each proxy.
//
// It is safe on hostile expressions: parsing keeps its own stack, and both depth
// and size of what is compiled are bounded.
package syntax

// Op is what a node of an expression matches.
type Op uint8

const (
	OpEmpty     Op = iota // the empty text
	OpNoMatch             // nothing
	OpLiteral             // Rune, one after the other
	OpClass               // one rune of the ranges in Rune
	OpAny                 // one rune
	OpAnyNotNL            // one rune but a newline
	OpAssert              // the empty text where Assert holds
	OpCapture             // Sub[0], as group Cap
	OpRepeat              // Sub[0], Min to Max times; Max is -1 for any
	OpConcat              // all of Sub, one after the other
	OpAlternate           // one of Sub, the first if it may be
)

// Node is an expression, or a part of one.
type Node struct {
	Op     Op
	Fold   bool // a literal of any case
	Lazy   bool // as few times as possible
	Assert EmptyOp
	Cap    int
	Min    int
	Max    int
	Rune   []rune // of a class: first and last of each range, sorted and apart
	Sub    []*Node
}

// EmptyOp is a set of conditions on a position.
type EmptyOp uint8

const (
	BeginLine EmptyOp = 1 << iota
	EndLine
	BeginText
	EndText
	WordBoundary
	NoWordBoundary
)

// EmptyOpContext is what holds between two runes; -1 stands for the ends of the text.
func EmptyOpContext(before, after rune) EmptyOp {
	op := NoWordBoundary
	if isWord(before) != isWord(after) {
		op = WordBoundary
	}
	if before == '\n' {
		op |= BeginLine
	}
	if before < 0 {
		op |= BeginText | BeginLine
	}
	if after == '\n' {
		op |= EndLine
	}
	if after < 0 {
		op |= EndText | EndLine
	}
	return op
}

func isWord(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '_'
}

// Error is what is wrong with an expression, and the part of it that is.
type Error struct{ Code, Expr string }

func (e *Error) Error() string { return e.Code + ": `" + e.Expr + "`" }

// fault is called from many places that run once: inlined it would be a tenth of
// this package.
//
//go:noinline
func fault(code, expr string) error { return &Error{code, expr} }

// What may be wrong with an expression.
const (
	badClass    = "invalid character class range"
	badEscape   = "invalid escape sequence"
	badName     = "invalid named capture"
	badPerl     = "invalid or unsupported Perl syntax"
	badRepeatOp = "invalid nested repetition operator"
	badRepeat   = "invalid repeat count"
	badUTF8     = "invalid UTF-8"
	noArgument  = "missing argument to repetition operator"
	noBracket   = "missing closing ]"
	noParen     = "missing closing )"
	strayParen  = "unexpected )"
	tooDeep     = "expression nests too deeply"
	tooLarge    = "expression too large"
	trailing    = "trailing backslash at end of expression"
)
