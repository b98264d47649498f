package chat

import "github.com/chatguard/chatguard/filter/policy"

// GenericName names the mode for JSON of no known shape.
const GenericName = "generic"

// Part is one of the kinds of documents that an API has.
type Part uint8

const (
	Request  Part = iota // the body of a request
	Response             // the whole body of a response
	Event                // one event of a streamed response
	parts
)

// partKeys are the names of the parts in the data.
var partKeys = [parts]string{"request", "response", "stream"}

// API is one chat API, compiled from its data.
type API struct {
	Name  string
	Title string
	Paths []string // patterns of request paths, "*" for any run
	Block Block    // how a blocked call is answered

	tries  [parts]*trie
	shapes [parts][]keySet
	roles  map[uint8]policy.Scope
	types  map[string]policy.Scope // of events whose type decides the scope
	ends   map[string]uint8        // types of events that end texts
}

// Block is an API's own way to refuse. Bodies are JSON documents in which the
// string values "{message}", "{id}" and "{status}" are placeholders.
type Block struct {
	ContentType string
	Body        string
	Stream      []BlockEvent // the end of a stream that has begun
}

// BlockEvent is one event of the end of a blocked stream. In Data the string
// value "{=name}" stands for what the stream's first event had at top level
// under that name, or null.
type BlockEvent struct{ Event, Data string }

const (
	endsOwn = 1 + iota // the texts that the event belongs to
	endsAll            // all texts of the stream
)

func newAPI(name string) *API {
	a := &API{
		Name: name, roles: map[uint8]policy.Scope{},
		types: map[string]policy.Scope{}, ends: map[string]uint8{},
	}
	for i := range a.tries {
		a.tries[i] = newTrie()
	}
	return a
}

// TypeScope is the scope of a place that is ByType in an event of type t.
func (a *API) TypeScope(t []byte) policy.Scope {
	if s, ok := a.types[string(t)]; ok {
		return s
	}
	return policy.Other
}

// Ends tells whether an event of type t ends the texts that it belongs to.
func (a *API) Ends(t []byte) bool { return a.ends[string(t)] == endsOwn }

// EndsAll tells whether an event of type t ends all texts of the stream.
func (a *API) EndsAll(t []byte) bool { return a.ends[string(t)] == endsAll }

// Describes tells whether the data of an API names any path of a part.
func (a *API) Describes(part Part) bool { return len(a.tries[part].nodes) > 2 }
