package guard

import "github.com/chatguard/chatguard/filter/policy"

// Reasons why an exchange is refused before its body is read.
const (
	RateLimited Reason = "rate-limited"    // a quota is used up
	NoTLS       Reason = "no-tls"          // it came in clear
	NoIdentity  Reason = "no-identity"     // nobody has verified who makes it
	OldSession  Reason = "session-expired" // the session is older than the policy allows
)

// Before tells whether a reason is one of those: the body was not looked at
// because the exchange was refused, not the other way round.
func (r Reason) Before() bool {
	return r == RateLimited || r == NoTLS || r == NoIdentity || r == OldSession
}

// Refuse is the outcome of an exchange that is refused before its body is read;
// its path tells the API in whose form the answer is.
func (x *Exchange) Refuse(path string, why Reason, status int) *Outcome {
	x.api = x.guard.apis.ByPath(path)
	return &Outcome{Verdict: Block, Would: Block, Coverage: None, Reason: why, Status: status}
}

// PlanOf returns the plan of a policy of the configuration.
func (g *Guard) PlanOf(p *policy.Policy) *Plan { return g.plans[p] }

// Key is the key of hashes and fingerprints, empty if there is none.
func (g *Guard) Key() []byte { return g.key }

// Guarded tells whether exchanges have to be asked about before their bodies.
func (p *Plan) Guarded() bool {
	return (p.Policy.Access != nil || p.Policy.Quotas != nil) && p.Policy.Mode != policy.Off
}
