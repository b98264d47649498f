package detect

import (
	"strings"
	"sync"

	"github.com/chatguard/chatguard/filter/detect/match"
	"github.com/chatguard/chatguard/filter/detect/table"
	"github.com/chatguard/chatguard/policies"
)

// Info is a catalogue of rules and their types, over the compiled tables.
type Info struct {
	strings                                  string
	file                                     *table.File
	types                                    []table.TypeRec
	byName                                   map[string]int // of types
	rules                                    []table.Rule
	classes                                  []uint32
	code                                     []uint32
	lits                                     []table.Lit
	litRules                                 []uint16
	acClass                                  [256]byte
	acLongest                                int // longest literal
	acNext                                   []uint16
	acDepth                                  string
	prefixes                                 []prefix
	acOut                                    []uint32
	acList                                   []uint16
	shClass                                  [256]byte
	shStates                                 []table.ShapeState
	shParts                                  string
	shNext                                   []uint16
	shOut                                    []uint32
	shList                                   []uint16
	shNeeds                                  []table.ShapeNeed
	ctxKeys                                  []uint32
	ctxVals                                  []uint16
	ctxSets                                  []uint32
	args                                     []int32
	stops                                    []uint32
	harmless                                 []uint64
	phones                                   *match.PhoneTables
	trigAt, trigColon, trigToken, trigNumber []uint16
	trigHouse, trigCapital                   []uint16
	names                                    table.Names
	acFirst                                  uint16
	shFirst                                  uint16
	shDead                                   uint16
	shGlued                                  bool
	ctxWords                                 int
}

var builtin = sync.OnceValues(func() (*Info, error) { return Open(policies.Rules()) })

// Catalog returns the built-in rules. It is nil only if the embedded tables
// are of another version than the code.
func Catalog() *Info {
	info, _ := builtin()
	return info
}

// Open returns the catalogue of a file that packgen compiled.
func Open(data string) (*Info, error) {
	f, err := table.Open(data)
	if err != nil {
		return nil, err
	}
	head := table.Get[uint32](f, table.Header)
	if len(head) != int(table.HeadCount) {
		return nil, errTables
	}
	in := &Info{
		strings:  f.Bytes(table.Strings),
		file:     f,
		types:    table.Get[table.TypeRec](f, table.Types),
		rules:    table.Get[table.Rule](f, table.Rules),
		classes:  table.Get[uint32](f, table.Classes),
		code:     table.Get[uint32](f, table.Code),
		lits:     table.Get[table.Lit](f, table.Lits),
		litRules: table.Get[uint16](f, table.LitRules),
		acNext:   table.Get[uint16](f, table.ACNext),
		acDepth:  f.Bytes(table.ACDepth),
		acOut:    table.Get[uint32](f, table.ACOut),
		acList:   table.Get[uint16](f, table.ACList),
		shStates: table.Get[table.ShapeState](f, table.ShapeStates),
		shParts:  f.Bytes(table.ShapeParts),
		shNext:   table.Get[uint16](f, table.ShapeNext),
		shOut:    table.Get[uint32](f, table.ShapeOut),
		shList:   table.Get[uint16](f, table.ShapeList),
		shNeeds:  table.Get[table.ShapeNeed](f, table.ShapeNeeds),
		ctxKeys:  table.Get[uint32](f, table.ContextKeys),
		ctxVals:  table.Get[uint16](f, table.ContextVals),
		ctxSets:  table.Get[uint32](f, table.ContextSets),
		args:     table.Get[int32](f, table.Args),
		stops:    table.Get[uint32](f, table.Stops),
		harmless: table.Get[uint64](f, table.Harmless),
		trigAt:   table.Get[uint16](f, table.TrigAt), trigColon: table.Get[uint16](f, table.TrigColon),
		trigToken: table.Get[uint16](f, table.TrigToken), trigNumber: table.Get[uint16](f, table.TrigNumber),
		trigHouse: table.Get[uint16](f, table.TrigHouse), trigCapital: table.Get[uint16](f, table.TrigCapital),
		names:    table.NamesOf(f),
		phones:   match.NewPhones(f),
		acFirst:  uint16(head[table.ACFirstAccept]),
		shFirst:  uint16(head[table.ShapeFirstAccept]),
		shDead:   uint16(head[table.ShapeDead]),
		shGlued:  head[table.AnyGlued] != 0,
		ctxWords: int(head[table.SetWords]),
	}
	in.byName = make(map[string]int, len(in.types))
	for i, t := range in.types {
		in.byName[f.String(t.Name)] = i
	}
	copy(in.acClass[:], f.Bytes(table.ACClass))
	copy(in.shClass[:], f.Bytes(table.ShapeClass))
	for _, l := range in.lits {
		in.acLongest = max(in.acLongest, int(l.Len))
	}
	in.prefixes = in.findPrefixes()
	return in, nil
}

// Names returns the ids of all types, in the order of their numbers.
func (in *Info) Names() []string {
	out := make([]string, len(in.types))
	for i, t := range in.types {
		out[i] = in.file.String(t.Name)
	}
	return out
}

// RuleCount returns the number of built-in rules.
func (in *Info) RuleCount() int { return len(in.rules) }

// RuleID returns the id of built-in rule r.
func (in *Info) RuleID(r uint16) string { return in.file.String(in.rules[r].ID) }

// RuleType returns the type of built-in rule r.
func (in *Info) RuleType(r uint16) Type { return Type(in.rules[r].Type) }

// Groups returns the groups of a type, nil for an unknown one.
func (in *Info) Groups(name string) []string {
	if t := in.find(name); t >= 0 {
		return list(in.file.String(in.types[t].Groups))
	}
	return nil
}

// Tags returns the OWASP and ATLAS tags of a type.
func (in *Info) Tags(name string) []string {
	if t := in.find(name); t >= 0 {
		return list(in.file.String(in.types[t].Tags))
	}
	return nil
}

// Regions returns the regions (ISO 3166 alpha-2, lower case) of a type; none
// means everywhere.
func (in *Info) Regions(name string) []string {
	if t := in.find(name); t >= 0 {
		return list(in.file.String(in.types[t].Regions))
	}
	return nil
}

// Resolve returns the types that name stands for: a type, a group, or an
// alias (other products' names, case-insensitive).
func (in *Info) Resolve(name string) (types []string, ok bool) {
	if in.find(name) >= 0 {
		return []string{name}, true
	}
	for _, t := range in.types {
		if contains(in.file.String(t.Groups), name) || contains(in.file.String(t.Aliases), name) {
			types = append(types, in.file.String(t.Name))
		}
	}
	return types, types != nil
}

func (in *Info) find(name string) int {
	if i, ok := in.byName[name]; ok {
		return i
	}
	return -1
}

func list(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, ",")
}

func contains(list, name string) bool {
	for list != "" {
		var item string
		item, list, _ = strings.Cut(list, ",")
		if strings.EqualFold(item, name) {
			return true
		}
	}
	return false
}
