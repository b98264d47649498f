package plugin

import (
	"github.com/chatguard/chatguard/filter/abi"
	"github.com/chatguard/chatguard/filter/guard"
	"github.com/chatguard/chatguard/filter/policy"
)

// metadataSources are where a policy's name may stand, most specific first.
var metadataSources = []string{
	"xds\x00route_metadata\x00filter_metadata\x00chatguard\x00policy",
	"xds\x00virtual_host_metadata\x00filter_metadata\x00chatguard\x00policy",
	"xds\x00cluster_metadata\x00filter_metadata\x00chatguard\x00policy",
}

// property copies a property of the stream, "" if there is none.
func property(path string) string {
	v, st := abi.GetProperty(path)
	if st != abi.OK {
		return ""
	}
	return string(v)
}

// choosePlan finds the policy of the exchange: metadata, routes, default.
func (s *stream) choosePlan() *guard.Plan {
	s.route = property("xds\x00route_name")
	in := policy.RouteInput{
		Host:      requestHeader(":authority"),
		Path:      s.path,
		Method:    requestHeader(":method"),
		RouteName: s.route,
		Header:    requestHeader,
	}
	for _, path := range metadataSources {
		if in.Metadata = property(path); in.Metadata != "" {
			break
		}
	}
	plan, unknown := s.p.guard.Select(&in)
	if unknown {
		s.p.metrics.add(countErrors, 1)
		abi.Log(abi.Warn, "chatguard: route metadata names a policy that does not exist (route "+s.route+"); the default policy applies")
	}
	return plan.For(s.requestID)
}
