package guard

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chatguard/chatguard/filter/policy"
)

// recorded is one recorded streamed response.
type recorded struct {
	ID, API, Kind, Response, URL string
	ContentType                  string `json:"content_type"`
	path                         string
	body                         []byte
}

// recordedStreams calls each with every recorded stream of an API that is
// known. The recordings are not part of the repository: they are looked for in
// $CHATGUARD_TRAFFIC, or in shared/traffic beside it.
func recordedStreams(t *testing.T, each func(t *testing.T, r *recorded)) {
	dir := os.Getenv("CHATGUARD_TRAFFIC")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "traffic")
	}
	manifest, err := os.ReadFile(filepath.Join(dir, "manifest.jsonl"))
	if os.IsNotExist(err) {
		t.Skip("there are no recordings; set CHATGUARD_TRAFFIC to the folder that has them")
	}
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range bytes.Lines(manifest) {
		var r recorded
		if err := json.Unmarshal(line, &r); err != nil {
			t.Fatal(err)
		}
		array := strings.HasSuffix(r.API, "-array")
		if readers[r.API] == nil || !array && r.Kind != "sse" && r.Kind != "ndjson" && r.Kind != "eventstream" {
			continue
		}
		u, err := url.Parse(r.URL)
		if err != nil {
			t.Fatal(err)
		}
		r.path = u.EscapedPath()
		if r.body, err = os.ReadFile(filepath.Join(dir, r.Response)); err != nil {
			t.Fatal(err)
		}
		n++
		t.Run(r.ID, func(t *testing.T) { each(t, &r) })
	}
	if n == 0 {
		t.Fatal("the manifest names no stream of a known API")
	}
	t.Logf("%d recordings", n)
}

// texts is what the reader of a stream puts together: by choice or block, and
// kind of text.
type texts map[string]string

func (x texts) add(v any, key ...any) {
	if s, ok := v.(string); ok {
		x[fmt.Sprint(key...)] += s
	}
}

// each calls f with the objects of a list.
func each(v any, f func(map[string]any)) {
	list, _ := v.([]any)
	for _, e := range list {
		if m, ok := e.(map[string]any); ok {
			f(m)
		}
	}
}

// readers put the texts of an API's events together, each written from the
// API's documents and sharing nothing with the data in policies/apis.
var readers = map[string]func(texts, map[string]any){
	"openai-chat": readChat, "azure-openai-chat": readChat, "openai-compatible-chat": readChat, "mistral-chat": readChat,
	"openai-responses": readResponses, "openai-compatible-responses": readResponses,
	"openai-completions": func(x texts, e map[string]any) {
		each(e["choices"], func(c map[string]any) { x.add(c["text"], "text ", c["index"]) })
	},
	"anthropic-messages": func(x texts, e map[string]any) {
		if e["type"] == "content_block_delta" {
			for _, k := range []string{"text", "partial_json", "thinking"} {
				x.add(at(e, "delta", k), k, " ", e["index"])
			}
		}
	},
	"gemini-streamGenerateContent-sse": readGemini, "vertex-gemini-streamGenerateContent-sse": readGemini,
	"gemini-streamGenerateContent-array": readGemini,
	"ollama-chat": func(x texts, e map[string]any) {
		x.add(at(e, "message", "content"), "content")
		x.add(at(e, "message", "thinking"), "thought")
	},
	"ollama-generate": func(x texts, e map[string]any) { x.add(e["response"], "response"); x.add(e["thinking"], "thought") },
	"cohere-v2-chat": func(x texts, e map[string]any) {
		if s, _ := e["type"].(string); strings.HasSuffix(s, "-delta") {
			m := at(e, "delta", "message")
			x.add(at(m, "content", "text"), "text ", e["index"])
			x.add(at(m, "tool_plan"), "plan")
			x.add(at(m, "tool_calls", "function", "arguments"), "arguments ", e["index"])
		}
	},
	"bedrock-converse-stream": func(x texts, e map[string]any) {
		x.add(at(e, "delta", "text"), "text ", e["contentBlockIndex"])
		x.add(at(e, "delta", "toolUse", "input"), "arguments ", e["contentBlockIndex"])
	},
}

func readChat(x texts, e map[string]any) {
	each(e["choices"], func(c map[string]any) {
		for _, k := range []string{"content", "refusal", "reasoning", "reasoning_content"} {
			x.add(at(c, "delta", k), k, " ", c["index"])
		}
		each(at(c, "delta", "tool_calls"), func(call map[string]any) {
			x.add(at(call, "function", "arguments"), "arguments ", c["index"], " ", call["index"])
		})
	})
}

