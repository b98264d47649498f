package policy

// Action is what a rule does with a finding.
type Action uint8

const (
	Allow Action = iota // nothing; later rules are not asked
	Log                 // record it
	Mask                // put something in its place
	Block               // answer in place of the message
)

// Mode is how a policy acts.
type Mode uint8

const (
	Enforce Mode = iota
	Monitor      // decide and record, change nothing
	Off          // do not look
)

// HeadAction is what becomes of findings in a request's head.
type HeadAction uint8

const (
	ReportHead HeadAction = iota // they are recorded
	ApplyHead                    // rules are carried out
)

// FailureMode is what happens when the filter itself fails.
type FailureMode uint8

const (
	FailClosed FailureMode = iota // the exchange is refused
	FailOpen                      // it passes uninspected
)

// Uninspected is what happens to a body that cannot be inspected: a content
// coding, a content type or a framing that is not understood.
type Uninspected uint8

const (
	AllowUninspected Uninspected = iota // it passes and is counted
	ScanRaw                             // its bytes are inspected as if they were text
	BlockUninspected                    // it is refused
)

// UninspectedBodies is what happens to them by direction. A direction that a
// document does not name keeps what the policies below say of it.
//
//	request   Allow | ScanRaw | Block; Allow: for requests and protocol upgrades
//	response  Allow | ScanRaw | Block; Allow: for responses
type UninspectedBodies struct{ Request, Response Uninspected }

// In is what happens in one direction.
func (u UninspectedBodies) In(d Direction) Uninspected {
	if d == Response {
		return u.Response
	}
	return u.Request
}

func (u UninspectedBodies) String() string {
	if u.Request == u.Response {
		return u.Request.String()
	}
	return u.Request.String() + " in requests, " + u.Response.String() + " in responses"
}

// Refusal is what happens to a body that is malformed or over a limit.
type Refusal uint8

const (
	Refuse Refusal = iota // it is refused
	Pass                  // it passes as far as it was inspected, and is counted
)

// Duplicates is what happens to a JSON object that has a key twice.
type Duplicates uint8

const (
	RejectDuplicates Duplicates = iota // the body is malformed
	AllowDuplicates                    // every member is inspected
)

// Format is the form of the answer to a blocked call.
type Format uint8

const (
	Dialect Format = iota // the error shape of the caller's API
	JSON                  // {"error": {...}}
	Text                  // the message alone
)

// Direction is a set of directions.
type Direction uint8

const (
	Request Direction = 1 << iota
	Response
	Both = Request | Response
)

// Scope is a set of places in a conversation.
type Scope uint8

const (
	SystemPrompt   Scope = 1 << iota // instructions of the operator
	Messages                         // what users and assistants say
	ToolInput                        // arguments of tool calls
	ToolOutput                       // results of tool calls
	Reasoning                        // what a model thinks
	ToolDefinition                   // names, descriptions and schemas of tools
	Other                            // everything else

	AllScopes = SystemPrompt | Messages | ToolInput | ToolOutput | Reasoning | ToolDefinition | Other
)

var (
	actionNames      = []string{"Allow", "Log", "Mask", "Block"}
	modeNames        = []string{"Enforce", "Monitor", "Off"}
	failureNames     = []string{"FailClosed", "FailOpen"}
	headNames        = []string{"Report", "Apply"}
	uninspectedNames = []string{"Allow", "ScanRaw", "Block"}
	requestModeNames = []string{"Buffered", "Streamed"}
	refusalNames     = []string{"Block", "Allow"}
	duplicateNames   = []string{"Reject", "Allow"}
	formatNames      = []string{"Dialect", "JSON", "Text"}
	directionNames   = []string{"Request", "Response", "Both"} // from 1
	scopeNames       = []string{
		"SystemPrompt", "Messages", "ToolInput", "ToolOutput", "Reasoning", "ToolDefinition", "Other",
	}
)

func (a Action) String() string      { return name(actionNames, int(a)) }
func (m Mode) String() string        { return name(modeNames, int(m)) }
func (f FailureMode) String() string { return name(failureNames, int(f)) }
func (a HeadAction) String() string  { return name(headNames, int(a)) }
func (u Uninspected) String() string { return name(uninspectedNames, int(u)) }
func (m RequestMode) String() string { return name(requestModeNames, int(m)) }
func (r Refusal) String() string     { return name(refusalNames, int(r)) }
func (d Duplicates) String() string  { return name(duplicateNames, int(d)) }
func (f Format) String() string      { return name(formatNames, int(f)) }
func (d Direction) String() string   { return name(directionNames, int(d)-1) }

// String names a scope; a set of several is joined by "+".
func (s Scope) String() string {
	out := ""
	for i, n := range scopeNames {
		if s&(1<<i) == 0 {
			continue
		}
		if out != "" {
			out += "+"
		}
		out += n
	}
	return out
}

func name(names []string, i int) string {
	if i < 0 || i >= len(names) {
		return "unknown"
	}
	return names[i]
}
