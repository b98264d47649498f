package gateway

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chatguard/chatguard/e2e/mesh"
)

const chatPath = "/v1/chat/completions"

// exchanges hold whether one document serves all routes or each route has its own.
var exchanges = []mesh.Exchange{
	{Name: "masked and turned back", Host: "chat.example.com", Path: chatPath, Says: "Write to " + mesh.Mail, Status: 200,
		Arrives: "[EMAIL_ADDRESS_1]", Not: mesh.Mail, Answer: mesh.Mail},
	{Name: "a credential is refused", Host: "chat.example.com", Path: chatPath, Says: "My key is " + mesh.Secret, Status: 403,
		Answer: `"error"`, AnswerNot: mesh.Secret},
	{Name: "a card passes masked", Host: "chat.example.com", Path: chatPath, Says: "Pay with " + mesh.Card, Status: 200,
		Arrives: "Pay with", Not: "9842"},
	{Name: "a card is refused on the other host", Host: "pay.example.com", Path: chatPath, Says: "Pay with " + mesh.Card, Status: 403,
		Answer: `"error"`, AnswerNot: mesh.Card},
	{Name: "the staff's route only watches", Host: "chat.example.com", Path: "/staff" + chatPath, Says: "Pay with " + mesh.Card, Status: 200,
		Arrives: mesh.Card, Answer: mesh.Card},
	{Name: "a stream", Host: "chat.example.com", Path: chatPath, Says: "Whom?", Stream: true, Status: 200,
		Arrives: "Whom?", Answer: "Ask [EMAIL_ADDRESS", AnswerNot: mesh.Mail},
	{Name: "a message over Envoy Gateway's own limit", Host: "chat.example.com", Path: chatPath,
		Says: strings.Repeat("a long story ", 20000) + mesh.Mail, Status: 200, Arrives: "[EMAIL_ADDRESS_1]", Not: mesh.Mail},
}

func TestOnePolicy(t *testing.T) {
	g := start(t, "chatbot.yaml", "one-policy.yaml")
	g.run(t)

	// An edit reaches the running Envoy.
	g.write(t, "one-policy.yaml", shipped+"one-policy.yaml", "staff: {extends: public, mode: Monitor}", "staff: {extends: public}")
	staff := mesh.Exchange{Host: "chat.example.com", Path: "/staff" + chatPath, Says: "Write to " + mesh.Mail}
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
