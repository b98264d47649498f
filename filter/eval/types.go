package eval

import "strings"

// corpusTypes maps the type names of the corpora to ids; a name that ends in
// "_" is a prefix, one that starts with "_" a suffix.
var corpusTypes = map[string][]string{
	"EMAIL":            {"EMAIL_ADDRESS"},
	"PHONE":            {"PHONE_NUMBER"},
	"IBAN":             {"IBAN_CODE"},
	"IP":               {"IP_ADDRESS"},
	"SECRET":           {"SECRET_"},
	fuzzySecret:        {"SECRET_"},
	identifier:         {"SECRET_", "CLOUD_", "CLIENT_ID", "USERNAME"},
	"PASSWORD":         {"SECRET_PASSWORD"},
	"JWT":              {"SECRET_JWT"},
	"ADDRESS":          {"LOCATION", "ADDRESS", "STREET_ADDRESS"},
	"LOCATION":         {"LOCATION", "ADDRESS", "STREET_ADDRESS"},
	"DATE_OF_BIRTH":    {"DATE_OF_BIRTH"},
	"PASSPORT":         {"PASSPORT", "_PASSPORT"},
	"LICENSE_PLATE":    {"LICENSE_PLATE", "_LICENSE_PLATE", "_VEHICLE_REGISTRATION", "DE_KFZ"},
	"BIC":              {"SWIFT_CODE", "BIC"},
	"CVV":              {"CVV", "CREDIT_CARD_CVV"},
	"PH_MOBILE_NUMBER": {"PHONE_NUMBER", "PH_MOBILE_NUMBER"},
	"TR_PHONE_NUMBER":  {"PHONE_NUMBER", "TR_PHONE_NUMBER"},
	"NATIONAL_ID":      {"NATIONAL_ID", "_FNR", "_RRN", "_RESIDENT_ID", "_SSN", "_NIF", "_NIE", "_PESEL", "_AADHAAR", "_NRIC_FIN", "_NINO", "_NHS", "_FISCAL_CODE", "_PERSONNUMMER", "_PERSONAL_IDENTITY_CODE", "_ID_CARD", "_NATIONAL_ID", "_HKID", "_ID_NUMBER", "_TNIN", "_ID"},
	"TAX_ID":           {"TAX_ID", "_PAN", "_CNP", "_TAX_ID", "_TAX_NUMBER", "_SSN", "_ITIN", "_EIN", "_CPF", "_CNPJ", "_NIF", "_NIE", "_PESEL", "_BSN", "_FISCAL_CODE", "_PERSONNUMMER", "_PERSONAL_IDENTITY_CODE", "_SIN", "_NRN", "_AFM", "_PPS", "_CPR", "_UTR", "_NINO", "_TIN", "_NIR", "_SPI", "_TFN", "_RUT", "_CUIT", "_RFC"},
	"VAT_ID":           {"VAT_ID", "_VAT_ID", "_VAT_CODE", "_VAT", "_UID", "_CNPJ", "_RUT", "_CUIT", "_GSTIN"},
}

// Accepts reports whether a finding of type id counts as one of a corpus' type.
func Accepts(corpus, id string) bool {
	names, ok := corpusTypes[corpus]
	if !ok {
		return corpus == id
	}
	for _, n := range names {
		switch {
		case n == id, strings.HasSuffix(n, "_") && strings.HasPrefix(id, n), strings.HasPrefix(n, "_") && strings.HasSuffix(id, n):
			return true
		}
	}
	return false
}
