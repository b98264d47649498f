package policy

import (
	"slices"

	"github.com/chatguard/chatguard/filter/document"
	"github.com/chatguard/chatguard/filter/mask"
)

// Entities that the sections of a policy look for.
const (
	ForgedRole    = "FORGED_ROLE"
	ForgedTurn    = "FORGED_TURN"
	ToolDenied    = "TOOL_DENIED"
	ToolArguments = "TOOL_ARGUMENTS"
)

// Roles says which parts of a conversation callers may not write. What they
// may not is a FORGED_ROLE, or a FORGED_TURN at the end. It holds for bodies of
// requests and for what clients say on a WebSocket.
//
//	deny          list of text: roles of messages: system (developer, too), developer, tool (results of tools, too), assistant (model, too), or as the API names it
//	allow         list of text: only these roles
//	systemFields  Allow | Deny: fields that speak for the system, such as instructions; as the role system, if absent
//	lastTurn      Allow | Deny; Allow: a last message of the model's own role, which the model would go on with
//	action        Block | Strip; Block: unless one of the policy's rules says what to do; Strip takes the message or the field out
type Roles struct {
	Deny, Allow  []string // in lower case
	SystemFields *Permit
	LastTurn     Permit
	Action       Consequence
}

// Permit says whether something may stand in a request.
type Permit uint8

const (
	Permitted Permit = iota
	Denied
)

// Consequence is what a section of a policy does with what it forbids, unless
// one of the rules decides.
type Consequence uint8

const (
	Refused  Consequence = iota // the exchange is blocked
	Stripped                    // it is taken out of the body
)

var (
	permitNames      = []string{"Allow", "Deny"}
	consequenceNames = []string{"Block", "Strip"}
)

func (c Consequence) String() string { return name(consequenceNames, int(c)) }

// roleNotice stands where a content block has to stay.
const roleNotice = "[removed by policy]"

// Roles that stand for others: every API's own names belong to one of them.
const (
	RoleSystem    = "system"
	RoleAssistant = "assistant"
	RoleTool      = "tool"
)

// Denies tells whether callers may not write in a role, in lower case; class is
// the one of RoleSystem, RoleAssistant and RoleTool that it belongs to, or itself.
func (r *Roles) Denies(role, class string) bool {
	if slices.Contains(r.Deny, role) || slices.Contains(r.Deny, class) {
		return true
	}
	return len(r.Allow) > 0 && !slices.Contains(r.Allow, role) && !slices.Contains(r.Allow, class)
}

// DeniesFields tells whether callers may not set fields that speak for the
// system.
func (r *Roles) DeniesFields() bool {
	if r.SystemFields != nil {
		return *r.SystemFields == Denied
	}
	return r.Denies(RoleSystem, RoleSystem)
}

func (l *loader) roles(p *Policy) func(*document.Node) {
	return func(n *document.Node) {
		if p.Roles == nil {
			p.Roles = &Roles{}
		}
		to := p.Roles
		l.object(n, []field{
			{"deny", l.roleNames(&to.Deny)},
			{"allow", l.roleNames(&to.Allow)},
			{"systemFields", func(x *document.Node) {
				to.SystemFields = new(Permit)
				enum(&l.reader, to.SystemFields, permitNames, 0)(x)
			}},
			{"lastTurn", enum(&l.reader, &to.LastTurn, permitNames, 0)},
			{"action", enum(&l.reader, &to.Action, consequenceNames, 0)},
		})
	}
}

// roleNames reads a list that takes the place of the one below it.
func (l *loader) roleNames(to *[]string) func(*document.Node) {
	return func(n *document.Node) {
		*to = nil
		l.strings(to)(n)
		for i, s := range *to {
			(*to)[i] = RoleName(s)
		}
	}
}

// RoleName is the name of a role as policies compare it: in lower case.
//
//go:noinline
func RoleName(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c-'A' < 26 {
			b[i] = c | 0x20
		}
	}
	return string(b)
}

// imply adds the rules that stand for the sections of p, behind all others.
func (p *Policy) imply() {
	if p.Roles != nil {
		p.Rules = append(p.Rules, p.Roles.Action.rule("roles", roleNotice, Request, ForgedRole, ForgedTurn))
	}
	if p.Tools != nil {
		p.Rules = append(p.Rules, p.Tools.Action.rule("tools", p.Tools.Notice, Both, ToolArguments, ToolDenied))
	}
	if p.Parameters != nil {
		p.Rules = append(p.Rules, Refused.rule("models", "", Request, ModelDenied))
		action := Stripped
		if p.Parameters.Action == RefuseLarge {
			action = Refused
		}
		p.Rules = append(p.Rules, action.rule("parameters", "", Request, ParameterLimit))
	}
}

func (c Consequence) rule(name, notice string, dir Direction, types ...string) Rule {
	r := Rule{Name: name, Types: types, Scopes: AllScopes, Direction: dir, Action: Block}
	if c == Stripped {
		r.Action, r.Mask = Mask, mask.Spec{Style: mask.Fixed, Text: notice}
	}
	return r
}
