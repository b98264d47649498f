package guard

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestStreamEndsInAnEvent holds that what is held goes on before the event in
// which the stream breaks off, or in it, but never behind it.
func TestStreamEndsInAnEvent(t *testing.T) {
	g := load(t, everything)
	d := &dialects[0]
	held := d.delta("write to bob@") + "\n\n"
	for name, c := range map[string]struct{ last, want string }{
		"inside its JSON":        {`data: {"id":"c1","choices":[{"index":0,"delta":{"content":"acme.o`, "write to bob@"},
		"before its blank line":  {d.delta("acme.org"), "write to [EMAIL_ADDRESS_2]"},
		"another text's event":   {strings.Replace(d.delta("x"), `"index":0`, `"index":1`, 1), "write to bob@x"},
		"inside the name data":   {"dat", "write to bob@"},
		"behind the name of one": {"event: x\n", "write to bob@"},
	} {
		t.Run(name, func(t *testing.T) {
			for cut := range len(held) + len(c.last) {
				out, _ := streamed(t, g, d, userMail, held+c.last, cut)
				whole, rest := out, ""
				if i := strings.LastIndex(out, c.last); i >= 0 {
					whole, rest = out[:i], out[i:]
				}
				joined, _ := d.read(t, strings.TrimSuffix(whole, "\n\n")+"\n\n")
				if strings.HasPrefix(rest, "data: {") && strings.HasSuffix(rest, "}") {
					more, _ := d.read(t, rest+"\n\n")
					joined += more
				}
				if joined != c.want {
					t.Fatalf("cut at %d: text %q, want %q\n%s", cut, joined, c.want, out)
				}
			}
		})
	}
}

// TestBlockedAtDone holds that a stream that is blocked by its last words ends
// once.
func TestBlockedAtDone(t *testing.T) {
	g := load(t, `{"rules":[{"name":"keys","match":["secrets"],"action":"Block"}]}`)
	d := &dialects[0]
	in := d.delta("-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA7bqX9vJ2kPz4mN8rT5wY") + "\n\ndata: [DONE]\n\n"
	out, st := streamed(t, g, d, `{"messages":[]}`, in)
	if st.Outcome().Verdict != Block || strings.Count(out, "[DONE]") != 1 || strings.Contains(out, "MIIE") {
		t.Errorf("verdict %v, stream\n%s", st.Outcome().Verdict, out)
	}
}

// TestStreamNumbers holds that events of a stream that numbers them are
// numbered in order, also those that were put in and those that end a block.
func TestStreamNumbers(t *testing.T) {
	i := slices.IndexFunc(dialects, func(d dialect) bool { return d.name == "openai.responses" })
	d := dialects[i]
	numbered := func(stream string) string {
		n := -1
		return regexp.MustCompile(`"type":"response`).ReplaceAllStringFunc(stream, func(m string) string {
			n++
			return fmt.Sprintf(`"sequence_number":%d,%s`, n, m)
		})
	}
	for _, c := range []struct {
		name, policy string
		deltas       []string
		events       int // more than the upstream sent
	}{
		{"text held at the end", everything, []string{"write ", "to bob@", "acme.org"}, 1},
		{"nothing held", everything, []string{"write ", "to me. "}, 0},
		{"blocked", `{"rules":[{"name":"r","match":["CREDIT_CARD"],"action":"Block"}]}`, []string{"pay ", "4111 1111 ", "1111 1111 now"}, -2},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := load(t, c.policy)
			in := numbered(d.stream(c.deltas...))
			for cut := range len(in) {
				out, _ := streamed(t, g, &d, `{"input":"hello"}`, in, cut)
				found := regexp.MustCompile(`"sequence_number": ?(\d+)`).FindAllStringSubmatch(out, -1)
				if want := strings.Count(in, "data:") + c.events; len(found) != want {
					t.Fatalf("%d numbers, want %d\n%s", len(found), want, out)
				}
				for i, m := range found {
					if m[1] != strconv.Itoa(i) {
						t.Fatalf("event %d has number %s\n%s", i, m[1], out)
					}
				}
			}
		})
	}
}
