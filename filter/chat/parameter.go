package chat

import (
	"slices"
	"strings"

	"github.com/chatguard/chatguard/filter/document"
)

// Parameter is a member of a request that says what is asked of the model.
type Parameter struct {
	Kind  ParameterKind
	Inner bool     // of a document that is set in: a line of a batch
	Path  []string // names of members
}

// ParameterKind is what a parameter says, in any API.
type ParameterKind uint8

const (
	ModelName  ParameterKind = iota // which model
	TokenLimit                      // how much it may write
	Choices                         // how many answers it gives
	ToolList                        // the tools it may call: an array
)

var parameterKinds = []string{"model", "maxTokens", "choices", "tools"}

// Parameters are the API's, in the order of its data.
func (a *API) Parameters() []Parameter {
	if a == nil {
		return nil
	}
	return a.parameters
}

// Roots are the paths of the objects that hold parameters: "" for the document
// itself, nil if the data names none.
func (a *API) Roots() []string {
	if a == nil {
		return nil
	}
	return a.roots
}

// List is the member whose elements, objects, are what Roots and Parameters are of: the requests of a batch. It is "" where
// they are of the document itself.
func (a *API) List() string {
	if a == nil {
		return ""
	}
	return a.list
}

// Generates tells whether requests to a path make a model write. Those that only
// count tokens have the same form, and refuse parameters that are new to them.
func Generates(path string) bool {
	return !strings.Contains(path, "count_tokens") && !strings.Contains(path, ":countTokens")
}

// parameters reads {"model": paths, "maxTokens": paths, "choices": paths, "tools": paths}.
func (p *parser) parameters(d *document.Node) {
	list, prefix, inList := strings.Cut(p.prefix, "[].")
	if !inList {
		list, prefix = "", p.prefix
	}
	if strings.Contains(list, ".") || strings.Contains(prefix, "[") || len(p.a.roots) > 0 && p.a.list != list {
		return // of a list further inside, or of a second one, parameters are not judged
	}
	p.a.list = list
	if root := strings.TrimSuffix(prefix, "."); !slices.Contains(p.a.roots, root) {
		p.a.roots = append(p.a.roots, root)
	}
	p.members(d, func(key string, v *document.Node) {
		kind := slices.Index(parameterKinds, key)
		if kind < 0 {
			p.fail(v, "parameters are "+strings.Join(parameterKinds, ", "))
			return
		}
		p.texts(v, func(item *document.Node, text string) {
			for _, path := range expand(prefix + text) {
				if !validPath(path) || strings.ContainsAny(path, "[]*") {
					p.fail(item, "no path of members")
					return
				}
				p.a.parameters = append(p.a.parameters, Parameter{ParameterKind(kind), p.prefix != "", strings.Split(path, ".")})
			}
		})
	})
}

// ModelInPath is the name of the model that a request's path has: in
// /v1beta/models/NAME:generateContent, /model/NAME/converse,
// /openai/deployments/NAME/chat/completions. It is "" if there is none.
func ModelInPath(path string) string {
	path, _, _ = strings.Cut(path, "?")
	for _, before := range []string{"/models/", "/model/", "/deployments/"} {
		_, after, ok := strings.Cut(path, before)
		if !ok {
			continue
		}
		name, rest, more := strings.Cut(after, "/")
		if i := strings.LastIndexByte(name, ':'); i > 0 && !more && rest == "" {
			name = name[:i] // a method
		} else if !more {
			return "" // /v1/models/NAME asks about a model
		}
		return unescape(name)
	}
	return ""
}
