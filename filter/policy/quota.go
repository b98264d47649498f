package policy

// Quotas bound what one caller may do over many exchanges, for all workers of
// a proxy together.
//
//	principal  required list of Principal: who is counted: the first of them that an exchange has
//	onMissing  Allow | Block; Allow: an exchange that has none of them passes uncounted, or is answered 401
//	onFull     Allow | Block; Allow: a caller for whom there is no room passes uncounted, or is answered 429
//	counters   required list of Counter: 8 at most
//	publish    boolean; false: tell the proxy's own rate limit filters who it is; needs CHATGUARD_KEY
//
// A policy's quotas take the place of those that it extends, as a whole. A caller
// is kept as a keyed hash, never in clear, with each policy for itself. There is
// room for some 16,000; the one that was seen least recently makes room for a new
// one, unless it has to cool down. Mode Monitor counts and refuses nobody.
//
// Publish sets filter state: wasm.chatguard.principal, the caller's hash, the same
// on every replica with that key; wasm.chatguard.violator, the same once a finding
// says Block; wasm.chatguard.blocked and wasm.chatguard.masked, numbers of findings
// so far.
type Quotas struct {
	Principals []Principal
	OnMissing  Refusal // Pass, if the document says nothing
	OnFull     Refusal
	Counters   []Counter
	Publish    bool
}

// Counter is one of Quotas. What it counts within a sliding window may be as
// much as max.
//
//	name      required text: as a rule's name
//	count     required Requests | Bytes | Blocked | Masked | Streams
//	types     list of text: the findings that count, as in a rule's match; with Blocked and Masked only
//	max       required integer 1..1000000000000
//	seconds   integer 1..86400; 60: length of the window; of Streams: one that is open for longer may count no more
//	coolDown  integer 0..86400; 0: seconds for which a caller who went over max stays refused; 0: until the window has room
//	status    integer 403..429; 429: of the answer, 429 with retry-after, or 403
//	policy    text: name of a policy or preset that applies instead of the refusal; its own quotas and access do not count
//
// Requests and Streams, exchanges that are open, are counted when they begin: the
// one that would be over max is refused and does not count. Bytes of bodies, and
// findings whose rule says Block or Mask, are counted when an exchange ends, and
// the next is refused once max is reached. Without types, an exchange refused for
// its form counts as Blocked, too. An exchange that breaks off counts no longer as
// a stream, and neither, after its window, does one of a worker that died.
type Counter struct {
	Name     string
	Count    Quantity
	Types    []string // sorted; nil: all
	Max      int64
	Seconds  int64
	CoolDown int64
	Status   int
	Policy   *Policy // that applies instead of a refusal, nil if there is none
}

// Quantity is what a Counter counts.
type Quantity uint8

const (
	Requests Quantity = iota
	Bytes             // of bodies, both ways
	Blocked           // findings whose rule says Block
	Masked            // findings whose rule says Mask
	Streams           // exchanges that are open
	quantities
)

var quantityNames = []string{"Requests", "Bytes", "Blocked", "Masked", "Streams"}

func (q Quantity) String() string { return name(quantityNames, int(q)) }

// Principal is where an exchange tells who makes it. It names one source.
//
//	header      text: name of a request header, which something before the filter must have verified or set
//	claim       text: of a token that jwt_authn has verified; members of objects with dots: realm.user (a name with a dot needs property)
//	payload     text; jwt_payload: where jwt_authn puts the token's payload, its payload_in_metadata
//	property    list of text: path of a property of the proxy: [filter_state, tenant]
//	connection  Certificate | Address: the client's certificate, or its address
//
// A certificate is known by its URI (SPIFFE), or else its subject; the proxy must
// verify it against a trusted CA. An address is the one that the proxy takes for
// the client's, by xff_num_trusted_hops; one of IPv6 counts as its network of 64
// bits.
type Principal struct {
	Header     string // in lower case
	Claim      string // for messages
	Property   string // its path, joined by NUL as proxy-wasm wants it; of a claim, too
	Connection Connection
}

// Connection is a property of the connection that tells who is at its other end.
type Connection uint8

const (
	NoConnection Connection = iota
	Certificate
	Address
)

var connectionNames = []string{"Certificate", "Address"} // from 1

func (c Connection) String() string { return name(connectionNames, int(c)-1) }

// Text writes where a principal comes from.
func (p *Principal) Text() string {
	switch {
	case p.Header != "":
		return "header " + p.Header
	case p.Claim != "":
		return "claim " + p.Claim
	case p.Connection != NoConnection:
		return "connection " + p.Connection.String()
	}
	return "property"
}
