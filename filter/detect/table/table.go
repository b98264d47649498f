// Package table is the layout of the compiled rules: what packgen writes and
// filter/detect reads.
//
// A file is a directory of sections, each a flat array of fixed-size records.
// The records are used as they lie in the embedded string: opening a file
// checks the directory and casts, it neither parses nor allocates. The casts
// are safe because the element types hold no pointers, every section is
// checked against the file's length, and a section that happens to be
// misaligned is copied once instead of cast.
package table

import (
	"errors"
	"unsafe"
)

// Magic starts a file; its last byte is the version of the layout.
const Magic = "CGRULES\x0b"

// Section numbers a section of a file.
type Section int

// The sections. Element types are in brackets.
const (
	Strings       Section = iota // [byte] all strings, back to back
	StringEnds                   // [uint32] end of string i in Strings
	Types                        // [TypeRec]
	Rules                        // [Rule] in order of precedence
	Classes                      // [uint32] byte sets, ClassWords words each
	Code                         // [uint32] pattern programs
	Lits                         // [Lit]
	LitRules                     // [uint16] rules of a literal
	ACClass                      // [byte] 256: byte to column
	ACNext                       // [uint16] state<<ACShift + column to state
	ACDepth                      // [byte] length of the prefix a state stands for
	ACOut                        // [uint32] first index in ACList, for states from FirstAccept on; one more at the end
	ACList                       // [uint16] literals that end in a state
	ShapeClass                   // [byte] 256
	ShapeStates                  // [ShapeState]
	ShapeParts                   // [byte] partitions of the columns: the number of each column's part
	ShapeNext                    // [uint16] states that the parts of a state lead to
	ShapeOut                     // [uint32] as ACOut
	ShapeList                    // [uint16] rules that end in a state
	ShapeNeeds                   // [ShapeNeed] for states from FirstAccept on
	ContextKeys                  // [uint32] hash of a word or phrase, open addressing, 0 is empty
	ContextVals                  // [uint16] index of a set list plus one, PrefixBit if longer phrases start so
	ContextSets                  // [uint32] SetWords words each: which rules' lists hold the phrase
	Args                         // [int32] parameters of checks: count, then values
	Harmless                     // [uint64] hashes of documented example values, sorted
	Stops                        // [uint32] stop lists: count, then string numbers
	TrigAt                       // [uint16] matcher rules tried at "@"
	TrigColon                    // [uint16] and at ":"
	TrigToken                    // [uint16] and at tokens with digits
	TrigNumber                   // [uint16] and at tokens of digits only
	TrigHouse                    // [uint16] and at short numbers that a word follows
	TrigCapital                  // [uint16] and at words that begin with a capital
	NameIndex                    // [uint16] see Names
	NameHashes                   // [byte] see Names
	PhoneIntl                    // [uint16] rows of ten: digit of an international number to row, or PhoneLeaf and a mask; row 0 is none, 1 the start
	PhoneMasks                   // [uint16] bit n: such a number may have n digits
	PhoneNational                // [uint16] by the first three digits and the length from PhoneMin to PhoneMax of a national number: set of regions
	PhoneSets                    // [uint64] sets of regions
	PhoneShapes                  // [PhoneShape] sorted
	PhoneTrunks                  // [uint64] regions that may write no trunk prefix, or that write 0, 8, 06 before national numbers
	Header                       // [uint32] scalars, see Head
	sectionCount
)

// Head numbers a scalar of the Header section.
type Head int

// Scalars of the Header section.
const (
	ACFirstAccept Head = iota
	ShapeFirstAccept
	SetWords
	ShapeDead
	AnyGlued // 1 if a shape may be glued to other numbers
	HeadCount
)

// ClassWords is the size of one byte set in Classes: 256 bits.
const ClassWords = 8

// ACShift is the size of a row in ACNext: 1<<ACShift columns.
const ACShift = 5

// PrefixBit marks a context hash that is also the start of a longer phrase.
const PrefixBit = 1 << 15

// TypeRec describes an entity type. The fields are string numbers; the lists
// are separated by commas.
type TypeRec struct {
	Name, Groups, Aliases, Regions, Tags uint32
}

// Form says how a rule's candidates are found and matched.
type Form uint8

// The forms of a rule.
const (
	Shape   Form = iota // member of the shape automaton, tried at tokens with digits
	Pattern             // program, run where one of its literals stands
	Assign              // keyword, operator, value program
	Phrase              // phrase, then a value program
	Matcher             // Go code, at a byte trigger or at a literal
)

// Flags of a Rule.
const (
	NoLeft     = 1 << iota // need not start at a word boundary
	NoRight                // need not end at a word boundary
	ContextHas             // without a context word there is no finding
	Container              // gives way to any finding that overlaps it
	Unbounded              // the pattern has no longest match; cut at Max
	PlainValue             // no harmless-value heuristics
	Calls                  // a bracket or spaces before a quote are an operator too: setKey("..."), KEY "..."
)

