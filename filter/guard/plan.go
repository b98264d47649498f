package guard

import (
	"maps"
	"sync"

	"github.com/chatguard/chatguard/filter/detect"
	"github.com/chatguard/chatguard/filter/jsonscan"
	"github.com/chatguard/chatguard/filter/mask"
	"github.com/chatguard/chatguard/filter/policy"
	"github.com/chatguard/chatguard/filter/restore"
)

// Plan is a policy made ready to run: its detectors compiled and its rules
// sorted by what they match. It is immutable.
type Plan struct {
	Policy *policy.Policy
	id     uint32
	set    *detect.Set      // of all rules: names their types
	looks  [2]*detect.Set   // what is looked for in requests and in responses
	rules  [][]int32        // by finding type: indices of the rules that match it, in order
	ignore []bool           // by finding type: documented example values do not count
	active policy.Direction // in which rules act

	watcher *Plan // the same in Monitor mode, for exchanges that are not enforced; nil if all are
	shadow  *Plan // that is tried beside it, in Monitor mode; nil if there is none

	tokens     []restore.TokenType
	leaks      leakPlan
	attacks    attackPlan
	payloads   payloadPlan
	links      linkPlan
	structure  structurePlan
	parameters parameterPlan
	template   detect.Type // tokens of chat templates, which raw prompts have
	repeats    []bool      // by finding type: a value found once counts wherever it stands again; nil if the policy does not say so
	restores   bool        // placeholders or tokens of requests are turned back
	refuses    bool        // some rule blocks responses
	readable   bool        // responses must be readable, whether a rule looks at them or not
}

func newPlan(p *policy.Policy) (*Plan, error) {
	pl := &Plan{Policy: p, id: planIDs.Add(1), tokens: restore.TokenTypes(p)}
	pl.restores = pl.tokens != nil
	pl.readable = p.Mode == policy.Enforce && p.OnUninspected.Response == policy.BlockUninspected
	names := map[string]detect.Type{}
	for i := range p.Rules {
		pl.note(&p.Rules[i])
	}
	least, _ := leastScores(p, policy.Both)
	custom := make([]detect.Custom, len(p.Detectors))
	for i := range p.Detectors {
		custom[i] = customDetector(&p.Detectors[i])
	}
	var err error
	if pl.set, err = detect.NewSetFrom(least, custom); err != nil {
		return nil, err
	}
	for i, dir := range []policy.Direction{policy.Request, policy.Response} {
		if pl.looks[i], err = pl.setFor(dir, least, custom); err != nil {
			return nil, err
		}
	}
	pl.rules = make([][]int32, pl.set.Len())
	pl.ignore = make([]bool, pl.set.Len())
	for t := range pl.rules {
		name := pl.set.Name(detect.Type(t))
		names[name] = detect.Type(t)
		pl.ignore[t] = secretTypes()[name]
	}
	for i := range p.Rules {
		for _, name := range p.Rules[i].Types {
			t := names[name]
			pl.rules[t] = append(pl.rules[t], int32(i))
		}
	}
	pl.template = names[templateType]
	pl.planLeaks(names)
	pl.planRepeats(names)
	pl.planPayloads(names)
	pl.planLinks(names)
	pl.planStructure(names)
	pl.planParameters(names)
	if err := pl.planAttacks(names); err != nil {
		return nil, err
	}
	return pl, pl.relayable()
}

// acting calls do for each rule that may act on findings of a type.
func (p *Plan) acting(typ string, do func(*policy.Rule)) {
	for i := range p.Policy.Rules {
		if r := &p.Policy.Rules[i]; r.Action != policy.Allow && p.Policy.Mode != policy.Off && contains(r.Types, typ) {
			do(r)
		}
	}
}

// watching is the plan in Monitor mode. It shares what was compiled.
func (p *Plan) watching() *Plan {
	w, in := *p, *p.Policy
	if in.Mode == policy.Enforce {
		in.Mode = policy.Monitor
	}
	w.Policy, w.watcher, w.shadow = &in, nil, nil
	w.tokens, w.restores, w.refuses, w.readable = nil, false, false, false
	return &w
}

// For is the plan of one exchange: p, or p in Monitor mode for those that its
// enforcePercent leaves out. An id always has the same plan; exchanges without
// an id are enforced.
func (p *Plan) For(requestID string) *Plan {
	if p.watcher == nil || requestID == "" || share(requestID) < p.Policy.EnforcePercent {
		return p
	}
	return p.watcher
}

