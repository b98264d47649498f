package guard

import "github.com/chatguard/chatguard/filter/jsonscan"

// elements finds the objects in a list of a document: the requests of a batch. It keeps places, does not recurse, and the
// scanner's limits bound it.
type elements struct {
	name   string // of the member with the list
	named  bool   // its key came last
	inside bool   // the list is open
	depth  int    // of open containers
	from   int64
	places [][2]int64
}

// of returns where the objects in the list begin and end in doc, which is valid.
func (e *elements) of(doc []byte, name string, l jsonscan.Limits) [][2]int64 {
	*e = elements{name: name, places: e.places[:0]}
	var scan jsonscan.Scanner
	scan.Reset(l, e)
	if scan.Write(doc) != nil || scan.Close() != nil {
		return nil
	}
	return e.places
}

func (e *elements) begin(pos int64) {
	if e.depth++; e.depth == 3 && e.inside {
		e.from = pos
	}
	e.named = false
}

func (e *elements) BeginObject(pos int64) { e.begin(pos) }

func (e *elements) EndObject(pos int64) {
	if e.depth == 3 && e.inside {
		e.places = append(e.places, [2]int64{e.from, pos + 1})
	}
	e.depth--
}

func (e *elements) BeginArray(pos int64) {
	e.inside = e.inside || e.named && e.depth == 1
	e.begin(pos)
}

func (e *elements) EndArray(int64) {
	if e.depth--; e.depth == 1 {
		e.inside = false
	}
}

func (e *elements) Key(key []byte, _ int64, _ int) { e.named = e.depth == 1 && string(key) == e.name }

func (e *elements) BeginString(int64) bool  { e.named = false; return false }
func (e *elements) Text([]byte, int64, int) {}
func (e *elements) EndString(int64)         {}
func (e *elements) Scalar([]byte, int64)    { e.named = false }