func readResponses(x texts, e map[string]any) {
	if s, _ := e["type"].(string); strings.HasSuffix(s, ".delta") {
		x.add(e["delta"], s, " ", e["item_id"], e["output_index"], e["content_index"], e["summary_index"])
	}
}

func readGemini(x texts, e map[string]any) {
	each(e["candidates"], func(c map[string]any) {
		each(at(c, "content", "parts"), func(p map[string]any) { x.add(p["text"], "text ", c["index"], p["thought"]) })
	})
}

// payloads reads the events of a stream, independently of package wire.
func (r *recorded) payloads(t *testing.T, stream string) []string {
	t.Helper()
	switch r.Kind {
	case "eventstream":
		return messages(stream)
	case "ndjson":
		return strings.Split(strings.TrimSpace(stream), "\n")
	case "json":
		var raw []json.RawMessage
		if err := json.Unmarshal([]byte(stream), &raw); err != nil {
			t.Fatalf("no array: %v", err)
		}
		out := make([]string, len(raw))
		for i := range raw {
			out[i] = string(raw[i])
		}
		return out
	}
	var out []string
	for block := range strings.SplitSeq(strings.ReplaceAll(stream, "\r\n", "\n"), "\n\n") {
		var data []string
		for line := range strings.SplitSeq(block, "\n") {
			if d, ok := strings.CutPrefix(line, "data:"); ok {
				data = append(data, strings.TrimPrefix(d, " "))
			}
		}
		if len(data) > 0 {
			out = append(out, strings.Join(data, "\n"))
		}
	}
	return out
}

// read joins the texts of a stream. Every event must be JSON.
func (r *recorded) read(t *testing.T, stream string) texts {
	t.Helper()
	x := texts{}
	for _, p := range r.payloads(t, stream) {
		if strings.HasPrefix(p, "[DONE]") {
			continue
		}
		var e map[string]any
		if err := json.Unmarshal([]byte(p), &e); err != nil {
			t.Fatalf("%v: %s", err, p)
		}
		readers[r.API](x, e)
	}
	return x
}

// through runs the recorded stream through a guard in pieces.
func (r *recorded) through(t *testing.T, g *Guard, cuts ...int) (string, *Outcome) {
	t.Helper()
	var s Scratch
	x := &Exchange{}
	x.Begin(g, g.Default(), &s)
	x.Open(Body{Direction: policy.Request, Path: r.path, ContentType: "application/json"}).Close(nil)
	st := x.OpenStream(Body{Direction: policy.Response, ContentType: r.ContentType, Path: r.path})
	if st == nil {
		t.Fatalf("%s at %s is read as no stream", r.ContentType, r.path)
	}
	var out []byte
	last := 0
	for _, c := range cuts {
		out = append(out, st.Write(r.body[last:c], false)...)
		last = c
	}
	out = append(out, st.Write(r.body[last:], true)...)
	return string(out), st.Outcome()
}

// cuttings calls f with ways to cut the stream: at every byte, at random, and
// where it is small in two at each position.
func (r *recorded) cuttings(f func(cuts ...int)) {
	n := len(r.body)
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	f(all...)
	random := rand.New(rand.NewSource(1))
	for range 5 {
		cuts := make([]int, 1+random.Intn(40))
		for i := range cuts {
			cuts[i] = random.Intn(n)
		}
		slices.Sort(cuts)
		f(cuts...)
	}
	if n < 2000 {
		for cut := range n {
			f(cut)
		}
	}
}

