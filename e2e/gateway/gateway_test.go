package gateway

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chatguard/chatguard/e2e/mesh"
)

// exchanges hold whether one document serves all routes or each route has its own.
var exchanges = append(slices.Clone(mesh.GatewayExchanges), mesh.Exchange{
	Name: "a message over Envoy Gateway's own limit", Host: "chat.example.com", Path: mesh.ChatPath,
	Says: strings.Repeat("a long story ", 20000) + mesh.Mail, Status: 200, Arrives: "[EMAIL_ADDRESS_1]", Not: mesh.Mail,
})

func TestOnePolicy(t *testing.T) {
	g := start(t, "chatbot.yaml", "one-policy.yaml")
	g.run(t)

	// An edit reaches the running Envoy.
	g.write(t, "one-policy.yaml", shipped+"one-policy.yaml", "staff: {extends: public, mode: Monitor}", "staff: {extends: public}")
	staff := mesh.Exchange{Host: "chat.example.com", Path: "/staff" + mesh.ChatPath, Says: "Write to " + mesh.Mail}
	mesh.Within(t, time.Minute, "the edited policy is not in force", g.log, func() bool {
		g.bot.Take()
		_, _, err := staff.Send(g.port)
		arrived, _ := g.bot.Take()
		return err == nil && strings.Contains(arrived, "[EMAIL_ADDRESS_1]")
	})
}

func TestRoutePolicies(t *testing.T) {
	start(t, "chatbot.yaml", "route-policies.yaml").run(t)
}

// run waits until the module is fetched and compiled, and runs the exchanges.
func (g *gateway) run(t *testing.T) {
	t.Helper()
	started := time.Now()
	mesh.Within(t, 3*time.Minute, "the Gateway does not answer", g.log, func() bool {
		status, _, err := exchanges[0].Send(g.port)
		return err == nil && status == http.StatusOK
	})
	t.Logf("the Gateway answered after %v", time.Since(started).Round(time.Millisecond))
	for _, x := range exchanges {
		x.Run(t, g.bot, g.port)
	}
	for _, value := range []string{mesh.Mail, mesh.Card, mesh.Secret} {
		if g.log.Has(value) {
			t.Error("a value of a message is in a log")
		}
	}
}
