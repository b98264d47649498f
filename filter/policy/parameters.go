package policy

import (
	"strings"

	"github.com/chatguard/chatguard/filter/document"
)

// Entities that the section parameters looks for.
const (
	ModelDenied    = "MODEL_DENIED"
	ParameterLimit = "PARAMETER_LIMIT"
)

// Parameters bounds what callers may ask of a model: which one, how much of it,
// and with which options. What a caller may not is MODEL_DENIED or
// PARAMETER_LIMIT. It holds for JSON bodies of requests to the APIs whose data
// (policies/apis) says where a parameter stands; models are also read from the
// path (/models/NAME:generateContent, /model/NAME/converse, /deployments/NAME/).
//
//	models     Models
//	maxTokens  MaxTokens
//	choices    integer 1..1000: most answers to one request (n, candidateCount, best_of)
//	tools      integer 0..100000: most tools that a request may offer
//	textBytes  integer 1..268435456: most text, in bytes, in all messages together
//	remove     list of text: members that are taken out, by path: logprobs, generationConfig.topK
//	set        object of text or number or boolean: values of members by path, put in if they are absent: store, metadata.team
//	action     Clamp | Refuse; Clamp: of numbers that are too large: Clamp puts the largest in their place, Refuse answers 400. What cannot be brought within its limit (a model, tools, text) is refused in any case
type Parameters struct {
	Models    Models
	MaxTokens MaxTokens
	Choices   int64 // 0: any number
	Tools     int64 // -1: any number
	TextBytes int64 // 0: any length
	Remove    []string
	Set       []SetParameter // in the order of the document
	Action    Restraint
}

// Models are names of models; * is any run of characters.
//
//	allow  list of text: with such a list all others are denied
//	deny   list of text: names that are denied even if they are allowed
type Models struct{ Allow, Deny []string }

// MaxTokens bounds how much a model may write, in whatever spelling the API has
// for it (max_tokens, max_output_tokens, num_predict, ...).
//
//	max      integer 1..100000000: most tokens
//	default  integer 1..100000000: put in where the request says nothing
type MaxTokens struct{ Max, Default int64 }

// SetParameter is a member of a request and the JSON that its value has to be.
type SetParameter struct{ Path, JSON string }

// Restraint is what happens to numbers that are too large.
type Restraint uint8

const (
	Clamp       Restraint = iota // the largest takes their place
	RefuseLarge                  // the request is refused
)

var restraintNames = []string{"Clamp", "Refuse"}

// Bounds of a section.
const (
	maxParameters = 100
	maxTokens     = 100_000_000
)

// Allowed tells whether a model may be asked.
func (m *Models) Allowed(name string) bool {
	return !anyGlob(m.Deny, name) && (len(m.Allow) == 0 || anyGlob(m.Allow, name))
}

func (l *loader) parameters(p *Policy) func(*document.Node) {
	return func(n *document.Node) {
		if p.Parameters == nil {
			p.Parameters = &Parameters{Tools: -1}
		}
		to := p.Parameters
		again := func(list *[]string) func(*document.Node) {
			return func(x *document.Node) {
				*list = nil
				l.strings(list)(x)
			}
		}
		l.object(n, []field{
			{"models", func(x *document.Node) {
				l.object(x, []field{{"allow", again(&to.Models.Allow)}, {"deny", again(&to.Models.Deny)}})
			}},
			{"maxTokens", func(x *document.Node) {
				l.object(x, []field{
					{"max", integer(&l.reader, &to.MaxTokens.Max, 1, maxTokens)},
					{"default", integer(&l.reader, &to.MaxTokens.Default, 1, maxTokens)},
				})
				if to.MaxTokens.Max > 0 && to.MaxTokens.Default > to.MaxTokens.Max {
					l.fail(x, "default is more than max")
				}
			}},
			{"choices", integer(&l.reader, &to.Choices, 1, 1000)},
			{"tools", integer(&l.reader, &to.Tools, 0, 100_000)},
			{"textBytes", integer(&l.reader, &to.TextBytes, 1, 256<<20)},
			{"remove", func(x *document.Node) {
				to.Remove = nil
				if l.is(x, document.Array) && l.atMost(x, len(x.Items), maxParameters) {
					for _, item := range x.Items {
						if l.is(item, document.String) && l.memberPath(item, item.Text, l.fail) {
							to.Remove = append(to.Remove, item.Text)
						}
					}
				}
			}},
			{"set", func(x *document.Node) { l.setParameters(x, to) }},
			{"action", enum(&l.reader, &to.Action, restraintNames, 0)},
		})
	}
}

func (l *loader) setParameters(n *document.Node, to *Parameters) {
	to.Set = nil
	if !l.is(n, document.Object) || !l.atMost(n, len(n.Names), maxParameters) {
		return
	}
	for _, path := range n.Names {
		v := n.Get(path)
		switch {
		case v.Kind != document.String && v.Kind != document.Number && v.Kind != document.Boolean:
			l.fail(v, "must be a string, a number or a boolean, is "+v.Kind.String())
		case l.memberPath(v, path, l.failKey):
			to.Set = append(to.Set, SetParameter{path, string(v.Raw)})
		}
	}
}

// memberPath checks a path of members: a, a.b, a.b.c.
func (l *loader) memberPath(n *document.Node, path string, fail func(*document.Node, string)) bool {
	steps := strings.Split(path, ".")
	ok := len(path) <= 200 && len(steps) <= MaxMemberSteps
	for _, s := range steps {
		ok = ok && s != "" && !strings.ContainsAny(s, "[]*{}$\"\\ ")
	}
	if !ok {
		fail(n, "must be the path of a member of the body: names with dots between them, four at most")
	}
	return ok
}

// MaxMemberSteps bounds the members of a path.
const MaxMemberSteps = 4
