package guard

import (
	"net/url"
	"strings"
	"testing"

	"github.com/chatguard/chatguard/filter/policy"
)

const fieldRules = `{"rules":[{"name":"r","match":["EMAIL_ADDRESS"],"action":"Mask","mask":{"style":"Fixed","text":"<a & b>"}}]}`

// inspectCut reads a body in two pieces and returns what goes on.
func inspectCut(t *testing.T, g *Guard, contentType, body string, cut int) (string, *Outcome) {
	t.Helper()
	var s Scratch
	x := &Exchange{}
	x.Begin(g, g.Default(), &s)
	in := x.Open(Body{Direction: policy.Request, Path: "/hook", ContentType: contentType})
	_ = in.Write([]byte(body[:cut]))
	_ = in.Write([]byte(body[cut:]))
	o := in.Close(nil)
	return string(o.Apply(nil, []byte(body))), o
}

// TestForms holds that texts of forms are masked, whatever their escapes and
// wherever they are cut, and that what is put in is escaped as they are.
func TestForms(t *testing.T) {
	g := load(t, fieldRules)
	for _, c := range []struct{ body, field, want string }{
		{"a=1&text=Mail+dora.winter%40kontor-nord.de%2C+please", "text", "Mail <a & b>, please"},
		{"text=%64ora.winter@kontor-nord.d%65&a=%zz%", "text", "<a & b>"},
		{"text=dora.winter@kontor-nord.de", "text", "<a & b>"},
		{`payload=%7B%22t%22%3A%22dora.winter%5Cu0040kontor-nord.de%22%7D`, "payload", `{"t":"<a & b>"}`},
		{"a=b=c&none&text=x%3Ddora.winter@kontor-nord.de&&", "text", "x=<a & b>"},
	} {
		whole, _ := inspectCut(t, g, "application/x-www-form-urlencoded", c.body, 0)
		values, err := url.ParseQuery(strings.ReplaceAll(whole, "%zz%", ""))
		if err != nil || values.Get(c.field) != c.want {
			t.Errorf("%s: %s is %q, want %q (%v)", whole, c.field, values.Get(c.field), c.want, err)
		}
		for cut := range len(c.body) {
			if out, o := inspectCut(t, g, "application/x-www-form-urlencoded", c.body, cut); out != whole || o.Coverage != Full {
				t.Fatalf("cut at %d: %s, coverage %v; whole: %s", cut, out, o.Coverage, whole)
			}
		}
	}
}

const multipartBody = "preamble\r\n--XX\r\nContent-Disposition: form-data; name=\"prompt\"\r\n\r\nwrite dora.winter@kontor-nord.de\r\n" +
	"--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n\x89PNG\r\n\x1a\n dora.winter@kontor-nord.de\r\n" +
	"--XX\r\nContent-Disposition: form-data; name=\"batch\"; filename=\"b.jsonl\"\r\nContent-Type: image/png\r\n\r\n{\"m\":\"dora.winter@kontor-nord.de\"}\n--XXX\n{\"m\":2}\r\n" +
	"--XX\r\nContent-Disposition: form-data; name=\"empty\"\r\n\r\n\r\n--XX--\r\n"

// TestMultipart holds that parts with text are masked, even if they call
// themselves pictures, and that binary is left alone and counted, wherever the
// body is cut.
func TestMultipart(t *testing.T) {
	g := load(t, fieldRules)
	const contentType = `multipart/form-data; boundary="XX"`
	whole, o := inspectCut(t, g, contentType, multipartBody, 0)
	want := strings.Replace(multipartBody, "write dora.winter@kontor-nord.de", "write <a & b>", 1)
	want = strings.Replace(want, `"dora.winter@kontor-nord.de"`, `"<a & b>"`, 1)
	if whole != want {
		t.Errorf("the body is\n%q, want\n%q", whole, want)
	}
	if o.Blobs != 1 || o.Coverage != Partial || o.Reason != Media || o.Findings[0].Path != "prompt" {
		t.Errorf("%d blobs, coverage %v %q, first at %q", o.Blobs, o.Coverage, o.Reason, o.Findings[0].Path)
	}
	for cut := range len(multipartBody) {
		if out, o := inspectCut(t, g, contentType, multipartBody, cut); out != whole || o.Blobs != 1 {
			t.Fatalf("cut at %d: %q", cut, out)
		}
	}
	for _, body := range []string{multipartBody[:len(multipartBody)-8], "--XX\r\nno end of header", ""} {
		if _, o := inspectCut(t, g, contentType, body, 0); body != "" && o.Verdict != Block {
			t.Errorf("%q is accepted", body)
		}
	}
	if _, o := inspectCut(t, g, "multipart/form-data", multipartBody, 0); o.Coverage != None || o.Reason != NotText {
		t.Errorf("without a boundary: coverage %v %q", o.Coverage, o.Reason)
	}
}