// Rule is one compiled rule.
type Rule struct {
	ID      uint32 // string number
	Code    uint32 // program, index in Code
	Arg     uint32 // parameters, index in Args
	Stop    uint32 // stop list, index in Stops; 0 is none
	Type    uint16
	Check   uint16 // number of the check plus one
	Match   uint16 // number of the matcher plus one
	Context uint16 // number of the context list plus one
	Before  uint16 // window of context words before, bytes
	After   uint16 // and after
	Max     uint16 // longest match, bytes
	Back    uint16 // longest stretch before the literal
	Class   uint16 // set of the bytes of that stretch
	Gap     uint16 // Assign: bytes between keyword and operator
	Form    Form
	Flags   uint8
	Entropy uint8 // least entropy, tenths of a bit
	Base    uint8 // scores, percent
	InText  uint8 // with context
	Valid   uint8 // with a passed check
	Min     uint8 // below it there is no finding
	Lead    uint8 // what the keyword must be, or stand before a shape
	Weak    uint8 // without the context word that a finding needs; 0: then there is none
	Least   uint8 // bytes that a match begins with and of which none is a blank
	_       [2]uint8
}

// Bits of Rule.Lead.
const (
	PartStart   = 1 << iota // begins a word, or a part of a name that is written like this or likeThis
	Private                 // does not name what is public: not after "public", "page", "cache" and the like
	NoComma                 // a comma after it is no operator: it divides the names of a list
	Unversioned             // a shape: no word for a version stands before it
)

// Lit is a literal. The automaton holds its first bytes only and tells neither
// digits nor signs apart, which keeps it small; the scanner compares the rest.
type Lit struct {
	First uint32 // index in LitRules
	Whole uint32 // where the literal begins in Strings
	Count uint16
	Len   uint16 // bytes in the automaton
	Size  uint16 // of the whole, 0: nothing to compare
	After uint8  // the byte after that part, 0: none
	Last  uint8  // the last byte of the whole
}

// ShapeState is a state of the shape automaton. Most states lead to few others,
// and many divide the bytes alike, so a state is a partition of the columns and
// a target for each part: column c leads to ShapeNext[Next+ShapeParts[Part+c]].
type ShapeState struct {
	Part uint32 // index in ShapeParts
	Next uint32 // index in ShapeNext
}

// ShapeNeed tells of the rules that end in a state how many need no context
// word, which come first, and the widest windows of the others.
type ShapeNeed struct {
	Plain, Before, After uint16
}

// PhoneLeaf marks the value in PhoneIntl that is the number of a mask.
const PhoneLeaf = 1 << 15

// PhoneMin and PhoneMax bound the digits of a national number without trunk prefix.
const (
	PhoneMin = 6
	PhoneMax = 11
)

// PhoneHash returns where the search for a shape starts in a table of size
// entries, a power of two.
func PhoneHash(sizes uint32, size int) int { return int(sizes*0x9E3779B1>>16) & (size - 1) }

// PhoneShape tells which regions write national numbers, with their trunk
// prefix, in groups of these sizes: four bits each, the first group highest.
type PhoneShape struct {
	Sizes uint32
	Set   uint32 // in PhoneSets
}

// File is an opened file.
type File struct {
	data string
	dir  [sectionCount][2]uint32
}

var errFile = errors.New("table: not a compiled rule file of this version")

// Open checks the directory of data.
func Open(data string) (*File, error) {
	head := len(Magic) + 8*int(sectionCount)
	if len(data) < head || data[:len(Magic)] != Magic || !littleEndian() {
		return nil, errFile
	}
	f := &File{data: data}
	for i := range f.dir {
		p := len(Magic) + 8*i
		off, size := u32(data[p:]), u32(data[p+4:])
		if uint64(off)+uint64(size) > uint64(len(data)) {
			return nil, errFile
		}
		f.dir[i] = [2]uint32{off, size}
	}
	return f, nil
}

// Bytes returns section s.
func (f *File) Bytes(s Section) string {
	d := f.dir[s]
	return f.data[d[0] : d[0]+d[1]]
}

// Get returns section s of f as records of type T, which must be pointer-free
// and the type that packgen wrote.
func Get[T any](f *File, s Section) []T {
	b := f.Bytes(s)
	var zero T
	n := len(b) / int(unsafe.Sizeof(zero))
	if n == 0 {
		return nil
	}
	p := unsafe.Pointer(unsafe.StringData(b))
	if uintptr(p)%unsafe.Alignof(zero) == 0 {
		return unsafe.Slice((*T)(p), n)
	}
	out := make([]T, n)
	copy(unsafe.Slice((*byte)(unsafe.Pointer(&out[0])), len(b)), b)
	return out
}

// String returns string number i.
func (f *File) String(i uint32) string {
	ends := f.Bytes(StringEnds)
	var start uint32
	if i > 0 {
		start = u32(ends[4*(i-1):])
	}
	return f.Bytes(Strings)[start:u32(ends[4*i:])]
}

func u32(s string) uint32 {
	return uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24
}

func littleEndian() bool {
	one := uint16(1)
	return *(*byte)(unsafe.Pointer(&one)) == 1
}
