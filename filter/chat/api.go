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
	types  map[string]Place // of events whose type decides what their places are
	ends   map[string]uint8 // types of events that end texts
	ids    map[string]bool  // members that tell the texts of a stream apart
	batch  bool             // a top-level array is several documents

	// Replace are the events that take the place of a call that is taken out of
	// a stream. In Data the string values "{index}" and "{sequence}" stand for
	// numbers, and {notice} for a text.
	Replace []BlockEvent

	parameters []Parameter
	list       string // see List
	roots      []string
	callEvents []string
	outlines   [parts]*outline
	modelRoles []string // in lower case
	continues  bool     // the model goes on with a last message of its own
}

// Block is an API's own way to refuse. Bodies are JSON documents in which the
// string values "{message}", "{id}" and "{status}" are placeholders.
type Block struct {
	ContentType string
	Headers     [][2]string
	Body        string
	Stream      []BlockEvent // the end of a stream that has begun
}

// BlockEvent is one event of the end of a blocked stream. In Data the string
// value "{=name}" stands for what the stream's first event had at top level
// under that name, or null; "{=id}" for the first id of any event.
type BlockEvent struct {
	Event, Data string
	Exception   bool // of an AWS event stream: Event names an error, which clients raise
}

const (
	endsOwn = 1 + iota // the texts that the event belongs to
	endsAll            // all texts of the stream
)

func newAPI(name string) *API {
	a := &API{
		Name: name, roles: map[uint8]policy.Scope{},
		types: map[string]Place{}, ends: map[string]uint8{},
	}
	for i := range a.tries {
		a.tries[i] = newTrie()
	}
	return a
}

// TypeScope is the scope of a place that is ByType in an event of type t.
func (a *API) TypeScope(t []byte) policy.Scope {
	if p, ok := a.types[string(t)]; ok {
		return p.Scope
	}
	return policy.Other
}

// TypeMedia tells whether a place that is ByType holds encoded binary in an
// event of type t.
func (a *API) TypeMedia(t []byte) bool { return a.types[string(t)].Media }

// idKeys are the members that say which text an event belongs to in many
// APIs: OpenAI (index, item_id, output_index, content_index, summary_index),
// Anthropic (index), Bedrock (contentBlockIndex), Gemini (index, thought).
var idKeys = map[string]bool{
	"index": true, "item_id": true, "output_index": true, "content_index": true,
	"summary_index": true, "contentBlockIndex": true, "thought": true,
}

// Identifies tells whether the member key tells the texts of a stream apart.
// a may be nil: the API is not known.
func (a *API) Identifies(key []byte) bool {
	if a != nil && a.ids != nil {
		return a.ids[string(key)]
	}
	return idKeys[string(key)]
}

// Ends tells whether an event of type t ends the texts that it belongs to.
func (a *API) Ends(t []byte) bool { return a.ends[string(t)] == endsOwn }

// EndsAll tells whether an event of type t ends all texts of the stream.
func (a *API) EndsAll(t []byte) bool { return a.ends[string(t)] == endsAll }

// Describes tells whether the data of an API names any path of a part.
func (a *API) Describes(part Part) bool { return len(a.tries[part].nodes) > 2 }

// Batch tells whether a top-level array is several documents of the API.
func (a *API) Batch() bool { return a.batch }
