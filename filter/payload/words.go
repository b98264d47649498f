package payload

import "github.com/chatguard/chatguard/policies"

// The lists of policies/attacks/words.txt.
var (
	connectives   = set("connectives")
	comparisons   = set("comparisons")
	statements    = set("statements")
	objects       = set("objects")
	sqlFunctions  = set("sql-functions")
	operators     = set("operators")
	junctions     = set("junctions")
	unions        = set("unions")
	clauses       = set("clauses")
	constants     = set("constants")
	prefixes      = set("prefixes")
	slowFunctions = set("slow-functions")
	frames        = set("frames")
	callers       = set("callers")
	commands      = set("commands")
	ordinary      = set("ordinary")
	starters      = set("starters")
	wrappers      = set("wrappers")
	otherSchemes  = set("other-schemes")
	webSchemes    = set("web-schemes")
	netSchemes    = set("net-schemes")
	cmdletVerbs   = set("cmdlet-verbs")
	soft          = set("soft-statements")
	tables        = set("tables")
	topDomains    = set("top-domains")
	bringers      = set("bringers")

	insideNames    = policies.AttackList("inside-names")
	metadataNames  = policies.AttackList("metadata-names")
	rebindingNames = policies.AttackList("rebinding-names")
	dots           = dressesOf("dots")
	slashes        = dressesOf("slashes")
	targets        = policies.AttackList("targets")
	farTargets     = policies.AttackList("far-targets")
	globbed        = policies.AttackList("globbed")
	webShells      = policies.AttackList("web-shells")
	requests       = policies.AttackList("requests")
	quoteShapes    = policies.AttackList("quote-shapes")
	valueShapes    = policies.AttackList("value-shapes")
	groupShapes    = policies.AttackList("group-shapes")
	reaches        = policies.AttackList("reaches")
	engineReaches  = policies.AttackList("engine-reaches")
	events         = policies.AttackList("events")
	headers        = headerForms()
	assets         = policies.AttackList("assets")
	pages          = policies.AttackList("pages")
)

// headerForms are the lines of heads, those that a line feed alone may begin with more strength.
func headerForms() (all []form) {
	for _, h := range policies.AttackList("headers") {
		f := form{text: signed(h), kind: Header, strength: 0.8}
		if f.text[0] == '*' {
			f.text, f.strength = f.text[1:], 0.9
		}
		all = append(all, f)
	}
	return all
}

func set(name string) words {
	w := words{}
	for _, s := range policies.AttackList(name) {
		w[s] = true
	}
	return w
}

// dresses are texts by their first byte.
type dresses [256][]string

func dressesOf(name string) *dresses {
	var f dresses
	for _, s := range policies.AttackList(name) {
		f[s[0]] = append(f[s[0]], s)
	}
	return &f
}
