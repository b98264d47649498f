package main

import (
	"fmt"
	"io"
)

// try is one thing for a newcomer to do.
type try struct{ what, path, body string }

var tries = []try{
	{"Masked: the chatbot says back what reached it.", "/v1/chat/completions",
		`{"model":"demo","messages":[{"role":"user","content":"Pay with 4532 7601 9842 7153, my SSN is 536-22-8741"}]}`},
	{"Masked and turned back: the chatbot sees a placeholder (look below), you see the address again.", "/v1/chat/completions",
		`{"model":"demo","messages":[{"role":"user","content":"Write to dora.winter@kontor-nord.de"}]}`},
	{"Masked in the answer: the chatbot gives away an address of its own.", "/v1/chat/completions",
		`{"model":"demo","messages":[{"role":"user","content":"How do I contact you?"}]}`},
	{"Blocked: a credential, answered in the shape of Anthropic's API errors.", "/v1/messages",
		`{"model":"demo","max_tokens":99,"messages":[{"role":"user","content":"Deploy with AKIAODZDOCIS2JHTLGMX"}]}`},
	{"Only counted: the route of the colleagues has a policy in monitor mode.", "/staff/v1/chat/completions",
		`{"model":"demo","messages":[{"role":"user","content":"Pay with 4532 7601 9842 7153"}]}`},
}

// instructions tells what runs and what to try; each command is on one line that begins with curl.
func instructions(w io.Writer, page, chat, admin string) {
	fmt.Fprintf(w, `
chatguard runs in Envoy on %s, in front of a chatbot that says back what it received.
Envoy's admin page is %s. Below come the audit and access logs, and what the chatbot receives. Ctrl-C ends it.

Playground: %s

Try in another terminal:
`, chat, admin, page)
	for _, t := range tries {
		fmt.Fprintf(w, "\n# %s\ncurl -s %s%s -H 'content-type: application/json' -d '%s'\n", t.what, chat, t.path, t.body)
	}
	fmt.Fprintf(w, "\n# What was counted.\ncurl -s '%s/stats?filter=chatguard&usedonly'\n\n", admin)
}
