package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"text/tabwriter"

	"github.com/chatguard/chatguard/e2e/envoy"
)

// partCost is what two parts of the filter cost on one kind of text, in nanoseconds a byte beyond the filter switched off:
// the model of attacks, and the second half of the rules.
type partCost struct {
	Text    string  `json:"text"`
	All     float64 `json:"allNanosPerByte"`
	NoModel float64 `json:"withoutModelNanosPerByte"`
	Data    float64 `json:"dataNanosPerByte"`
	Half    float64 `json:"halfTheRulesNanosPerByte"`
	Doubled float64 `json:"doubledRules"` // what the rules add when they double, in parts of what the filter adds with half of them
}

// withoutModel looks for all but what the model scores.
var withoutModel = variant{"no model", true, func(l envoy.Listener) error {
	policy := enforced("Enforce")
	policy["rules"] = []any{
		map[string]any{"name": "prompt-attacks", "match": []any{"PROMPT_INJECTION", "JAILBREAK"}, "action": "Allow"}, // in the place of the preset's
		map[string]any{"name": "attacks", "match": []any{"HIDDEN_TEXT", "OBFUSCATION", "payloads", "links", "forged"}, "action": "Log"},
	}
	return setPolicy(l, policy)
}, nil}

// halfModule has every second of the rules. Values in texts may be of the other half, so it is no subject of the other tables.
const halfModule = "build/bench-half.wasm"

var halfTheRules = variant{"half the rules", true, func(l envoy.Listener) error {
	return errors.Join(setPolicy(l, dataOnly()), l.SetPlugin("vm_config.code", map[string]any{"local": map[string]any{"filename": halfModule}}))
}, nil}

// buildHalf builds halfModule, with other tables in the place of those that are embedded.
func buildHalf(ctx context.Context) error {
	rules, err := filepath.Abs("policies/compiled/rules.bin")
	if err != nil {
		return err
	}
	half, err := filepath.Abs("build/bench-half.bin")
	if err != nil {
		return err
	}
	overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{rules: half}})
	if err != nil {
		return err
	}
	if err := goCommand(ctx, ".", nil, "run", "./filter/cmd/packgen", "-half", half); err != nil {
		return err
	}
	const overlayFile = "build/bench-half.json"
	if err := os.WriteFile(overlayFile, overlay, 0o644); err != nil {
		return err
	}
	if err := goBuild(ctx, ".", []string{"GOOS=wasip1", "GOARCH=wasm"},
		"-buildmode=c-shared", "-trimpath", "-ldflags=-w", "-overlay", overlayFile, "-o", halfModule, "./filter/cmd/plugin"); err != nil {
		return err
	}
	return goCommand(ctx, ".", nil, "run", "./filter/cmd/modpack", halfModule) // as make module does
}

// measureParts compares them with those that run already.
func (r *result) measureParts(ctx context.Context, binary string, upstream int, subjects []*subject, rounds int) error {
	if err := buildHalf(ctx); err != nil {
		return err
	}
	turns := []*subject{subjects[filterOff], subjects[filterOn], nil, subjects[filterData], nil}
	for i, v := range map[int]variant{2: withoutModel, 4: halfTheRules} {
		s, err := start(ctx, binary, v, upstream)
		if err != nil {
			return fmt.Errorf("%s: %w", v.name, err)
		}
		defer s.stop()
		turns[i] = s
	}
	for _, kind := range kinds {
		body := kind.body()
		rows, err := takeTurns(ctx, turns, body, textRequests, rounds)
		if err != nil {
			return fmt.Errorf("%s: %w", kind.name, err)
		}
		var nanos [5]float64
		for i := range nanos {
			nanos[i] = median(combine(rows[i], rows[0], subtract)) * 1e3 / float64(len(body))
		}
		r.Parts = append(r.Parts, partCost{kind.name, nanos[1], nanos[2], nanos[3], nanos[4], nanos[3]/nanos[4] - 1})
	}
	return nil
}

func (r *result) printParts(w io.Writer) {
	fmt.Fprintln(w, "\nTexts of 64 KB, ns a byte beyond the filter switched off: with and without the model; for data, with all and with half of the rules")
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "text\tall\twithout model\tdata\thalf the rules\tdoubling adds\t")
	for _, c := range r.Parts {
		fmt.Fprintf(t, "%s\t%.1f\t%.1f\t%.1f\t%.1f\t%+.0f %%\t\n", c.Text, c.All, c.NoModel, c.Data, c.Half, 100*c.Doubled)
	}
	t.Flush()
}
