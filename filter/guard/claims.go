package guard

import "github.com/chatguard/chatguard/filter/chat"

// claims remembers which API claims the path of a request: a worker sees few paths, and asks hundreds of patterns for each.
// The zero value is ready.
type claims struct {
	registry *chat.Registry
	apis     map[string]*chat.API // by path, nil for what no API claims
}

const (
	maxClaims = 16
	maxClaim  = 256 // bytes of a path that is remembered
)

func (c *claims) of(r *chat.Registry, path string) *chat.API {
	if len(path) > maxClaim {
		return r.ByPath(path)
	}
	if c.registry != r || len(c.apis) > maxClaims {
		*c = claims{r, map[string]*chat.API{}}
	}
	api, ok := c.apis[path]
	if !ok {
		api = r.ByPath(path)
		c.apis[path] = api
	}
	return api
}