// TestTrafficUnchanged holds that a stream passes byte for byte in monitor
// mode, and that one in which nothing is found loses nothing and gains at most
// the event that brings its last word.
func TestTrafficUnchanged(t *testing.T) {
	const doc = `{"mode":"%s","rules":[{"name":"r","match":["mark"],"action":"Mask"}],"detectors":[{"name":"mark","regex":"\u00a4[0-9]{9}"}]}`
	monitor, enforce := load(t, fmt.Sprintf(doc, "Monitor")), load(t, fmt.Sprintf(doc, "Enforce"))
	recordedStreams(t, func(t *testing.T, r *recorded) {
		check := func(cuts ...int) {
			got, o := r.through(t, monitor, cuts...)
			if got != string(r.body) {
				t.Fatalf("%d cuts: the stream was changed in monitor mode", len(cuts))
			}
			if o.Coverage != Full {
				t.Fatalf("coverage %v: %s", o.Coverage, o.Reason)
			}
		}
		check()
		r.cuttings(check)
		got, _ := r.through(t, enforce)
		original := r.read(t, string(r.body))
		for key, text := range r.read(t, got) {
			if original[key] != text {
				t.Errorf("%s: text\n%q, want\n%q", key, text, original[key])
			}
		}
		if before, after := len(r.payloads(t, string(r.body))), len(r.payloads(t, got)); after < before || after > before+len(original) {
			t.Errorf("%d events became %d", before, after)
		}
	})
}

// common masks words that recorded answers use much, wherever deltas part them.
const common = `{"rules":[{"name":"r","match":["common"],"action":"Mask","mask":{"style":"Fixed","text":"##"}}],
	"detectors":[{"name":"common","terms":["the","and","you","are","for","with","capital","weather","location","city","number"]}]}`

// TestTrafficMasked holds that in every recorded stream all events stay JSON
// and each text is what masking all of it at once gives, for any cutting.
func TestTrafficMasked(t *testing.T) {
	g := load(t, common)
	changed := 0
	recordedStreams(t, func(t *testing.T, r *recorded) {
		whole, _ := r.through(t, g)
		got, original := r.read(t, whole), r.read(t, string(r.body))
		for key, text := range original {
			want := maskedAtOnce(g, text)
			if strings.HasPrefix(key, "thinking") {
				want = text // signed by its provider
			}
			if got[key] != want {
				t.Errorf("%s: text\n%q, want\n%q", key, got[key], want)
			}
			if want != text {
				changed++
			}
		}
		r.cuttings(func(cuts ...int) {
			if out, _ := r.through(t, g, cuts...); out != whole {
				t.Fatalf("%d cuts: another stream than without cuts", len(cuts))
			}
		})
	})
	t.Logf("%d texts had words to mask", changed)
}

// maskedAtOnce replaces what the detectors find in a whole text.
func maskedAtOnce(g *Guard, text string) string {
	var s Scratch
	found, _ := s.Look(g.Default().set, []byte(text), 0, true, true)
	var out strings.Builder
	at := 0
	for _, f := range found {
		out.WriteString(text[at:f.Start] + "##")
		at = f.End
	}
	return out.String() + text[at:]
}

// TestTrafficListed holds that the APIs list every place where recorded events
// have prose. Elsewhere it is inspected too, but under no name of its own.
func TestTrafficListed(t *testing.T) {
	g := load(t, common)
	recordedStreams(t, func(t *testing.T, r *recorded) {
		var s Scratch
		x := &Exchange{}
		x.Begin(g, g.Default(), &s)
		x.api = g.apis.ByPath(r.path)
		if x.api == nil {
			t.Fatalf("no API has the path %s", r.path)
		}
		var e event
		for _, p := range r.payloads(t, string(r.body)) {
			if strings.HasPrefix(p, "[DONE]") {
				continue
			}
			e.fields = map[string][]byte{}
			if err := e.read(x, []byte(p)); err != nil {
				t.Fatal(err)
			}
			for i := range e.strings {
				str := &e.strings[i]
				if text := e.text.Bytes()[str.a:str.b]; !str.place.Listed && len(text) > 20 && bytes.Count(text, []byte(" ")) > 2 {
					t.Errorf("%s does not list %s", x.api.Name, pathAt(p, str.from))
				}
			}
		}
	})
}

// pathAt names the place of the string whose content begins at an offset.
func pathAt(doc string, offset int64) string {
	d := json.NewDecoder(strings.NewReader(doc))
	var path []string
	var object []bool
	key := false
	for {
		tok, err := d.Token()
		if err != nil {
			return "?"
		}
		top := len(object) - 1
		if top >= 0 && object[top] && !key {
			if s, ok := tok.(string); ok {
				path[top], key = s, true
				continue
			}
		}
		if delim, ok := tok.(json.Delim); ok {
			if delim == '{' || delim == '[' {
				object, path = append(object, delim == '{'), append(path, "[]")
			} else {
				object, path = object[:top], path[:top]
			}
			key = false
			continue
		}
		if d.InputOffset() > offset {
			return strings.Join(path, ".")
		}
		key = false
	}
}
