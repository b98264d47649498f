package policy

import (
	"github.com/chatguard/chatguard/filter/document"
)

// Config is a loaded document.
//
//	defaultPolicy  text; balanced: name of the policy of exchanges that nothing else gives one; required if there are policies
//	holdHeaders    boolean; false
//	policies       object of Policy: by name, of letters, digits, - and _, 64 at most
//	routes         list of Route: the first that matches counts
//	apis           list of any: chat APIs of one's own, in the form of the files in policies/apis; they come before the built-in ones
type Config struct {
	// Default is the policy of exchanges that neither metadata nor routes give
	// another one.
	Default *Policy

	// Policies has those of the document, and the presets that it names as
	// default, as shadow or in routes. Route metadata can choose any of them.
	Policies map[string]*Policy

	Routes []Route

	// APIs are the documents of chat APIs of one's own.
	APIs []*document.Node

	// HoldHeaders says that headers wait until the body is judged: nothing of a
	// blocked request reaches the upstream, and content-length is right. The
	// host must pass StopIteration through (allow_on_headers_stop_iteration in
	// Envoy, 1.35 or later).
	HoldHeaders bool

	// Single tells that the document is itself one policy. It then applies to
	// everything, whatever route metadata says.
	Single bool
}

// Policy is one policy with everything it extends: it stands on its own.
//
//	name            text; default: only on top of a document that is one policy
//	description     text: for people
//	extends         text or list of text: names of policies or presets
//	mode            Enforce | Monitor | Off; Enforce
//	enforcePercent  integer 0..100; 100: share of the exchanges for which Enforce counts
//	shadow          text: name of a policy or preset that is tried on the same bodies
//	failureMode     FailClosed | FailOpen; FailClosed
//	onUninspected   Allow | ScanRaw | Block or UninspectedBodies; Allow
//	onInvalid       Block | Allow; Block
//	onOverLimit     Block | Allow; Block
//	requestMode     Buffered | Streamed; Buffered: Streamed goes with rules that only mask or log requests, in all scopes
//	limits          Limits
//	rules           list of Rule
//	detectors       list of Detector
//	allow           AllowList
//	restore         Restore
//	leaks           Leaks
//	links           Links
//	roles           Roles
//	tools           Tools
//	parameters      Parameters
//	head            Head
//	response        Answer
//	access          Access
//	quotas          Quotas
//	repeats         boolean; false
//	responseHeader  boolean; false
//
// A policy is laid over what it extends. What it says itself counts, field by
// field, also inside limits, response and restore. Its rules come first, except
// that one with the name of a rule below takes that rule's place. Its detectors
// are added; one with a name from below replaces that. Its allowed values are
// added. Of several in extends, the one further left lies on top. A policy that
// is reached in two ways counts once, at the bottom. A policy that extends its
// own name extends the preset of that name.
type Policy struct {
	Name        string
	Description string

	// Mode is Enforce if the document does not say. Monitor decides and records
	// as Enforce does and changes nothing. Off reads nothing.
	Mode Mode

	// EnforcePercent lets Enforce begin with a part of the exchanges; the others
	// go as under Monitor. The request id decides, so that a retry with the same
	// id has the same fate; an exchange without an id is enforced.
	EnforcePercent int

	// Shadow is a policy on trial, nil if there is none: it reads the bodies that
	// this policy reads, what it would have done is recorded beside what was done,
	// and nothing of it is. Its own mode, share and shadow do not count.
	Shadow *Policy

	// FailureMode is what happens when the filter itself fails: FailClosed, the
	// default, answers 503; FailOpen lets the exchange pass.
	FailureMode FailureMode

	// OnUninspected is what happens to a body that cannot be read: a content
	// coding (gzip), a media type that is no text, a protocol upgrade. Allow, the
	// default, lets it pass; ScanRaw inspects its bytes as if they were text;
	// Block answers 415, or 502 in place of a response. It is counted in any
	// case, with the reason. One word is for both directions; an object says it
	// for each: {request: Block, response: Allow}. Where responses must be
	// readable, they are read even if no rule acts on them.
	OnUninspected UninspectedBodies

	// OnInvalid is what happens to a body that should be JSON and is not:
	// malformed, cut short, not UTF-8, with a key twice (if limits.duplicateKeys
	// is Reject). Block, the default, answers 400, or 502 in place of a response;
	// Allow lets it pass. Findings before the fault count in any case.
	OnInvalid Refusal

	// OnOverLimit is what happens to a body beyond Limits. Block, the default,
	// answers 413 where it is too long, else 400, or 502 in place of a response;
	// Allow lets it pass, with what lies beyond the limit uninspected.
	OnOverLimit Refusal

	// RequestMode is Buffered if a request waits for the verdict on all of it.
	// Streamed lets JSON, forms and parts go on, masked, while they come, in memory
	// that does not grow with them: for large bodies. Others wait all the same.
	RequestMode RequestMode

	Limits Limits

	// Rules are asked in order; the first that matches a finding decides. A
	// finding that no rule matches is left alone.
	Rules []Rule

	Detectors  []Detector
	Allow      AllowList
	Restore    Restore
	Leaks      Leaks
	Links      Links
	Roles      *Roles      // nil if callers may write in any role
	Tools      *Tools      // nil if all tools are allowed
	Parameters *Parameters // nil if there is no such section
	Head       Head
	Response   Answer
	Access     *Access // nil if there is none
	Quotas     *Quotas // nil if there are none

	// Repeats says that a value of pii, secrets, business or an own detector that
	// was found once is a finding wherever it stands again as a whole word in the
	// same body, also where nothing beside it tells what it is; in a stream, in
	// what follows. Values of four bytes or more count. A body in which something
	// was found is read twice.
	Repeats bool

	// ResponseHeader tells the client the verdict in the header x-chatguard.
	ResponseHeader bool
}

