package guard

import (
	"fmt"
	"testing"

	"github.com/chatguard/chatguard/filter/policy"
)

// An id always has the same plan, the share is what the policy says, and more per cent never take an id out again.
func TestEnforcePercent(t *testing.T) {
	enforced := map[string]bool{}
	for _, percent := range []int{0, 5, 50, 99, 100} {
		g := load(t, fmt.Sprintf(`{"name":"p","enforcePercent":%d,"rules":[{"name":"a","match":["pii"],"action":"Mask"}]}`, percent))
		n := 0
		for i := range 10000 {
			id := fmt.Sprintf("%08x-5c1e-4d0b-8a5e-%012x", i*2654435761, i)
			plan := g.Default().For(id)
			if plan != g.Default().For(id) {
				t.Fatal("two plans for one id")
			}
			switch plan.Policy.Mode {
			case policy.Enforce:
				n++
				enforced[id] = true
			default:
				if enforced[id] {
					t.Fatalf("%s is enforced by less and not by %d %%", id, percent)
				}
			}
		}
		if off := n - percent*100; off < -150 || off > 150 {
			t.Errorf("%d %%: %d of 10000", percent, n)
		}
		if g.Default().For("").Policy.Mode != policy.Enforce {
			t.Errorf("%d %%: an exchange without an id is not enforced", percent)
		}
	}
}

// What a shadow finds does not depend on where the policy in force stops.
func TestShadowOfRefusedBody(t *testing.T) {
	g := load(t, `{"defaultPolicy":"p","policies":{
		"p":{"shadow":"q","limits":{"bodyBytes":40},"rules":[{"name":"a","match":["pii"],"action":"Log"}]},
		"q":{"onUninspected":"Block","rules":[{"name":"b","match":["EMAIL_ADDRESS"],"action":"Block"}]}}}`)
	const mail = `{"messages":[{"role":"user","content":"dora.winter@kontor-nord.de"}]}`
	for _, c := range []struct {
		body         string
		want, shadow Verdict
		reason       Reason
	}{
		{`{"a":"eva@kontor-nord.de"}`, Allow, Block, UnknownShape},
		{mail, Block, Allow, NotRead},
	} {
		var x Exchange
		var s Scratch
		x.Begin(g, g.Default(), &s)
		in := x.Open(Body{Direction: policy.Request, ContentType: "application/json"})
		_ = in.Write([]byte(c.body))
		o := in.Close(nil)
		if o.Verdict != c.want || o.Shadow.Verdict != Allow || o.Shadow.Would != c.shadow || o.Shadow.Reason != c.reason || len(o.Shadow.Edits) > 0 {
			t.Errorf("%s: %v, shadow %v, would %v, %q", c.body, o.Verdict, o.Shadow.Verdict, o.Shadow.Would, o.Shadow.Reason)
		}
		if c.want == Block {
			continue
		}
		if o := x.Open(Body{Direction: policy.Response, ContentType: "text/plain"}).Close(nil); o.Shadow == nil {
			t.Error("no shadow of the response")
		}
	}
	// The exchange is used again under a plan without a shadow.
	var x Exchange
	var s Scratch
	x.Begin(g, g.Default(), &s)
	x.Begin(g, g.Plan("q"), &s)
	in := x.Open(Body{Direction: policy.Request, ContentType: "text/plain"})
	_ = in.Write([]byte("hello"))
	if o := in.Close(nil); o.Shadow != nil || x.Shadow() != "" {
		t.Error("a shadow where there is none")
	}
}
