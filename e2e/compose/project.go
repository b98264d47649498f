package compose

import (
	"context"
	"fmt"
	"strings"
)

// Project is a compose file that runs on an engine, with ports of its own.
type Project struct {
	engine *Engine
	file   string
	name   string
	env    []string
}

// Project names what runs: its file, a name that no other project has, and variables ("CHATGUARD_PORT=10001").
func (e *Engine) Project(file, name string, env []string) *Project {
	return &Project{engine: e, file: file, name: name, env: env}
}

// Compose runs a command of docker compose with profiles switched on, and returns all that it said.
func (p *Project) Compose(ctx context.Context, profiles []string, args ...string) (string, error) {
	all := []string{"compose", "--file", p.file, "--project-name", p.name}
	for _, profile := range profiles {
		all = append(all, "--profile", profile)
	}
	out, err := p.engine.run(ctx, nil, p.env, "docker", append(all, args...)...)
	if err != nil {
		return out, fmt.Errorf("docker compose %s: %w: %s", strings.Join(args, " "), err, lastLine(out))
	}
	return out, nil
}

// Images lists the images of the services in the profiles, each once.
func (p *Project) Images(ctx context.Context, profiles []string) ([]string, error) {
	out, err := p.Compose(ctx, profiles, "config", "--images")
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	var all []string
	for _, name := range strings.Fields(out) {
		if !seen[name] {
			seen[name] = true
			all = append(all, name)
		}
	}
	return all, nil
}
