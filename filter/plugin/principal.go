package plugin

import (
	"math"
	"strconv"
	"strings"

	"github.com/chatguard/chatguard/filter/abi"
	"github.com/chatguard/chatguard/filter/payload"
	"github.com/chatguard/chatguard/filter/policy"
)

// identify is the first of list that the exchange has, with its value; nil if
// it has none of them.
func identify(list []policy.Principal) (*policy.Principal, string) {
	for i := range list {
		if v := principalValue(&list[i]); v != "" {
			return &list[i], v
		}
	}
	return nil, ""
}

// principalValue is who makes the exchange, "" if it does not say.
func principalValue(p *policy.Principal) string {
	switch {
	case p.Header != "":
		return requestHeader(p.Header)
	case p.Connection == policy.Address:
		return network(property("source\x00address"))
	case p.Connection == policy.Certificate:
		return certificate()
	}
	return property(p.Property)
}

// certificate is the name in the client's certificate, "" if it gave none. The
// URI comes first, because a subject may be of free choice where SPIFFE is used.
func certificate() string {
	if property("connection\x00mtls") != "\x01" {
		return ""
	}
	if uri := property("connection\x00uri_san_peer_certificate"); uri != "" {
		return uri
	}
	return property("connection\x00subject_peer_certificate")
}

// network is the address without its port; of IPv6 the 64 bits that one
// subscriber has at least.
func network(address string) string {
	host := address
	if i := strings.LastIndexByte(address, ':'); i >= 0 {
		host = address[:i]
	}
	if !strings.HasPrefix(host, "[") {
		return host
	}
	ip, ok := payload.ParseIPv6([]byte(strings.Trim(host, "[]")))
	if !ok {
		return host
	}
	return string(ip[:8])
}

// numericDate reads a property that is a time in seconds since 1970: a number
// of a token as Envoy gives it, 8 bytes of a double, or digits.
func numericDate(path string) (seconds int64, ok bool) {
	b, st := abi.GetProperty(path)
	if st != abi.OK {
		return 0, false
	}
	if n, err := strconv.ParseInt(string(b), 10, 64); err == nil {
		return n, n > 0
	}
	if len(b) != 8 {
		return 0, false
	}
	bits := uint64(0)
	for i := range b {
		bits |= uint64(b[i]) << (8 * i)
	}
	v := math.Float64frombits(bits)
	if !(v > 0 && v < 1<<53) {
		return 0, false
	}
	return int64(v), true
}
