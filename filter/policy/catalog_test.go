package policy_test

import (
	"slices"
	"strings"

	"github.com/chatguard/chatguard/filter/policy"
)

// catalog is a small one of its own, so that what the tests expect does not
// change with the entities that chatguard knows.
type catalog struct{}

var entities = []struct {
	id      string
	groups  []string
	aliases []string
}{
	{"EMAIL_ADDRESS", []string{"pii", "contact"}, []string{"EMAIL"}},
	{"PHONE_NUMBER", []string{"pii", "contact"}, nil},
	{"CREDIT_CARD", []string{"pii", "financial"}, nil},
	{"US_SSN", []string{"pii"}, []string{"SSN"}},
	{"SECRET_JWT", []string{"secrets"}, []string{"JWT"}},
	{"SECRET_AWS_ACCESS_KEY", []string{"secrets"}, nil},
}

func (catalog) Names() []string {
	var ids []string
	for _, e := range entities {
		ids = append(ids, e.id)
	}
	return ids
}

func (catalog) Groups(id string) []string {
	for _, e := range entities {
		if e.id == id {
			return e.groups
		}
	}
	return nil
}

func (catalog) Resolve(name string) (ids []string, ok bool) {
	for _, e := range entities {
		if e.id == name || slices.Contains(e.groups, name) || slices.ContainsFunc(e.aliases, func(a string) bool { return strings.EqualFold(a, name) }) {
			ids = append(ids, e.id)
		}
	}
	return ids, ids != nil
}

// presets are documents of the tests' own, again so that expectations stay.
var presets = map[string]string{
	"balanced": `{"rules":[
		{"name":"credentials","match":["secrets"],"action":"Mask","mask":{"style":"Label"}},
		{"name":"cards","match":["CREDIT_CARD"],"action":"Mask","mask":{"style":"Partial","keepLast":4}},
		{"name":"personal-data","match":["pii"],"minScore":0.5,"action":"Mask"}]}`,
	"monitor": `{"extends":"balanced","mode":"Monitor"}`,
	"strict": `{"extends":"balanced","onUninspected":"Block","limits":{"depth":32},"rules":[
		{"name":"credentials-in-requests","match":["secrets"],"direction":"Request","action":"Block"},
		{"name":"personal-data","match":["pii"],"action":"Mask"}]}`,
}

var options = policy.Options{
	Catalog: catalog{},
	Preset: func(name string) ([]byte, bool) {
		doc, ok := presets[name]
		return []byte(doc), ok
	},
	Presets: []string{"balanced", "monitor", "strict"},
}

func parse(doc string) (*policy.Config, error) { return policy.Parse([]byte(doc), options) }