// Limits bound what a body may be. A limit that is exceeded makes the body one
// that OnOverLimit decides on.
//
//	bodyBytes      integer 1..268435456; 1048576: of a body that is held for inspection
//	depth          integer 1..512; 64: of nested arrays and objects
//	keys           integer 1..10000000; 100000: of all objects together
//	keyBytes       integer 1..1048576; 1024: of a name in an object, decoded
//	stringBytes    integer 1..268435456; 1048576: of a string, decoded; of text, which media are not, 4 MiB at most
//	numberBytes    integer 1..1048576; 256: of a number, as written
//	messages       integer 1..1000000; 2000: of a conversation, in APIs whose messages are known
//	holdBytes      integer 64..1048576; 4096: of a streamed text, held because it may become a finding
//	eventBytes     integer 1024..16777216; 1048576: of one event of a stream
//	duplicateKeys  Reject | Allow; Reject: an object with a key twice
type Limits struct {
	BodyBytes   int64
	Depth       int
	Keys        int
	KeyBytes    int
	StringBytes int
	NumberBytes int
	Messages    int
	HoldBytes   int
	EventBytes  int

	// DuplicateKeys is Reject because two parsers may read two different
	// messages from such an object. Allow inspects every member.
	DuplicateKeys Duplicates
}

// DefaultLimits apply where a policy says nothing.
var DefaultLimits = Limits{
	BodyBytes: 1 << 20, Depth: 64, Keys: 100_000, KeyBytes: 1 << 10, StringBytes: 1 << 20, NumberBytes: 256,
	Messages: 2000, HoldBytes: 4 << 10, EventBytes: 1 << 20,
}

// Detector is an entity of the operator's own: a regular expression (RE2
// syntax), a list of terms, or both.
//
//	name           required text: letters, digits, - and _, 64 at most; no built-in id
//	description    text: for people
//	regex          text: RE2; must not match the empty text
//	terms          list of text: words and phrases, matched as whole words
//	context        list of text: words or phrases, one of which must stand near by
//	unless         list of text: words or phrases, none of which may stand near by
//	within         integer 10..200; 60: how near, in bytes before and after; a stream waits for what may still come
//	score          number 0..1; 0.8: above 0
//	caseSensitive  boolean; false: of terms (a regex says (?i) itself)
//	group          integer 0..99; 0: number of the regex's group that is the finding, 0 for all of it
type Detector struct {
	Name          string
	Regex         string
	Terms         []string
	Context       []string
	Unless        []string
	Within        int
	Score         float32
	CaseSensitive bool
	Group         int
}

// Restore says which placeholders and tokens of a request are turned back into
// their values in its response. What is never turned back has nothing kept of
// it, and gets a keyed hash where a rule says Token.
//
//	enabled  boolean; true
//	never    list of text; [secrets]: as in a rule's match
type Restore struct {
	Enabled bool
	Never   map[string]bool // ids whose values are not kept
}

// Leaks says what of a response is a SYSTEM_PROMPT_LEAK. A policy looks for one
// if some rule matches it in responses.
//
//	minCharacters  integer 40..10000; 120: letters and digits of the system prompt in a row, or nearly so
//	share          number 0.1..1; 0.5: of a short prompt this much is a leak already
//	canaries       list of text: of 8 to 200 bytes, 20 at most, put into the prompt on purpose: one of them is always a leak
type Leaks struct {
	MinCharacters int
	Share         float32
	Canaries      []string
}

// DefaultLeaks apply where a policy says nothing.
var DefaultLeaks = Leaks{MinCharacters: 120, Share: 0.5}

// Links says which hosts links and images may lead to: *.example.com is all
// names below it. With an allow list every image of a response to another host is
// DATA_EXFILTRATION, and every link with data in it; without one only images with
// data in their address are.
//
//	allow  list of text: hosts that are never a finding
//	deny   list of text: hosts that are always a MALICIOUS_LINK
type Links struct {
	Allow, Deny []string
}

// Head says what beside the body of a request is looked at: parameters of its
// query ("?api_key=...") and headers. The policy's rules decide, with the scope
// Other; a parameter's or header's name is context for its value.
//
//	query    boolean; false: the query's parameters
//	headers  list of text: names of headers, 32 at most
//	action   Report | Apply; Report: Report records what the rules would do; Apply does it: what is masked goes on masked, also if the API needs it as its key
type Head struct {
	Query   bool
	Headers []string // in lower case
	Action  HeadAction
}

// Answer is the reply to a blocked call. It tells the request id and never a
// value.
//
//	status      integer 400..599; 403: what OnInvalid, OnOverLimit and OnUninspected refuse has the status they say
//	message     text; The message was blocked by policy.: for the caller, 1000 bytes at most
//	format      Dialect | Text | JSON; Dialect: the error shape of the caller's API, the message alone, or {"error": {...}}
//	headers     object of text: header values by name, added to the reply
//	revealRule  boolean; false: the message names the rule
type Answer struct {
	Status     int
	Message    string
	Format     Format
	Headers    map[string]string // names in lower case
	RevealRule bool
}
