package policy_test

import (
	"testing"

	"github.com/chatguard/chatguard/filter/policy"
)

const routed = `{"defaultPolicy":"usual","policies":{
	"usual":{"extends":"balanced"},"hosts":{"extends":"balanced"},"path":{"extends":"balanced"},"prefix":{"extends":"balanced"},
	"regex":{"extends":"balanced"},"method":{"extends":"balanced"},"name":{"extends":"balanced"},"header":{"extends":"balanced"},
	"all":{"extends":"balanced"},"late":{"extends":"balanced"}},
"routes":[
	{"match":{"hosts":["all.test"],"pathPrefix":"/all","methods":["POST"],"headers":{"X-Tenant":"acme","x-b":"2"}},"policy":"all"},
	{"match":{"hosts":["pay.example.com","*.corp.test"]},"policy":"hosts"},
	{"match":{"path":"/exact"},"policy":"path"},
	{"match":{"pathPrefix":"/v1/"},"policy":"prefix"},
	{"match":{"pathRegex":"/r[0-9]+|/s"},"policy":"regex"},
	{"match":{"methods":["PUT","PATCH"]},"policy":"method"},
	{"match":{"routeName":"pay"},"policy":"name"},
	{"match":{"headers":{"x-tenant":"acme"}},"policy":"header"},
	{"match":{"path":"/exact"},"policy":"late"}]}`

func TestSelect(t *testing.T) {
	c, err := parse(routed)
	if err != nil {
		t.Fatal(err)
	}
	acme := map[string]string{"x-tenant": "acme", "x-b": "2"}
	for _, x := range []struct {
		name    string
		in      policy.RouteInput
		headers map[string]string
		want    string
		unknown bool
	}{
		{"nothing", policy.RouteInput{}, nil, "usual", false},
		{"metadata", policy.RouteInput{Metadata: "late", Path: "/exact"}, nil, "late", false},
		{"unknown metadata, route", policy.RouteInput{Metadata: "nobody", Path: "/exact"}, nil, "path", true},
		{"unknown metadata, default", policy.RouteInput{Metadata: "nobody"}, nil, "usual", true},
		{"a preset that the document does not name", policy.RouteInput{Metadata: "strict"}, nil, "usual", true},
		{"host", policy.RouteInput{Host: "pay.example.com"}, nil, "hosts", false},
		{"host in capitals with a port", policy.RouteInput{Host: "PAY.Example.com:8443"}, nil, "hosts", false},
		{"host with a final dot", policy.RouteInput{Host: "pay.example.com.:80"}, nil, "hosts", false},
		{"host below", policy.RouteInput{Host: "x.pay.example.com"}, nil, "usual", false},
		{"host that ends alike", policy.RouteInput{Host: "notpay.example.com"}, nil, "usual", false},
		{"wildcard", policy.RouteInput{Host: "a.corp.test"}, nil, "hosts", false},
		{"wildcard, two below", policy.RouteInput{Host: "b.A.Corp.test:1"}, nil, "hosts", false},
		{"wildcard, not itself", policy.RouteInput{Host: "corp.test"}, nil, "usual", false},
		{"wildcard, nothing before", policy.RouteInput{Host: ".corp.test"}, nil, "usual", false},
		{"IPv6", policy.RouteInput{Host: "[::1]:80"}, nil, "usual", false},
		{"path", policy.RouteInput{Path: "/exact"}, nil, "path", false},
		{"path with a query", policy.RouteInput{Path: "/exact?path=/v1/x"}, nil, "path", false},
		{"path that goes on", policy.RouteInput{Path: "/exact/"}, nil, "usual", false},
		{"path in capitals", policy.RouteInput{Path: "/Exact"}, nil, "usual", false},
		{"prefix", policy.RouteInput{Path: "/v1/chat/completions"}, nil, "prefix", false},
		{"prefix itself", policy.RouteInput{Path: "/v1"}, nil, "prefix", false},
		{"prefix with a query", policy.RouteInput{Path: "/v1?x"}, nil, "prefix", false},
		{"prefix, no whole segment", policy.RouteInput{Path: "/v10"}, nil, "usual", false},
		{"regex", policy.RouteInput{Path: "/r12?q"}, nil, "regex", false},
		{"regex, second part", policy.RouteInput{Path: "/s"}, nil, "regex", false},
		{"regex, not whole", policy.RouteInput{Path: "/r12/x"}, nil, "usual", false},
		{"method", policy.RouteInput{Method: "PATCH"}, nil, "method", false},
		{"another method", policy.RouteInput{Method: "POST"}, nil, "usual", false},
		{"route name", policy.RouteInput{RouteName: "pay"}, nil, "name", false},
		{"another route name", policy.RouteInput{RouteName: "payments"}, nil, "usual", false},
		{"header", policy.RouteInput{}, acme, "header", false},
		{"header with another value", policy.RouteInput{}, map[string]string{"x-tenant": "acme2"}, "usual", false},
		{"all", policy.RouteInput{Host: "all.test", Path: "/all/x", Method: "POST"}, acme, "all", false},
		{"all but a header", policy.RouteInput{Host: "all.test", Path: "/all/x", Method: "POST"}, map[string]string{"x-b": "2"}, "usual", false},
		{"all but the method", policy.RouteInput{Host: "all.test", Path: "/all/x", Method: "GET"}, acme, "header", false},
		{"the first counts", policy.RouteInput{Host: "a.corp.test", Path: "/exact", RouteName: "pay"}, acme, "hosts", false},
	} {
		if x.headers != nil {
			x.in.Header = func(name string) string { return x.headers[name] }
		}
		p, unknown := c.Select(&x.in)
		if p.Name != x.want || unknown != x.unknown {
			t.Errorf("%s: %s, unknown %v; want %s, %v", x.name, p.Name, unknown, x.want, x.unknown)
		}
	}
}

