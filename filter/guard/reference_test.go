package guard

import "testing"

// Images and files by reference are judged as links and as requests that a server would make: in each API's own place for
// them, and not where the bytes themselves stand.
func TestReferences(t *testing.T) {
	g := load(t, `{"links": {"deny": ["evil.example"]}, "rules": [{"name": "ssrf", "match": ["SSRF"], "action": "Block"}, {"name": "links", "match": ["MALICIOUS_LINK"], "action": "Block"}]}`)
	const inside, denied, fine = "http://169.254.169.254/latest/meta-data/", "https://evil.example/a.png", "https://cdn.example.org/a.png"
	for _, c := range []struct{ name, path, before, after string }{
		{"OpenAI image", "/v1/chat/completions", `{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"`, `"}}]}]}`},
		{"Responses image", "/v1/responses", `{"input":[{"role":"user","content":[{"type":"input_image","image_url":"`, `"}]}]}`},
		{"Responses file", "/v1/responses", `{"input":[{"role":"user","content":[{"type":"input_file","file_url":"`, `"}]}]}`},
		{"Anthropic image", "/v1/messages", `{"messages":[{"role":"user","content":[{"type":"image","source":{"type":"url","url":"`, `"}}]}]}`},
		{"Anthropic document", "/v1/messages", `{"messages":[{"role":"user","content":[{"type":"document","source":{"type":"url","url":"`, `"}}]}]}`},
		{"Gemini file", "/v1beta/models/m:generateContent", `{"contents":[{"parts":[{"fileData":{"mimeType":"image/png","fileUri":"`, `"}}]}]}`},
		{"Telegram photo", "/bot1:x/sendPhoto", `{"chat_id":1,"photo":"`, `"}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			for url, want := range map[string]Verdict{inside: Block, denied: Block, fine: Allow, "http://2852039166/x": Block, "http://[::ffff:a9fe:a9fe]/": Block} {
				if _, o := ask(t, g, c.path, c.before+url+c.after); o.Verdict != want {
					t.Errorf("%s: %v, want %v\n%s", url, o.Verdict, want, summary(o))
				}
			}
		})
	}
}
