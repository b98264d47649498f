package guard

import (
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
