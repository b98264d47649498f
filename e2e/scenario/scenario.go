package scenario

import (
	"encoding/json"
	"fmt"
	"net/textproto"
	"slices"
	"strings"
)

// Scenario is one file: one plugin configuration and the exchanges that run under it, in order.
type Scenario struct {
	Name      string // the file's name without .txtar
	About     string // the file's first line
	Policy    json.RawMessage
	AsText    bool // Policy is handed over as it stands, and may be no JSON at all
	Setup     Setup
	Values    []string // what must appear in no log, metric, header or error
	Exchanges []*Exchange
}

// Setup is what surrounds the plugin.
type Setup struct {
	Hosts      []string `yaml:"hosts"`     // where it can run; empty: everywhere
	Why        string   `yaml:"why"`       // why not everywhere
	HoldFlag   *bool    `yaml:"allowStop"` // Envoy's allow_on_headers_stop_iteration; default true
	Module     string   `yaml:"module"`    // "" or "testpanic": the build that panics on demand
	StartFails bool     `yaml:"startFails"`
	Routes     []Route  `yaml:"routes"`            // default: one for everything, without metadata
	HostPolicy string   `yaml:"virtualHostPolicy"` // filter_metadata.chatguard.policy of the virtual host
	Log        []string `yaml:"log"`               // each must be part of a line that the plugin logs
}

// Route is one of Envoy's, in order.
type Route struct {
	Name   string `yaml:"name"`
	Prefix string `yaml:"prefix"`
	Policy string `yaml:"policy"` // filter_metadata.chatguard.policy of the route; "": none
	// ClusterPolicy is that of the cluster; "": none.
	ClusterPolicy string `yaml:"clusterPolicy"`
}

// AllowStop tells whether Envoy passes StopIteration through from the headers.
func (s *Setup) AllowStop() bool { return s.HoldFlag == nil || *s.HoldFlag }

// RunsOn tells whether the scenario is for the host.
func (s *Setup) RunsOn(host string) bool {
	if len(s.Hosts) == 0 {
		return true
	}
	for _, h := range s.Hosts {
		if h == host {
			return true
		}
	}
	return false
}

// Exchange is one request and its answer.
type Exchange struct {
	Name    string
	Request Message
	Answer  Message
	HTTP2   bool
	Abort   bool     // the client goes away in the middle of the body
	Resets  bool     // the upstream goes away after the answer, before its end
	Cuts    []string // names of cuts; empty: the host's usual ones

	Upstream Want
	Client   Want
	Metrics  map[string]int64 // flat counters; nil: not compared, else those not listed must not move
	State    *string          // pattern of the filter state; nil: not compared
	Audit    []any            // patterns, one a line in order; nil: not compared
}

// Message is a request or a response as somebody sent or saw it.
type Message struct {
	Method, Path string // of a request
	Status       int    // of a response
	Header       Header
	Body         []byte
	Trailer      Header
	Partial      bool // seen: it ended before its end
	Awaits       []Await
}

// Await is a place in an answer's body where the upstream waits until the client has seen a text: what shows that a
// stream flows, and where it stands when it is blocked.
type Await struct {
	At   int // bytes of the body that come before
	Text string
}

// Ends returns the ends of the pieces in which a message is sent: those of the cut and those where it waits.
func (m *Message) Ends(cut Cut) []int {
	ends := slices.Clone(cut.Ends(len(m.Body)))
	for _, a := range m.Awaits {
		ends = append(ends, a.At)
	}
	slices.Sort(ends)
	return slices.Compact(ends)
}

// Header is a list of lines in order; names are lower case.
type Header []Field

// Field is one line.
type Field struct{ Name, Value string }

// Get returns the first value.
func (h Header) Get(name string) (string, bool) {
	for _, f := range h {
		if strings.EqualFold(f.Name, name) {
			return f.Value, true
		}
	}
	return "", false
}

// HeaderOf sorts nothing and drops nothing: maps have no order, so neither has the result.
func HeaderOf(m map[string][]string) Header {
	var h Header
	for name, values := range m {
		for _, v := range values {
			h = append(h, Field{strings.ToLower(textproto.CanonicalMIMEHeaderKey(name)), v})
		}
	}
	return h
}

// Want is what somebody must see.
type Want struct {
	Any     bool // not compared
	None    bool // nothing must arrive
	Aborted bool // nothing whole must arrive: an upstream may see a start that is then reset
	JSON    bool // the body is compared as JSON with patterns, else byte for byte
	Events  bool // the body is compared as events, the text of their deltas put together
	Absent  []string
	Message
}

// Seen is the outcome of one exchange.
type Seen struct {
	Upstream *Message // nil: nothing arrived
	Client   *Message // nil: the connection ended without an answer
	State    string   // "" where there was none
	Audit    []string // JSON lines
}

func (x *Exchange) String() string { return fmt.Sprintf("%s %s", x.Request.Method, x.Request.Path) }
