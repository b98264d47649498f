package chaos

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"time"
)

// The values that the traffic carries.
const (
	asked = "dora.winter@kontor-nord.de"  // of the client; must not reach the upstream
	told  = "rita.moreau@harbour-bank.eu" // of the upstream; must not reach the client
)

// Values are what no log may show.
var Values = []string{asked, told}

// upstream is a chatbot that fails in the way that a header asks for.
type upstream struct{ seen atomic.Int64 }

func (u *upstream) leaks() int { return int(u.seen.Load()) }

const (
	answerShape = `{"choices":[{"index":0,"message":{"role":"assistant","content":"%s"}}]}`
	eventShape  = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"%s\"}}]}\n\n"
)

func (u *upstream) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if bytes.Contains(body, []byte(asked)) {
		u.seen.Add(1)
	}
	if err != nil {
		return // the client went away
	}
	flush := http.NewResponseController(w)
	answer := fmt.Sprintf(answerShape, "you are [EMAIL_ADDRESS_1], I am "+told)
	event := fmt.Sprintf(eventShape, "I am "+told)
	switch r.Header.Get("x-answer") {
	case "stream":
		stream(w, flush.Flush)
	case "endless":
		w.Header().Set("content-type", "text/event-stream")
		for i := 0; r.Context().Err() == nil && i < 5000; i++ {
			fmt.Fprintf(w, eventShape, "I am "+told+" ")
			flush.Flush()
			time.Sleep(time.Millisecond)
		}
	case "reset":
		panic(http.ErrAbortHandler)
	case "reset-in-body":
		w.Header().Set("content-type", "application/json")
		w.Header().Set("content-length", fmt.Sprint(len(answer)))
		io.WriteString(w, answer[:len(answer)-10])
		flush.Flush()
		panic(http.ErrAbortHandler)
	case "reset-in-event":
		w.Header().Set("content-type", "text/event-stream")
		io.WriteString(w, event+event[:strings.Index(event, told)+10])
		flush.Flush()
		panic(http.ErrAbortHandler)
	case "end-in-event":
		w.Header().Set("content-type", "text/event-stream")
		io.WriteString(w, event+event[:strings.Index(event, told)+10])
	case "short":
		w.Header().Set("content-type", "application/json")
		io.WriteString(w, answer[:len(answer)-3])
	case "silent":
		<-r.Context().Done()
	case "stalls":
		w.Header().Set("content-type", "text/event-stream")
		io.WriteString(w, event)
		flush.Flush()
		<-r.Context().Done()
	default:
		w.Header().Set("content-type", "application/json")
		io.WriteString(w, answer)
	}
}

// stream sends values cut over events.
func stream(w http.ResponseWriter, flush func() error) {
	w.Header().Set("content-type", "text/event-stream")
	for _, text := range []string{"you are [EMA", "IL_ADDRESS", "_1], I am rita.mor", "eau@harbour-bank.eu", "."} {
		fmt.Fprintf(w, eventShape, text)
		_ = flush()
	}
	io.WriteString(w, "data: [DONE]\n\n")
}
