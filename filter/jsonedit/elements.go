package jsonedit

import "github.com/chatguard/chatguard/filter/jsonscan"

// Elements finds the objects in a list of a document: the requests of a batch. It keeps places, does not recurse, and the
// scanner's limits bound it.
type Elements struct {
	name   string // of the member with the list
	named  bool   // its key came last
	inside bool   // the list is open
	depth  int    // of open containers
	from   int64
	places [][2]int64
}

// Of returns where the objects in the list begin and end in doc, which is valid.
func (e *Elements) Of(doc []byte, name string, l jsonscan.Limits) [][2]int64 {
	*e = Elements{name: name, places: e.places[:0]}
	var scan jsonscan.Scanner
	scan.Reset(l, e)
	if scan.Write(doc) != nil || scan.Close() != nil {
		return nil
	}
	return e.places
}

func (e *Elements) begin(pos int64) {
	if e.depth++; e.depth == 3 && e.inside {
		e.from = pos
	}
	e.named = false
}

func (e *Elements) BeginObject(pos int64) { e.begin(pos) }

func (e *Elements) EndObject(pos int64) {
	if e.depth == 3 && e.inside {
		e.places = append(e.places, [2]int64{e.from, pos + 1})
	}
	e.depth--
}

func (e *Elements) BeginArray(pos int64) {
	e.inside = e.inside || e.named && e.depth == 1
	e.begin(pos)
}

func (e *Elements) EndArray(int64) {
	if e.depth--; e.depth == 1 {
		e.inside = false
	}
}

func (e *Elements) Key(key []byte, _ int64, _ int) { e.named = e.depth == 1 && string(key) == e.name }

func (e *Elements) BeginString(int64) bool  { e.named = false; return false }
func (e *Elements) Text([]byte, int64, int) {}
func (e *Elements) EndString(int64)         {}
func (e *Elements) Scalar([]byte, int64)    { e.named = false }
