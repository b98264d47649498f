package payload

import (
	"strings"

	"github.com/chatguard/chatguard/policies"
)

// The lists of policies/attacks/words.txt.
var (
	connectives   = set("connectives")
	comparisons   = set("comparisons")
	statements    = set("statements")
	objects       = set("objects")
	sqlFunctions  = set("sql-functions")
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

	insideNames    = list("inside-names")
	metadataNames  = list("metadata-names")
	rebindingNames = list("rebinding-names")
	dots           = list("dots")
	slashes        = list("slashes")
	serverWords    = list("server-words")
	targets        = list("targets")
	globbed        = list("globbed")
	webShells      = list("web-shells")
	requests       = list("requests")
	gadgets        = list("gadgets")
	quoteShapes    = list("quote-shapes")
	valueShapes    = list("value-shapes")
	groupShapes    = list("group-shapes")
	reaches        = list("reaches")
)

// list is a list of the file by its name. A name that is not there is a
// mistake of the program.
func list(name string) []string {
	for line := range strings.Lines(policies.AttackWords) {
		if n, rest, ok := strings.Cut(line, ": "); ok && n == name {
			return strings.Fields(rest)
		}
	}
	panic("payload: no list " + name)
}

func set(name string) words {
	w := words{}
	for _, s := range list(name) {
		w[s] = true
	}
	return w
}
