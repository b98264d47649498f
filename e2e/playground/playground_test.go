package playground

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const policyText = "rules: [{name: mail, match: [EMAIL_ADDRESS], action: Mask}]\n"

// page is a server before an Envoy that answers by itself, and gives each request the id 7.
func pageFor(t *testing.T, apply func(context.Context, []byte) error) (*Server, string) {
	t.Helper()
	envoy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("x-request-id", "7")
		w.WriteHeader(http.StatusTeapot)
		_, _ = io.Copy(w, r.Body)
	}))
	t.Cleanup(envoy.Close)
	s := New(Options{Envoy: strings.TrimPrefix(envoy.URL, "http://"), Policy: []byte(policyText), Apply: apply})
	page := httptest.NewServer(s.Page())
	t.Cleanup(page.Close)
	return s, page.URL
}

func call(t *testing.T, method, url, body string) (int, string) {
	t.Helper()
	r, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(b)
}

func TestExchange(t *testing.T) {
	s, url := pageFor(t, nil)
	const body = `{"messages":[{"role":"user","content":"né: dora.winter@kontor-nord.de!"}]}`
	if status, got := call(t, "POST", url+"/send?path=/v1/chat/completions", body); status != http.StatusTeapot || got != body {
		t.Errorf("%d %s", status, got)
	}
	s.Log("[info] wasm log chatguard: chatguard audit {\"requestId\":\"7\",\"policy\":\"default\"}\n")
	s.Log("[2026-01-01T00:00:00.000Z] POST /v1 HTTP/1.1 200 - 1 2 34ms route=public id=7 chatguard=request=mask;findings=1\n")
	s.Log("something else\n")
	_, got := call(t, "GET", url+"/exchange?id=7&path=/v1/chat/completions", "")
	var x shown
	if err := json.Unmarshal([]byte(got), &x); err != nil {
		t.Fatal(err)
	}
	if string(x.Audit) != `{"requestId":"7","policy":"default"}` || x.State != "request=mask;findings=1" || x.Duration != "34" {
		t.Errorf("%+v", x.record)
	}
	want := []piece{{Text: "né: "}, {"dora.winter@kontor-nord.de", "EMAIL_ADDRESS", "Mask", "mail"}, {Text: "!"}}
	if len(x.Texts) != 1 {
		t.Fatalf("%d texts", len(x.Texts))
	}
	if diff := cmp.Diff(want, x.Texts[0].Pieces); diff != "" {
		t.Error(diff)
	}
}

func TestPolicy(t *testing.T) {
	applied := ""
	_, url := pageFor(t, func(_ context.Context, doc []byte) error {
		applied = string(doc)
		if strings.Contains(applied, "refused") {
			return errors.New("Envoy refused the policy")
		}
		return nil
	})
	for _, c := range []struct{ name, query, text, want, runs string }{
		{"a mistake", "", "extends: stict\n", `"line":1,"column":10,"path":"extends"`, policyText},
		{"no YAML", "", "a: [\n", `"line":`, policyText},
		{"only checked", "?check", "extends: strict\n", `"mistakes":[],"applied":false`, policyText},
		{"refused", "", "extends: strict\ndescription: refused\n", `"error":"Envoy refused the policy"`, policyText},
		{"good", "", "extends: strict\n", `"applied":true`, "extends: strict\n"},
	} {
		if _, got := call(t, "PUT", url+"/policy"+c.query, c.text); !strings.Contains(got, c.want) {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
		if _, runs := call(t, "GET", url+"/policy", ""); runs != c.runs {
			t.Errorf("%s: then it runs %q, want %q", c.name, runs, c.runs)
		}
	}
	if applied != `{"extends":"strict"}` {
		t.Errorf("applied %s", applied)
	}
}

// Records are bounded, however many exchanges there are.
func TestRecordsAreBounded(t *testing.T) {
	var r records
	for i := range 10 * maxRecords {
		r.change(strings.Repeat("x", i), func(*record) {})
	}
	if len(r.byID) != maxRecords || len(r.order) != maxRecords {
		t.Errorf("%d records, %d in order", len(r.byID), len(r.order))
	}
}

// A page of another site must not send chats or change the policy.
func TestOtherSitesAreRefused(t *testing.T) {
	_, url := pageFor(t, nil)
	r, err := http.NewRequest("PUT", url+"/policy", strings.NewReader("extends: strict"))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Origin", "https://example.org")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusForbidden {
		t.Errorf("status %d", resp.StatusCode)
	}
}