// TestLines holds that each line of a batch is inspected in its place.
func TestLines(t *testing.T) {
	g := load(t, fieldRules)
	const body = "{\"a\":\"dora.winter@kontor-nord.de\"}\r\n\n  {\"b\":[\"x\",\"dora.winter\\u0040kontor-nord.de\"]}\n"
	want := strings.ReplaceAll(strings.ReplaceAll(body, "\\u0040", "@"), "dora.winter@kontor-nord.de", "<a & b>")
	for cut := range len(body) {
		out, o := inspectCut(t, g, "application/jsonl", body, cut)
		if out != want || o.Coverage != Full || len(o.Findings) != 2 || o.Findings[1].Path != "1.b.1" {
			t.Fatalf("cut at %d: %s, %v, %+v", cut, out, o.Coverage, o.Findings)
		}
	}
	if _, o := inspectCut(t, g, "application/jsonl", "{}\n{", 1); o.Verdict != Block {
		t.Error("a line that is cut short is accepted")
	}
}

// TestOwnAPIs holds that a policy can describe an API of its own, that it
// comes before the built-in ones, and that mistakes are told with their paths.
func TestOwnAPIs(t *testing.T) {
	g := load(t, `{"rules":[{"name":"r","match":["EMAIL_ADDRESS"],"scopes":["SystemPrompt"],"action":"Block"}],"apis":[
		{"name":"acme","paths":["*/ask"],"request":{"SystemPrompt":["setup"],"Messages":["q"],"skip":["session"]},
		 "block":{"contentType":"application/json","body":{"refused":"{message}"}}},
		{"name":"mine","like":"openai.chat","paths":["*/v1/chat/completions"]}]}`)
	var s Scratch
	x := &Exchange{}
	for _, c := range []struct {
		path, body, api string
		want            Verdict
	}{
		{"/ask", `{"setup":"eva@kontor-nord.de"}`, "acme", Block},
		{"/ask", `{"q":"eva@kontor-nord.de","session":"eva@kontor-nord.de"}`, "acme", Allow},
		{"/v1/chat/completions", `{"messages":[{"role":"system","content":"eva@kontor-nord.de"}]}`, "mine", Block},
		{"/v1/messages", `{"system":"eva@kontor-nord.de"}`, "anthropic.messages", Block},
	} {
		x.Begin(g, g.Default(), &s)
		in := x.Open(Body{Direction: policy.Request, Path: c.path, ContentType: "application/json"})
		_ = in.Write([]byte(c.body))
		if o := in.Close(nil); o.Verdict != c.want || o.API != c.api {
			t.Errorf("%s %s: %v, %s", c.path, c.body, o.Verdict, o.API)
		}
		if c.api == "acme" && c.want == Block && !strings.Contains(string(x.Reply(&x.in.out, "").Body), `{"refused":`) {
			t.Errorf("the answer is %s", x.Reply(&x.in.out, "").Body)
		}
	}
	for doc, want := range map[string]string{
		`{"extends":"monitor","apis":[{"name":"a","request":{"Massages":["x"]}}]}`:    "apis[0].request.Massages",
		`{"extends":"monitor","apis":[{"name":"a","request":{"Messages":["x..y"]}}]}`: "apis[0].request.Messages[0]",
		`{"extends":"monitor","apis":[{"paths":["/x"]}]}`:                             "apis[0]",
		`{"extends":"monitor","apis":[{"name":"a","like":"nobody"}]}`:                 "apis[0].like",
		`{"extends":"monitor","apis":[{"name":"a"},{"name":"a"}]}`:                    "apis[1]",
		`{"extends":"monitor","apis":{}}`:                                             "apis",
	} {
		_, err := Load([]byte(doc), Options{})
		errs, ok := err.(policy.Errors)
		if !ok || errs[0].Path != want {
			t.Errorf("%s: %v, want an error at %s", doc, err, want)
		}
	}
}

