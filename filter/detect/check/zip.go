package check

// zipRanges are the first three digits of the ZIP codes of the states and of
// Puerto Rico, first and last (USPS Publication 65).
const zipRanges = "AL350369 AK995999 AZ850865 AR716729 CA900961 CO800816 CT060069 DE197199 DC200205 FL320349 GA300319 HI967968 ID832838 IL600629 IN460479 IA500528 KS660679 KY400427 " +
	"LA700714 ME039049 MD206219 MA010027 MI480499 MN550567 MS386397 MO630658 MT590599 NE680693 NV889898 NH030038 NJ070089 NM870884 NY100149 NC270289 ND580588 OH430459 " +
	"OK730749 OR970979 PA150196 PR006009 RI028029 SC290299 SD570577 TN370385 TX750799 TX885885 UT840847 VT050059 VA220246 VA201201 WA980994 WV247268 WI530549 WY820831 "

// checkZIP accepts a state of the United States and a ZIP code that lies in it.
func checkZIP(v []byte, _ []int32) Verdict {
	if len(v) < 8 {
		return Reject
	}
	for i := 0; i < len(zipRanges); i += 9 {
		if zipRanges[i] == v[0] && zipRanges[i+1] == v[1] && zipRanges[i+2:i+5] <= string(v[3:6]) && string(v[3:6]) <= zipRanges[i+5:i+8] {
			return Plain // a part of the address around it, which is longer
		}
	}
	return Reject
}
