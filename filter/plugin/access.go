package plugin

import (
	"strconv"
	"time"

	"github.com/chatguard/chatguard/filter/abi"
	"github.com/chatguard/chatguard/filter/guard"
	"github.com/chatguard/chatguard/filter/policy"
)

// refusal is why an exchange is answered before its body is read, or would be.
type refusal struct {
	reason  guard.Reason
	status  int
	headers [][2]string
}

// denied tells what the policy's access section has against the exchange, nil
// if nothing. What the proxy cannot tell counts as not there.
func denied(a *policy.Access) *refusal {
	who, _ := identify(a.Identity)
	switch {
	case a.TLS != policy.AnyTransport && !encrypted(a.TLS):
		return &refusal{guard.NoTLS, 426, nil} // proxies take out the header upgrade of RFC 9110, section 15.5.22
	case len(a.Identity) > 0 && who == nil:
		if onlyCertificates(a.Identity) {
			return &refusal{guard.NoIdentity, 403, nil}
		}
		return &refusal{guard.NoIdentity, 401, [][2]string{{"www-authenticate", "Bearer"}}} // RFC 6750, section 3
	case a.Session.MaxSeconds > 0 && (who == nil || who.Connection != policy.Certificate) && !fresh(&a.Session):
		// RFC 9470, section 3
		challenge := `Bearer error="insufficient_user_authentication", max_age="` + strconv.FormatInt(a.Session.MaxSeconds, 10) + `"`
		return &refusal{guard.OldSession, 401, [][2]string{{"www-authenticate", challenge}}}
	}
	return nil
}

func encrypted(t policy.TLS) bool {
	if property("connection\x00tls_version") != "" {
		return true
	}
	return t == policy.ForwardedTLS && requestHeader("x-forwarded-proto") == "https"
}

func onlyCertificates(list []policy.Principal) bool {
	for i := range list {
		if list[i].Connection != policy.Certificate {
			return false
		}
	}
	return true
}

func fresh(s *policy.Session) bool {
	began, ok := numericDate(s.Property)
	return ok && time.Now().Unix()-began <= s.MaxSeconds
}

// retention lists the headers that an answer gets by the access section.
func retention(a *policy.Access) (all [][2]string) {
	if a.NoStore {
		all = append(all, [2]string{"cache-control", "no-store"})
	}
	if a.HSTSSeconds > 0 {
		all = append(all, [2]string{"strict-transport-security", "max-age=" + strconv.Itoa(a.HSTSSeconds)})
	}
	return all
}

// retain puts them into the upstream's answer.
func (s *stream) retain() {
	if p := s.gate.policy; p.Access != nil && p.Mode == policy.Enforce {
		for _, h := range retention(p.Access) {
			abi.SetHeader(abi.ResponseHeaders, h[0], h[1])
		}
	}
}
