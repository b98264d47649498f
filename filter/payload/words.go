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

	insideNames    = list("inside-names")
	metadataNames  = list("metadata-names")
	rebindingNames = list("rebinding-names")
	dots           = dressesOf("dots")
	slashes        = dressesOf("slashes")
	targets        = list("targets")
	farTargets     = list("far-targets")
	globbed        = list("globbed")
	webShells      = list("web-shells")
	requests       = list("requests")
	quoteShapes    = list("quote-shapes")
	valueShapes    = list("value-shapes")
	groupShapes    = list("group-shapes")
	closeShapes    = list("close-shapes")
	reaches        = list("reaches")
	engineReaches  = list("engine-reaches")
	events         = list("events")
	headers        = headerForms()
	assets         = list("assets")
	pages          = list("pages")
)

// headerForms are the lines of heads, those that a line feed alone may begin with more strength.
func headerForms() (all []form) {
	for _, h := range list("headers") {
		f := form{text: signed(h), kind: Header, strength: 0.8}
		if f.text[0] == '*' {
			f.text, f.strength = f.text[1:], 0.9
		}
		all = append(all, f)
	}
	return all
}

// list is a list by its name, as a call: inlined at every list it would be most of this package's bytes in the module.
//
//go:noinline
func list(name string) []string { return policies.AttackList(name) }

//go:noinline
func set(name string) words {
	w := words{}
	for _, s := range list(name) {
		w[s] = true
	}
	return w
}

// dresses are texts by their first byte.
type dresses [256][]string

//go:noinline
func dressesOf(name string) *dresses {
	var f dresses
	for _, s := range list(name) {
		f[s[0]] = append(f[s[0]], s)
	}
	return &f
}
