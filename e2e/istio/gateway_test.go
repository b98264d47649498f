package istio

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chatguard/chatguard/e2e/envoy"
	"github.com/chatguard/chatguard/e2e/istio/kubeapi"
	"github.com/chatguard/chatguard/e2e/mesh"
)

// TestGateway runs the manifests for an ingress gateway: each way to load the filter, and policies by route and host.
func TestGateway(t *testing.T) {
	plane, bot := startIstiod(t), mesh.StartChatbot(t)
	for _, c := range []struct {
		name  string
		files []string
		then  func(*testing.T, *gateway)
	}{
		{"WasmPlugin", []string{"wasmplugin.yaml"}, updates},
		{"TrafficExtension and route metadata", []string{"trafficextension.yaml", "route-policies.yaml"}, nil},
		{"EnvoyFilter that holds headers", []string{"hold-headers.yaml", "route-policies.yaml"}, holds},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := &gateway{plane: plane, bot: bot, port: mesh.FreePorts(t, 1)[0], files: []string{shipped + "chatbot.yaml", "testdata/chatbot.yaml"}}
			for _, f := range c.files {
				g.files = append(g.files, shipped+f)
			}
			plane.api.Replace(g.manifests(t))
			g.log = startProxy(t, plane, node{kind: "router", namespace: "istio-ingress", labels: map[string]string{"istio": "ingressgateway"}})
			for _, x := range mesh.GatewayExchanges {
				x.Run(t, bot, g.port)
			}
			if c.then != nil {
				c.then(t, g)
			}
			for _, value := range []string{mesh.Mail, mesh.Card, mesh.Secret} {
				if g.log.Has(value) || plane.log.Has(value) {
					t.Error("a value of a message is in a log")
				}
			}
		})
	}
}

// gateway is an ingress gateway's Envoy.
type gateway struct {
	plane *controlPlane
	bot   *mesh.Chatbot
	port  int
	files []string
	log   *mesh.Log
}

// manifests are the gateway's, on a port of this machine and with a chatbot on it.
func (g *gateway) manifests(t *testing.T, c ...string) []kubeapi.Object {
	t.Helper()
	c = append(c, local(t)...)
	objects := read(t, append(c, "CHATBOT", fmt.Sprint(g.bot.Port()), "pay.example.com:80", fmt.Sprintf("pay.example.com:%d", g.port)), g.files...)
	for _, o := range objects {
		if o["kind"] != "Gateway" {
			continue
		}
		for path, v := range map[string]any{"spec.servers.0.bind": "127.0.0.1", "spec.servers.0.port.number": g.port} {
			if err := envoy.Set(map[string]any(o), path, v); err != nil {
				t.Fatal(err)
			}
		}
	}
	return objects
}

// updates shows that an edit of the manifest reaches the running Envoy without a lost request, and that one with an error
// is refused and leaves the last good one in force.
func updates(t *testing.T, g *gateway) {
	ask := mesh.Exchange{Host: "chat.example.com", Path: mesh.ChatPath, Says: "Write to " + mesh.Mail}
	arrives := func() string {
		g.bot.Take()
		status, _, err := ask.Send(g.port)
		if err != nil || status != http.StatusOK {
			t.Fatalf("a request during the update: %d %v", status, err)
		}
		bodies, _ := g.bot.Take()
		return bodies
	}
	const old = "match: [pii], minScore: 0.6, action: Mask, mask: {style: Placeholder}"
	edited := time.Now()
	g.plane.api.Replace(g.manifests(t, old, strings.Replace(old, "Placeholder", "Fixed, text: withheld", 1)))
	mesh.Within(t, time.Minute, "the edited policy is not in force", g.log, func() bool { return strings.Contains(arrives(), "withheld") })
	t.Logf("an edit of the policy was in force after %v", time.Since(edited).Round(time.Millisecond))

	g.plane.api.Replace(g.manifests(t, old, strings.Replace(old, "[pii]", "[no_such_group]", 1)))
	mesh.Within(t, time.Minute, "Envoy does not say what is wrong", g.log, func() bool { return g.log.Has("no_such_group") })
	if got := arrives(); !strings.Contains(got, "withheld") {
		t.Errorf("after a refused update the chatbot got %s", got)
	}
}

// holds shows what the EnvoyFilter is for: of a refused request nothing arrives, not even its headers.
func holds(t *testing.T, g *gateway) {
	g.bot.Take()
	status, _, err := mesh.Exchange{Host: "chat.example.com", Path: mesh.ChatPath, Says: strings.Repeat("a long story ", 20000) + mesh.Secret}.Send(g.port)
	if _, begun := g.bot.Take(); err != nil || status != http.StatusForbidden || begun != 0 {
		t.Errorf("%d %v, and %d requests began at the chatbot", status, err, begun)
	}
}