// share places an id evenly in 0..99, by FNV-1a (draft-eastlake-fnv).
func share(id string) int {
	h := uint64(14695981039346656037)
	for i := range len(id) {
		h = (h ^ uint64(id[i])) * 1099511628211
	}
	return int((h ^ h>>32) % 100) // the last bytes of an id move the high bits most
}

// setFor is what rules of a direction look for: a type that none of them names
// costs no time there and holds no text, nor does what scores less than they
// ask for. Values that a request masked are looked for in its response, whatever
// their type.
func (p *Plan) setFor(dir policy.Direction, all map[string]float32, custom []detect.Custom) (*detect.Set, error) {
	least, leaks := leastScores(p.Policy, dir)
	if leaks || maps.Equal(least, all) {
		return p.set, nil
	}
	return detect.NewSetFrom(least, custom)
}

// leastScores is the least score that a rule of a direction asks for, by type.
func leastScores(p *policy.Policy, dir policy.Direction) (least map[string]float32, leaks bool) {
	least = map[string]float32{}
	for i := range p.Rules {
		r := &p.Rules[i]
		if r.Direction&dir == 0 {
			continue
		}
		for _, t := range r.Types {
			score, ok := least[t]
			if from := r.Least(t); !ok || from < score {
				least[t] = from
			}
		}
		leaks = leaks || contains(r.Types, valueLeakType)
	}
	return least, leaks
}

// look is the set of a direction. Types have the same numbers in all sets.
func (p *Plan) look(dir policy.Direction) *detect.Set { return p.looks[dir>>1] }

// secretTypes are the entities that are credentials.
var secretTypes = sync.OnceValue(func() map[string]bool {
	list, _ := detect.Catalog().Resolve("secrets")
	set := make(map[string]bool, len(list))
	for _, name := range list {
		set[name] = true
	}
	return set
})

// note keeps what a rule means for whole directions.
func (p *Plan) note(r *policy.Rule) {
	enforce := p.Policy.Mode == policy.Enforce
	if r.Action != policy.Allow {
		p.active |= r.Direction
	}
	if r.Action == policy.Block && r.Direction&policy.Response != 0 {
		p.refuses = enforce
	}
	if r.Action == policy.Mask && r.Mask.Style == mask.Placeholder && r.Direction&policy.Request != 0 {
		p.restores = p.Policy.Restore.Enabled && enforce
	}
}

func customDetector(d *policy.Detector) detect.Custom {
	return detect.Custom{
		Name: d.Name, Regex: d.Regex, Terms: d.Terms, Context: d.Context, Unless: d.Unless, Window: d.Within,
		Score: d.Score, CaseSensitive: d.CaseSensitive, Group: d.Group,
	}
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// Inspects tells whether bodies of a direction may have to be read. Requests
// always are: they are refused if they are malformed or over a limit.
func (p *Plan) Inspects(dir policy.Direction) bool {
	return p.Policy.Mode != policy.Off && (dir == policy.Request || p.active&dir != 0 || p.restores || p.readable)
}

// decide returns the first rule that matches, nil if none does.
func (p *Plan) decide(t detect.Type, score float32, scope policy.Scope, dir policy.Direction) *policy.Rule {
	for _, i := range p.rules[t] {
		r := &p.Policy.Rules[i]
		if r.Direction&dir != 0 && r.Scopes&scope != 0 && score >= r.Least(p.set.Name(t)) {
			return r
		}
	}
	return nil
}

// harmless tells whether a finding is a documented example value that opens
// nothing, such as a key from a provider's manual. It counts only for
// credentials: an example card number is masked like any other.
func (p *Plan) harmless(f *detect.Finding) bool { return f.Harmless && p.ignore[f.Type] }

// wanted tells whether any rule of this direction could act on t.
func (p *Plan) wanted(t detect.Type, score float32, dir policy.Direction) bool {
	return p.decide(t, score, policy.AllScopes, dir) != nil
}

func (p *Plan) limits() jsonscan.Limits {
	l := &p.Policy.Limits
	return jsonscan.Limits{
		Bytes: l.BodyBytes, Depth: l.Depth, Keys: l.Keys, KeyBytes: l.KeyBytes,
		StringBytes: l.StringBytes, NumberBytes: l.NumberBytes, AllowDuplicateKeys: l.DuplicateKeys == policy.AllowDuplicates,
	}
}
