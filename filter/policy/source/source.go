package source

import (
	"bytes"
	"encoding/json"
	"sort"
	"strconv"
)

// MaxBytes bounds a document, before and after its aliases are resolved.
const MaxBytes = 4 << 20

// Document is a policy document in JSON with the places of its values.
type Document struct {
	JSON []byte

	text  []byte // of the file, if it was JSON: offsets are its own
	marks []mark // else by offset in JSON
}

// mark says where the value or key at an offset of the JSON was written.
type mark struct {
	offset int
	pos    Position
}

// Position is a place in a file, counted from 1, columns in characters. The
// zero value is an unknown place.
type Position struct{ Line, Column int }

// String writes a position as compilers do: "line:column".
func (p Position) String() string { return strconv.Itoa(p.Line) + ":" + strconv.Itoa(p.Column) }

// Error is a document that cannot be read.
type Error struct {
	Position Position
	Msg      string
}

func (e *Error) Error() string {
	if e.Position.Line == 0 {
		return e.Msg
	}
	return e.Position.String() + ": " + e.Msg
}

// Read takes the text of a file. A text that is JSON stays as it is; any other
// is read as YAML. The error is an *Error.
func Read(text []byte) (*Document, error) {
	if len(text) > MaxBytes {
		return nil, &Error{Msg: "the document is larger than " + strconv.Itoa(MaxBytes) + " bytes"}
	}
	if looksLikeJSON(text) {
		return &Document{JSON: text, text: text}, nil
	}
	return readYAML(text)
}

// looksLikeJSON tells JSON from YAML, which has a flow style with the same
// brackets but hardly ever with quoted keys.
func looksLikeJSON(text []byte) bool {
	t := bytes.TrimLeft(text, " \t\r\n")
	if len(t) == 0 || t[0] != '{' {
		return false
	}
	next := bytes.TrimLeft(t[1:], " \t\r\n")
	return json.Valid(t) || len(next) > 0 && next[0] == '"'
}

// Position finds the place of what stands at an offset of the JSON.
func (d *Document) Position(offset int) Position {
	if offset < 0 {
		return Position{}
	}
	if d.text != nil {
		return inText(d.text, offset)
	}
	i := sort.Search(len(d.marks), func(i int) bool { return d.marks[i].offset > offset })
	if i == 0 {
		return Position{}
	}
	return d.marks[i-1].pos
}

func inText(text []byte, offset int) Position {
	before := text[:min(offset, len(text))]
	line := bytes.LastIndexByte(before, '\n') + 1
	return Position{
		Line:   bytes.Count(before, []byte{'\n'}) + 1,
		Column: len([]rune(string(before[line:]))) + 1,
	}
}
