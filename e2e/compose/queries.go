package compose

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Query is one expression of a dashboard or of an alert rule.
type Query struct {
	Where string // the panel's or the alert's name
	Expr  string
	Alert bool
}

// DashboardQueries reads the expressions of a Grafana dashboard, with its variables set as they are for everything.
func DashboardQueries(file string) (all []Query, err error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var doc struct {
		Templating struct {
			List []struct {
				Name       string
				Definition string
			}
		}
		Panels []struct {
			Title   string
			Targets []struct{ Expr string }
		}
	}
	if err := json.Unmarshal(b, &doc); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	set := strings.NewReplacer("$__rate_interval", "1m", "$policy", ".*")
	for _, p := range doc.Panels {
		for _, t := range p.Targets {
			all = append(all, Query{Where: p.Title, Expr: set.Replace(t.Expr)})
		}
	}
	return all, nil
}

// AlertQueries reads the expressions of Prometheus' alert rules.
func AlertQueries(file string) (all []Query, err error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var doc struct {
		Groups []struct {
			Rules []struct{ Alert, Expr string }
		}
	}
	if err := yaml.Unmarshal(b, &doc); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	for _, g := range doc.Groups {
		for _, r := range g.Rules {
			all = append(all, Query{Where: r.Alert, Expr: r.Expr, Alert: true})
		}
	}
	return all, nil
}

var (
	quoted   = regexp.MustCompile(`"[^"]*"`)
	grouping = regexp.MustCompile(`\b(?:by|without|on|ignoring)\s*\(([^)]*)\)`)
	selector = regexp.MustCompile(`\{([^}]*)\}`)
	ranged   = regexp.MustCompile(`\[[^\]]*\]`)
	word     = regexp.MustCompile(`[a-zA-Z_][a-zA-Z0-9_]*(\s*\()?`)
)

// Names lists the metrics and the labels that an expression uses, sorted.
func (q Query) Names() (metrics, labels []string) {
	expr := quoted.ReplaceAllString(q.Expr, `""`)
	for _, re := range []*regexp.Regexp{grouping, selector} {
		for _, m := range re.FindAllStringSubmatch(expr, -1) {
			labels = append(labels, word.FindAllString(m[1], -1)...)
		}
		expr = re.ReplaceAllString(expr, " ")
	}
	for _, name := range word.FindAllString(ranged.ReplaceAllString(expr, " "), -1) {
		if !strings.HasSuffix(name, "(") && name != "by" {
			metrics = append(metrics, name)
		}
	}
	slices.Sort(metrics)
	slices.Sort(labels)
	return slices.Compact(metrics), slices.Compact(labels)
}
