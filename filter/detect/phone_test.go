package detect_test

import (
	"strings"
	"testing"

	"github.com/chatguard/chatguard/filter/detect"
	"github.com/nyaruka/phonenumbers"
)

// phoneRegions are the regions whose national spelling phonegen keeps.
const phoneRegions = "US GB IE DE AT CH FR BE NL LU ES PT IT GR SE NO DK FI IS PL CZ SK HU RO BG HR SI RS UA RU EE LV LT TR IL AE SA EG ZA NG " +
	"KE IN PK BD LK CN HK TW JP KR SG MY TH VN ID PH AU NZ BR MX AR CL CO PE"

// TestPhonesOfTheWorld takes libphonenumber's example numbers as the oracle: in
// international spelling those of every region are found and verified, in
// national spelling those of the regions that the tables keep.
func TestPhonesOfTheWorld(t *testing.T) {
	set, err := detect.NewSet([]string{"PHONE_NUMBER"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	tried, missed := map[string]int{}, map[string]int{}
	check := func(kind, region, text, number string) {
		tried[kind]++
		at := strings.Index(text, number)
		found := scanAll(set, text)
		if len(found) != 1 || found[0].Start != at || found[0].End != at+len(number) {
			missed[kind]++
			t.Logf("%s %s: %q: %v", kind, region, text, found)
		}
	}
	for region := range phonenumbers.GetSupportedRegions() {
		for _, typ := range []phonenumbers.PhoneNumberType{phonenumbers.FIXED_LINE, phonenumbers.MOBILE} {
			n := phonenumbers.GetExampleNumberForType(region, typ)
			if n == nil {
				continue
			}
			e164 := phonenumbers.Format(n, phonenumbers.E164)
			check("E.164", region, "ask "+e164+", thanks", e164)
			spaced := phonenumbers.Format(n, phonenumbers.INTERNATIONAL)
			check("international", region, "ask "+spaced+", thanks", spaced)
			if strings.Contains(phoneRegions, region) {
				national := phonenumbers.Format(n, phonenumbers.NATIONAL)
				check("national", region, "please call "+national+", thanks", national)
			}
		}
	}
	for kind, least := range map[string]float64{"E.164": 1, "international": 0.99, "national": 0.95} {
		recall := 1 - float64(missed[kind])/float64(tried[kind])
		t.Logf("%s: %d of %d", kind, tried[kind]-missed[kind], tried[kind])
		if recall < least {
			t.Errorf("%s: recall %.3f, want %.2f", kind, recall, least)
		}
	}
}
