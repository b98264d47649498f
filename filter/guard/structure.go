package guard

import (
	"github.com/chatguard/chatguard/filter/chat"
	"github.com/chatguard/chatguard/filter/detect"
	"github.com/chatguard/chatguard/filter/jsonedit"
	"github.com/chatguard/chatguard/filter/policy"
	"github.com/chatguard/chatguard/filter/tool"
)

// templateType is found by rules of detect; raw prompts may have it.
const templateType = "TEMPLATE_TOKEN"

// structurePlan is what a policy says of the form of a conversation: who may
// speak in it, and which tools it may have.
type structurePlan struct {
	wanted                        policy.Direction // in which it has to be looked at
	role, turn, denied, arguments detect.Type
}

func (p *Plan) planStructure(types map[string]detect.Type) {
	s := &p.structure
	s.role, s.turn = types[policy.ForgedRole], types[policy.ForgedTurn]
	s.denied, s.arguments = types[policy.ToolDenied], types[policy.ToolArguments]
	for _, t := range []string{policy.ForgedRole, policy.ForgedTurn} {
		p.acting(t, func(r *policy.Rule) {
			if p.Policy.Roles != nil {
				s.wanted |= r.Direction & policy.Request
			}
		})
	}
	for _, t := range []string{policy.ToolDenied, policy.ToolArguments} {
		p.acting(t, func(r *policy.Rule) {
			if p.Policy.Tools != nil {
				s.wanted |= r.Direction
			}
		})
	}
}

// structure judges the form of documents.
type structure struct {
	chat.Outline
	strips jsonedit.Strips
	found  []part
	args   tool.Arguments
	calls  map[string][]string // names of tools by the id of their call
}

// part is an element that a policy does not want.
type part struct {
	kind  detect.Type
	item  int32
	scope policy.Scope
	name  string // of the role or the tool
}

// judge finds what the plan does not want in the document that was read.
func (st *structure) judge(p *Plan, reg *chat.Registry, api *chat.API, dir policy.Direction, body []byte) {
	st.found = st.found[:0]
	if roles := p.Policy.Roles; roles != nil && dir == policy.Request {
		st.judgeRoles(&p.structure, roles, reg, api)
	}
	if tools := p.Policy.Tools; tools != nil {
		st.judgeTools(p, tools, body)
	}
}

func (st *structure) judgeRoles(p *structurePlan, roles *policy.Roles, reg *chat.Registry, api *chat.API) {
	last := -1
	add := func(kind detect.Type, item int, scope policy.Scope, name string) {
		st.found = append(st.found, part{kind, int32(item), scope, name})
	}
	for i := range st.Items {
		it := &st.Items[i]
		n := &st.Nodes[it.Node]
		switch it.Entry.Kind {
		case chat.Field:
			if roles.DeniesFields() && !n.Null {
				add(p.role, i, policy.SystemPrompt, policy.RoleSystem)
			}
		case chat.Turn:
			for k, role := range it.Roles {
				role = policy.RoleName(role)
				class := api.RoleClass(reg, role)
				if roles.Denies(role, class) {
					add(p.role, i, roleScope(class), role)
					break
				}
				if class == policy.RoleAssistant {
					last = i
				} else if k == 0 {
					last = -1
				}
			}
		case chat.Result:
			if roles.Denies(policy.RoleTool, policy.RoleTool) && it.IsResult() && !st.isTurn(i) {
				add(p.role, i, policy.ToolOutput, policy.RoleTool)
			}
		}
	}
	if last < 0 || roles.LastTurn != policy.Denied || !api.Continues() {
		return
	}
	n := &st.Nodes[st.Items[last].Node]
	if n.Parent < 0 || n.Ordinal == st.Nodes[n.Parent].Kids-1 {
		add(p.turn, last, policy.Messages, policy.RoleAssistant)
	}
}

func roleScope(class string) policy.Scope {
	switch class {
	case policy.RoleSystem:
		return policy.SystemPrompt
	case policy.RoleTool:
		return policy.ToolOutput
	}
	return policy.Messages
}

// isTurn tells whether an element is a message of a role, too, which is judged
// as such.
func (st *structure) isTurn(item int) bool {
	turn := func(i int) bool { return st.Items[i].Entry.Kind == chat.Turn && len(st.Items[i].Roles) > 0 }
	node := st.Items[item].Node
	for i := item - 1; i >= 0 && st.Items[i].Node == node; i-- {
		if turn(i) {
			return true
		}
	}
	for i := item + 1; i < len(st.Items) && st.Items[i].Node == node; i++ {
		if turn(i) {
			return true
		}
	}
	return false
}

func (st *structure) judgeTools(p *Plan, tools *policy.Tools, body []byte) {
	clear(st.calls)
	for i := range st.Items {
		it := &st.Items[i]
		names := it.Tools()
		scope := policy.ToolDefinition
		switch it.Entry.Kind {
		case chat.Definition:
		case chat.Call:
			scope = policy.ToolInput
			if it.ID != "" {
				if st.calls == nil {
					st.calls = map[string][]string{}
				}
				st.calls[it.ID] = names
			}
		case chat.Result:
			if !it.IsResult() {
				continue
			}
			scope = policy.ToolOutput
			if len(names) == 0 {
				names = st.calls[it.ID]
			}
		default:
			continue
		}
		for _, name := range names {
			if !tools.Allowed(name) {
				st.found = append(st.found, part{p.structure.denied, int32(i), scope, name})
				break
			}
			if it.Entry.Kind == chat.Call && !st.argumentsFit(p, tools, it, name, body) {
				st.found = append(st.found, part{p.structure.arguments, int32(i), scope, name})
				break
			}
		}
	}
}

// argumentsFit tells whether the arguments of a call are as the policy says.
func (st *structure) argumentsFit(p *Plan, tools *policy.Tools, it *chat.Item, name string, body []byte) bool {
	if !tools.Constrains(name) {
		return true
	}
	for _, node := range it.Args {
		n := &st.Nodes[node]
		if !st.args.Check(tools.Arguments, name, body[n.From:n.To], p.limits()) {
			return false
		}
	}
	return len(it.Args) > 0 || st.args.Check(tools.Arguments, name, nil, p.limits())
}