// TestFieldNames holds that the name of a field and its value are read together, as the text "password: …" is, and that names of what a
// program only keeps its place with are no credentials.
func TestFieldNames(t *testing.T) {
	g := load(t, `{"rules":[{"name":"r","match":["pii","secrets"],"action":"Mask","mask":{"style":"Fixed","text":"#"}}]}`)
	for _, c := range []struct{ body, want string }{
		{`{"password":"tulip-Harbor-92"}`, `{"password":"#"}`},
		{`{"a":[{"db_password":"tulip-Harbor-92"}]}`, `{"a":[{"db_password":"#"}]}`},
		{`{"api_key":"k29fjw0f9j2f0j2fq8fK2mZ7xW1v"}`, `{"api_key":"#"}`},
		{`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"login","arguments":{"user":"x","password":"tulip-Harbor-92"}}}`,
			`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"login","arguments":{"user":"x","password":"#"}}}`},
		{`{"messages":[{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"login","input":{"password":"tulip-Harbor-92"}}]}],"max_tokens":9}`,
			`{"messages":[{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"login","input":{"password":"#"}}]}],"max_tokens":9}`},
		{`{"messages":[{"role":"assistant","tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":"{\"password\":\"tulip-Harbor-92\"}"}}]}]}`,
			`{"messages":[{"role":"assistant","tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":"{\"password\":\"#\"}"}}]}]}`},
		{`{"csrf_token":"k29fjw0f9j2f0j2fq8fK2mZ7xW1v"}`, ""},
		{`{"next_page_token":"k29fjw0f9j2f0j2fq8fK2mZ7xW1v"}`, ""},
		{`{"continuation_token":"k29fjw0f9j2f0j2fq8fK2mZ7xW1v"}`, ""},
		{`{"id":"k29fjw0f9j2f0j2fq8fK2mZ7xW1v","thread":"k29fjw0f9j2f0j2f"}`, ""},
		{`{"password":"changed","text":"tulip-Harbor-92"}`, ""},
	} {
		if c.want == "" {
			c.want = c.body
		}
		for cut := range len(c.body) {
			if out, _ := inspectCut(t, g, "application/json", c.body, cut); out != c.want {
				t.Fatalf("%s cut at %d: %s, want %s", c.body, cut, out, c.want)
			}
		}
	}
}

// TestFieldNamesOfEvents is TestFieldNames for what stands complete in an event of a stream.
func TestFieldNamesOfEvents(t *testing.T) {
	g := load(t, `{"rules":[{"name":"r","match":["pii","secrets"],"action":"Mask","mask":{"style":"Fixed","text":"#"}}]}`)
	d := &dialect{path: "/hook", contentType: "text/event-stream"}
	const events = "data: {\"login\":{\"password\":\"tulip-Harbor-92\"}}\n\ndata: {\"csrf_token\":\"k29fjw0f9j2f0j2fq8fK2mZ7xW1v\"}\n\n"
	for cut := range len(events) {
		if out, _ := streamed(t, g, d, "{}", events, cut); out != strings.Replace(events, "tulip-Harbor-92", "#", 1) {
			t.Fatalf("cut at %d: %s", cut, out)
		}
	}
}

// TestMatchAcrossName holds that what begins in the name of a field hides nothing of the value.
func TestMatchAcrossName(t *testing.T) {
	g := load(t, `{"detectors":[{"name":"PROJECT","terms":["code: apollo","apollo"]}],"rules":[{"name":"r","match":["PROJECT"],"action":"Mask","mask":{"style":"Fixed","text":"#"}}]}`)
	for body, want := range map[string]string{
		`{"code":"apollo lands"}`: `{"code":"# lands"}`,
		`{"name":"apollo lands"}`: `{"name":"# lands"}`,
		`{"code":"we land"}`:      `{"code":"we land"}`,
	} {
		if out, _ := inspectCut(t, g, "application/json", body, 3); out != want {
			t.Errorf("%s: %s, want %s", body, out, want)
		}
	}
}
