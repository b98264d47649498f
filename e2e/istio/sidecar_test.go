package istio

import (
	"fmt"
	"testing"

	"github.com/chatguard/chatguard/e2e/mesh"
)

// TestSidecar runs the manifest for the sidecars of a namespace: the chatbot behind its own proxy, inbound, and the model
// that it asks through the proxy, outbound.
func TestSidecar(t *testing.T) {
	plane, bot := startIstiod(t), mesh.StartChatbot(t)
	ports := mesh.FreePorts(t, 2)
	inbound, outbound := ports[0], ports[1]
	c := append(local(t), "INBOUND", fmt.Sprint(inbound), "OUTBOUND", fmt.Sprint(outbound), "CHATBOT", fmt.Sprint(bot.Port()))
	plane.api.Replace(read(t, c, shipped+"sidecar.yaml", "testdata/sidecar.yaml"))
	log := startProxy(t, plane, node{
		kind: "sidecar", namespace: "chat", labels: map[string]string{"app": "chatbot"},
		metadata: map[string]any{"INTERCEPTION_MODE": "NONE"}, // the test's ports in place of redirected ones
	})
	for _, x := range []mesh.Exchange{
		{Name: "inbound, people may say who they are", Host: "chatbot.chat", Path: mesh.ChatPath, Says: "I am " + mesh.Mail, Status: 200,
			Arrives: mesh.Mail, Answer: mesh.Mail},
		{Name: "inbound, a credential is refused", Host: "chatbot.chat", Path: mesh.ChatPath, Says: "My key is " + mesh.Secret, Status: 403,
			Answer: `"error"`, AnswerNot: mesh.Secret},
	} {
		x.Run(t, bot, inbound)
	}
	for _, x := range []mesh.Exchange{
		{Name: "outbound, nothing personal leaves", Host: "llm.example.com", Path: mesh.ChatPath, Says: "I am " + mesh.Mail, Status: 200,
			Arrives: "[EMAIL_ADDRESS_1]", Not: mesh.Mail, Answer: mesh.Mail},
		{Name: "outbound, a stream", Host: "llm.example.com", Path: mesh.ChatPath, Says: "Whom?", Stream: true, Status: 200,
			Arrives: "Whom?", Answer: "Ask [EMAIL_ADDRESS", AnswerNot: mesh.Mail},
	} {
		x.Run(t, bot, outbound)
	}
	for _, value := range []string{mesh.Mail, mesh.Secret} {
		if log.Has(value) || plane.log.Has(value) {
			t.Error("a value of a message is in a log")
		}
	}
}
