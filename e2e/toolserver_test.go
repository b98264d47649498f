package e2e

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// toolServer is an MCP server over streamable HTTP with one tool, "lookup",
// that answers as a document or, where it is asked to, in a stream.
func toolServer(w http.ResponseWriter, r *http.Request, ask string) {
	if r.Method != http.MethodPost {
		http.Error(w, "no stream of the server's own", http.StatusMethodNotAllowed)
		return
	}
	var call struct {
		ID     json.RawMessage
		Method string
		Params struct{ ProtocolVersion string }
	}
	if json.Unmarshal([]byte(ask), &call) != nil || strings.Contains(ask, "dora") {
		http.Error(w, "the request came unmasked", http.StatusTeapot)
		return
	}
	result := ""
	switch call.Method {
	case "initialize":
		result = fmt.Sprintf(`{"protocolVersion":%q,"capabilities":{"tools":{}},"serverInfo":{"name":"s","version":"1"}}`, call.Params.ProtocolVersion)
	case "tools/list":
		result = `{"tools":[{"name":"lookup","inputSchema":{"type":"object"}}]}`
	case "tools/call":
		result = `{"content":[{"type":"text","text":` + quote(strings.Join(libraryPieces(ask), "")) + `}]}`
	default:
		if call.ID == nil {
			w.WriteHeader(http.StatusAccepted)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"jsonrpc":"2.0","id":%s,"error":{"code":-32601,"message":"no such method"}}`, call.ID)
		return
	}
	reply := fmt.Sprintf(`{"jsonrpc":"2.0","id":%s,"result":%s}`, call.ID, result)
	if !strings.Contains(ask, "in a stream") {
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, reply)
		return
	}
	w.Header().Set("Content-Type", sse)
	io.WriteString(w, "event: message\ndata: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{\"level\":\"info\",\"data\":\"looking\"}}\n\n")
	w.(http.Flusher).Flush()
	time.Sleep(100 * time.Millisecond) // it is a stream that has begun
	io.WriteString(w, "event: message\ndata: "+reply+"\n\n")
}
