package mesh

// ChatPath is where the exchanges go.
const ChatPath = "/v1/chat/completions"

// GatewayExchanges hold for each way to load the filter into an ingress gateway, in any mesh, with policies by route and host.
var GatewayExchanges = []Exchange{
	{Name: "masked and turned back", Host: "chat.example.com", Path: ChatPath, Says: "Write to " + Mail, Status: 200,
		Arrives: "[EMAIL_ADDRESS_1]", Not: Mail, Answer: Mail},
	{Name: "a credential is refused", Host: "chat.example.com", Path: ChatPath, Says: "My key is " + Secret, Status: 403,
		Answer: `"error"`, AnswerNot: Secret},
	{Name: "a card passes masked", Host: "chat.example.com", Path: ChatPath, Says: "Pay with " + Card, Status: 200,
		Arrives: "Pay with", Not: "9842"},
	{Name: "a card is refused on the other host", Host: "pay.example.com", Path: ChatPath, Says: "Pay with " + Card, Status: 403,
		Answer: `"error"`, AnswerNot: Card},
	{Name: "the staff's route only watches", Host: "chat.example.com", Path: "/staff" + ChatPath, Says: "Pay with " + Card, Status: 200,
		Arrives: Card, Answer: Card},
	{Name: "a stream", Host: "chat.example.com", Path: ChatPath, Says: "Whom?", Stream: true, Status: 200,
		Arrives: "Whom?", Answer: "Ask [EMAIL_ADDRESS", AnswerNot: Mail},
}
