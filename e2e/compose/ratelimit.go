package compose

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// RateLimiter is Redis and the rate limit service, as programs of this machine.
type RateLimiter struct {
	Redis, Service string   // the programs
	Env            []string // that both need
}

// FindRateLimiter returns them from the cache, where they were unpacked and built for the containers. In CI it brings them
// there; elsewhere the error is ErrUnavailable.
func FindRateLimiter(ctx context.Context, cache string, progress io.Writer) (*RateLimiter, error) {
	if os.Getenv("CI") == "" && !exists(filepath.Join(cache, "docker", "ratelimit", "service_cmd")) {
		return nil, fmt.Errorf("%w: Redis and the rate limit service are not in %s (CI=1 brings them)", ErrUnavailable, cache)
	}
	tree, err := unpackDebian(ctx, cache, progress)
	if err != nil {
		return nil, err
	}
	service, err := (&Engine{tree: tree}).buildRateLimit(ctx)
	if err != nil {
		return nil, err
	}
	return &RateLimiter{
		Redis: filepath.Join(tree, "usr/bin/redis-server"), Service: service,
		Env: append(os.Environ(), "LD_LIBRARY_PATH="+libraries(tree)),
	}, nil
}
