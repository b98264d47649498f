package policy

import "github.com/chatguard/chatguard/filter/document"

// Access says who may chat, over what, and how long answers may be kept. What it
// refuses is answered before the body is read; mode Monitor only counts it.
//
//	tls          Connection | Forwarded: without it an exchange is answered 426
//	identity     list of Principal: an exchange that has none of them is answered 401; 403, if all are certificates
//	session      Session: an exchange with an older one, or none, is answered 401
//	noStore      boolean; false: answers tell caches and browsers not to keep them (cache-control: no-store)
//	hstsSeconds  integer 0..63072000; 0: answers have browsers use HTTPS for so long (strict-transport-security)
//
// An address (connection: Address) is no identity. Who is known by a certificate,
// as the first of identity, needs no session. Mode Off does not look.
type Access struct {
	// TLS is where TLS must be: on the connection to this proxy, or, with
	// Forwarded, on that to a proxy before it, by x-forwarded-proto. Clients can
	// write that header: use Forwarded only where the proxy replaces or
	// verifies it (xff_num_trusted_hops above 0, and no way around that proxy).
	TLS TLS

	Identity    []Principal
	Session     Session
	NoStore     bool
	HSTSSeconds int
}

// TLS is where an exchange must have been encrypted.
type TLS uint8

const (
	AnyTransport  TLS = iota
	ConnectionTLS     // on the connection to this proxy
	ForwardedTLS      // there, or on the one before
)

var tlsNames = []string{"Connection", "Forwarded"} // from 1

func (t TLS) String() string { return name(tlsNames, int(t)-1) }

// Session bounds the age of a session, by a time that a verified token tells.
//
//	claim       text; iat: seconds since 1970 (RFC 7519, section 2): iat, or auth_time of OpenID Connect
//	payload     text; jwt_payload: as in Principal
//	maxSeconds  required integer 1..31536000
type Session struct {
	Property   string // of the claim, joined by NUL
	MaxSeconds int64  // 0: sessions are not bounded
}

func (l *loader) access(p *Policy, n *document.Node) {
	if n.Kind == document.Object && p.Access == nil {
		p.Access = &Access{}
	}
	to := p.Access
	if to == nil {
		to = &Access{}
	}
	l.object(n, []field{
		{"tls", enum(&l.reader, &to.TLS, tlsNames, 1)},
		{"identity", func(x *document.Node) {
			l.principals(&to.Identity)(x)
			for i := range to.Identity {
				if to.Identity[i].Connection == Address {
					l.fail(x.Items[i], "an address is no identity")
				}
			}
		}},
		{"session", l.session(&to.Session)},
		{"noStore", l.bool(&to.NoStore)},
		{"hstsSeconds", integer(&l.reader, &to.HSTSSeconds, 0, 63_072_000)},
	})
}

func (l *loader) session(to *Session) func(*document.Node) {
	return func(n *document.Node) {
		claim, payload := "iat", defaultPayload
		l.object(n, []field{
			{"claim", l.text(&claim)},
			{"payload", l.text(&payload)},
			{"maxSeconds", integer(&l.reader, &to.MaxSeconds, 1, 31_536_000)},
		})
		if n.Kind == document.Object {
			l.needs(n, "maxSeconds", "a session needs maxSeconds")
			to.Property = claimPath(payload, claim)
		}
	}
}
