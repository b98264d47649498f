package sight_test

import (
	"testing"

	"github.com/chatguard/chatguard/filter/detect"
	"github.com/chatguard/chatguard/filter/text/sight"
)

// TestLinkGivesWay looks at links whose query reads as quoted-printable: the
// link that the view shows must not take the place of the key in it.
func TestLinkGivesWay(t *testing.T) {
	set, err := detect.NewSet(detect.Catalog().Names(), nil)
	if err != nil {
		t.Fatal(err)
	}
	const key = "38bb7b318cc6898c80317decb34525844bc9db55"
	for _, text := range []string{
		"see https://shop.io/c?access_token=" + key + " now",
		"access_token=" + key,
	} {
		var l sight.Looker
		found, _ := l.Look(set, []byte(text), 0, true, true)
		if len(found) != 1 || set.Name(found[0].Type) == "URL" || text[found[0].Start:found[0].End] != key {
			t.Errorf("%s: found %+v", text, found)
		}
	}
}
