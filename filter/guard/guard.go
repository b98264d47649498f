package guard

import (
	"github.com/chatguard/chatguard/filter/chat"
	"github.com/chatguard/chatguard/filter/document"
	"github.com/chatguard/chatguard/filter/policy"
)

// Guard is a loaded configuration. It is immutable; a new configuration is a
// new Guard, so nothing is ever half loaded.
type Guard struct {
	config *policy.Config
	plans  map[*policy.Policy]*Plan
	apis   *chat.Registry
	key    []byte
}

// New compiles a configuration.
func New(c *policy.Config) (*Guard, error) {
	g := &Guard{config: c, plans: map[*policy.Policy]*Plan{}, apis: chat.Builtin()}
	if len(c.APIs) > 0 {
		var errs []*document.Error
		if g.apis, errs = g.apis.With(c.APIs); len(errs) > 0 {
			return nil, errs[0]
		}
	}
	for _, p := range c.Policies {
		if err := g.add(p); err != nil {
			return nil, err
		}
	}
	if err := g.add(c.Default); err != nil {
		return nil, err
	}
	g.roll()
	return g, nil
}

// roll prepares what policies say of their rollout: the exchanges that are not
// enforced, and the shadows.
func (g *Guard) roll() {
	for p, plan := range g.plans {
		if p.Mode == policy.Enforce && p.EnforcePercent < 100 {
			plan.watcher = plan.watching()
		}
		if p.Shadow == nil {
			continue
		}
		plan.shadow = g.plans[p.Shadow].watching()
		if plan.watcher != nil {
			plan.watcher.shadow = plan.shadow
		}
	}
}

func (g *Guard) add(p *policy.Policy) error {
	if p == nil || g.plans[p] != nil {
		return nil
	}
	plan, err := newPlan(p)
	if err != nil {
		return err
	}
	g.plans[p] = plan
	return nil
}

// HoldHeaders tells which way of running the configuration asks for.
func (g *Guard) HoldHeaders() bool { return g.config.HoldHeaders }

// Select finds the plan of an exchange. unknown is true if metadata names a
// policy that does not exist; the default then applies.
func (g *Guard) Select(r *policy.RouteInput) (plan *Plan, unknown bool) {
	p, unknown := g.config.Select(r)
	return g.plans[p], unknown
}

// Plan returns the plan of a policy by name, nil if there is none.
func (g *Guard) Plan(name string) *Plan { return g.plans[g.config.Policies[name]] }

// Default returns the plan for exchanges that nothing else claims.
func (g *Guard) Default() *Plan { return g.plans[g.config.Default] }
