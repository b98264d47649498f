package mesh

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// Values that no log of Envoy's or istiod's may have; the filter is to stop or mask them.
const (
	Mail   = "dora.winter@kontor-nord.de"
	Card   = "4532 7601 9842 7153"
	Secret = "AKIAODZDOCIS2JHTLGMX"
)

// Chatbot answers with the last message that it got, as an OpenAI completion or, asked to, as a stream that gives away an
// address letter by letter.
type Chatbot struct {
	*httptest.Server
	mu     sync.Mutex
	bodies []string // of complete requests
	begun  int      // requests of which anything arrived
}

// StartChatbot runs one until the test ends.
func StartChatbot(t *testing.T) *Chatbot {
	c := &Chatbot{}
	c.Server = httptest.NewServer(c)
	t.Cleanup(c.Close)
	return c
}

// Port is where it listens.
func (c *Chatbot) Port() int { return c.Listener.Addr().(*net.TCPAddr).Port }

func (c *Chatbot) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	c.begun++
	c.mu.Unlock()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // refused in the middle
	}
	c.mu.Lock()
	c.bodies = append(c.bodies, string(body))
	c.mu.Unlock()
	var request struct {
		Stream   bool
		Messages []struct{ Content string }
	}
	if json.Unmarshal(body, &request) != nil || len(request.Messages) == 0 {
		http.Error(w, "not a chat", http.StatusBadRequest)
		return
	}
	if request.Stream {
		w.Header().Set("content-type", "text/event-stream")
		for _, letter := range "Ask " + Mail + " about it." {
			fmt.Fprintf(w, "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":%q}}]}\n\n", string(letter))
			w.(http.Flusher).Flush()
		}
		io.WriteString(w, "data: [DONE]\n\n")
		return
	}
	w.Header().Set("content-type", "application/json")
	json.NewEncoder(w).Encode(map[string]any{"object": "chat.completion", "choices": []any{map[string]any{
		"index": 0, "finish_reason": "stop",
		"message": map[string]any{"role": "assistant", "content": "I received: " + request.Messages[len(request.Messages)-1].Content},
	}}})
}

// Take returns what arrived since the last call.
func (c *Chatbot) Take() (bodies string, begun int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	bodies, begun = strings.Join(c.bodies, "\n"), c.begun
	c.bodies, c.begun = nil, 0
	return bodies, begun
}
