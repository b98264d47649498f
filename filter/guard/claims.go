package guard

import "github.com/chatguard/chatguard/filter/chat"

// claims remembers which API claims the path of a request: a worker sees few paths, and asks hundreds of patterns for each.
type claims struct {
	registry *chat.Registry
	slots    [claimSlots]claim
}

type claim struct {
	path string // "" in an empty slot
	api  *chat.API
}

const (
	claimSlots = 16
	maxClaim   = 256 // bytes of a path that is remembered
)

func (c *claims) of(r *chat.Registry, path string) *chat.API {
	if path == "" || len(path) > maxClaim {
		return r.ByPath(path)
	}
	if c.registry != r {
		*c = claims{registry: r}
	}
	s := &c.slots[(len(path)+int(path[len(path)/2])+int(path[len(path)-1]))%claimSlots]
	if s.path != path {
		*s = claim{path, r.ByPath(path)}
	}
	return s.api
}
