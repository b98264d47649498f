package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
)

// turns are what the bodies are made of: ordinary chat, with a value to mask in one message of eight.
var turns = []string{
	"Could you explain how the retry budget of our gateway interacts with outlier detection? I read the page twice and I am still unsure which of the two wins.",
	"Both apply, but at different moments: outlier detection removes a host from the set before a request is sent, and the budget limits how many of the requests in flight may be retries.",
	"Thanks. In the meeting on Tuesday (room 4.12, 14:30) somebody said \"just raise it to 40 %\" - what would that change for version 2.18.0?",
	"With 40 % a single slow backend can nearly double its own load. I would rather keep 20 % and shorten the timeout from 15s to 4s; see https://docs.kontor-nord.de/gateway/retries#budget.",
	"Here is the snippet:\n```go\nfor attempt := 0; attempt < max; attempt++ {\n\tif err := call(ctx); err == nil {\n\t\treturn nil\n\t}\n}\n```\nIs the loop bounded when max is 0?",
	"Yes: it does not run at all then. Note that ctx is checked by call only; a select on ctx.Done() between attempts would end sooner.",
	"Please send the summary to " + address + " when you are done, and keep the order number 2026-118-0047 in the subject.",
	"Naturally. Für die Kollegen in Köln fasse ich es auch auf Deutsch zusammen, das sind drei kurze Absätze und eine Tabelle.",
}

// address is the value in turns that is to be masked.
const address = "dora.winter@kontor-nord.de"

// seenHeader says in the answer whether the upstream saw the address.
const seenHeader = "x-bench-seen"

// stamp stands in every text, where each has another word: the filter does not look twice through a text of a request that
// it knows.
const stamp = "qvkwzjxm"

// said numbers the texts that were sent.
var said uint32

// stamped is body with texts that nobody sent before.
func stamped(body []byte) []byte {
	b := bytes.Clone(body)
	for at := bytes.Index(b, []byte(stamp)); at >= 0; {
		said++
		for i, n := 0, said; i < len(stamp); i++ {
			b[at+i] = 'a' + byte(n%26)
			n /= 26
		}
		next := bytes.Index(b[at+len(stamp):], []byte(stamp))
		if next < 0 {
			break
		}
		at += len(stamp) + next
	}
	return b
}

// chatBody is an OpenAI chat completion of about n bytes.
func chatBody(n int) []byte {
	type message struct {
		Role    string `json:"role"`
		Content string `json:"content"`
	}
	request := struct {
		Model    string    `json:"model"`
		Messages []message `json:"messages"`
	}{Model: "gpt-5"}
	size := 60
	for i := 0; size < n; i++ {
		text := turns[i%len(turns)]
		if room := n - size - len(stamp) - 1; len(text) > room {
			text = strings.ToValidUTF8(text[:max(room, 1)], "")
		}
		text = stamp + " " + text
		request.Messages = append(request.Messages, message{[]string{"user", "assistant"}[i%2], text})
		size += len(text) + 40
	}
	b, err := json.Marshal(request)
	if err != nil {
		panic(err) // strings and structs always marshal
	}
	return b
}

// answer is what the upstream says to everything.
const answer = `{"id":"chatcmpl-1","object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":"Done."},"finish_reason":"stop"}]}`

// upstream answers at once; its own CPU time is not counted.
type upstream struct {
	listener net.Listener
	server   *http.Server
}

func newUpstream() (*upstream, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	u := &upstream{l, &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return // the client gave up
		}
		if id := r.Header.Get(streamHeader); id != "" {
			stream(w, id)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set(seenHeader, strconv.FormatBool(bytes.Contains(body, []byte(address))))
		fmt.Fprint(w, answer)
	})}}
	go u.server.Serve(l)
	return u, nil
}

func (u *upstream) port() int { return u.listener.Addr().(*net.TCPAddr).Port }

func (u *upstream) close() { u.server.Close() }
