package check

// ibanLengths holds country code and length of each country of the SWIFT IBAN
// registry (release 99) and of those that use the form without being in it,
// sorted.
const ibanLengths = "AD24AE23AL28AO25AT20AZ28BA20BE16BF28BG22BH22BI27BJ28BR29BY28CF27CG27CH21CI28CM27CR22CV25CY28CZ24DE22DJ27DK18DO28" +
	"DZ26EE20EG29ES24FI18FK18FO18FR27GA27GB22GE22GI23GL18GQ27GR27GT28GW25HN28HR21HU28IE22IL23IQ23IR26IS26IT27JO30KM27" +
	"KW30KZ20LB28LC32LI21LT20LU20LV21LY25MA28MC27MD24ME22MG27MK19ML28MN20MR27MT31MU30MZ25NE28NI28NL18NO15OM23PK24PL28" +
	"PS29PT25QA29RO24RS22RU33SA24SC31SD18SE24SI19SK24SM27SN28SO23ST25SV28TD27TG28TL23TN24TR26UA29VA22VG24XK20YE30"

// ibanTable holds the lengths by the two letters of the country.
var ibanTable = func() (t [26 * 26]uint8) {
	for i := 0; i < len(ibanLengths); i += 4 {
		t[int(ibanLengths[i]-'A')*26+int(ibanLengths[i+1]-'A')] = (ibanLengths[i+2]-'0')*10 + ibanLengths[i+3] - '0'
	}
	return t
}()

// IBANLength returns the length of a country's IBAN, 0 for no country.
func IBANLength(a, b byte) int {
	if a < 'A' || a > 'Z' || b < 'A' || b > 'Z' {
		return 0
	}
	return int(ibanTable[int(a-'A')*26+int(b-'A')])
}
