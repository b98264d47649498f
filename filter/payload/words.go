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

	insideNames    = policies.AttackList("inside-names")
	metadataNames  = policies.AttackList("metadata-names")
	rebindingNames = policies.AttackList("rebinding-names")
	dots           = formsOf("dots")
	slashes        = formsOf("slashes")
	serverWords    = formsOf("server-words")
	targets        = policies.AttackList("targets")
	globbed        = policies.AttackList("globbed")
	webShells      = policies.AttackList("web-shells")
	requests       = policies.AttackList("requests")
	gadgets        = formsOf("gadgets")
	quoteShapes    = policies.AttackList("quote-shapes")
	valueShapes    = policies.AttackList("value-shapes")
	groupShapes    = policies.AttackList("group-shapes")
	reaches        = policies.AttackList("reaches")
)

// Inlined once for each list these would be 10 kB.

//go:noinline
func set(name string) words {
	w := words{}
	for _, s := range policies.AttackList(name) {
		w[s] = true
	}
	return w
}

// forms are texts by their first byte.
type forms [256][]string

//go:noinline
func formsOf(name string) *forms {
	var f forms
	for _, s := range policies.AttackList(name) {
		f[s[0]] = append(f[s[0]], s)
	}
	return &f
}