// A document that is one policy applies to everything.
func TestSelectSingle(t *testing.T) {
	c, err := parse(`{"name":"one","extends":"strict"}`)
	if err != nil {
		t.Fatal(err)
	}
	for _, metadata := range []string{"", "one", "strict", "nobody"} {
		if p, unknown := c.Select(&policy.RouteInput{Metadata: metadata}); p != c.Default || unknown {
			t.Errorf("metadata %q: %s, %v", metadata, p.Name, unknown)
		}
	}
}

func TestSelectDoesNotAllocate(t *testing.T) {
	c, err := parse(routed)
	if err != nil {
		t.Fatal(err)
	}
	in := &policy.RouteInput{
		Host: "Chat.Example.com:443", Path: "/v2/chat/completions?stream=true", Method: "POST", RouteName: "r",
		Header: func(string) string { return "" },
	}
	if n := testing.AllocsPerRun(100, func() { c.Select(in) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestAllow(t *testing.T) {
	c, err := parse(`{"rules":[],"allow":{"values":["support@example.com"],"regex":["^test-","@corp\\.test$"],"hosts":["Partner.test","*.kontor.test"]}}`)
	if err != nil {
		t.Fatal(err)
	}
	for value, want := range map[string]bool{
		"support@example.com": true, "Support@example.com": false, "support@example.com ": false,
		"test-4111": true, "a test-4111": false, "jane@corp.test": true, "jane@corp.test.evil": false, "": false,
		"bo@partner.test": true, "bo@PARTNER.test": true, "bo@sub.partner.test": false, "bo@notpartner.test": false, "https://partner.test:8443/a?b#c": true,
		"https://partner.test@evil.test/": false, "https://evil.test/@partner.test": false, "https://evil.test?x@partner.test": false, "partner.test/path": true,
		"x@mail.kontor.test": true, "x@kontor.test": false, "https://a.b.kontor.test": true, `https://evil.test\@partner.test`: false,
	} {
		if got := c.Default.Allow.Match([]byte(value)); got != want {
			t.Errorf("%q: %v", value, got)
		}
	}
}
