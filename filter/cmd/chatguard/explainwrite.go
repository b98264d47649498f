package main

import (
	"fmt"
	"strings"
)

// paint colours a text for people; the zero value leaves it as it is.
type paint bool

func (p paint) in(code, s string) string {
	if !p {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

// Colours of ECMA-48: what was done stands out, what was passed over is dim.
const (
	bold   = "1"
	dim    = "2"
	red    = "31"
	green  = "32"
	yellow = "33"
)

func (p paint) action(a string) string {
	code := map[string]string{"Block": red, "block": red, "Mask": yellow, "mask": yellow, "allow": green, "Allow": green}[a]
	if code == "" {
		return a
	}
	return p.in(code, a)
}

// write shows the way to a verdict for people.
func (x *explained) write(e *env) error {
	p := paint(e.colour())
	var b strings.Builder
	fmt.Fprintf(&b, "policy   %s, by %s, mode %s\n", p.in(bold, x.Policy.Name), x.Policy.By, x.Policy.Mode)
	fmt.Fprintf(&b, "api      %s, %s\n", p.in(bold, x.API.Name), apiBy(x.API.By))
	fmt.Fprintf(&b, "coverage %s\n", strings.TrimSpace(x.Result.Coverage+" "+x.Result.CoverageReason))
	fmt.Fprintf(&b, "verdict  %s", p.action(x.Result.Verdict))
	if x.Result.Would != "" {
		fmt.Fprintf(&b, ", would be %s", p.action(x.Result.Would))
	}
	if x.Result.Response != nil {
		fmt.Fprintf(&b, ", answered %d", x.Result.Response.Status)
	}
	fmt.Fprintf(&b, "\n\n%s\n", count(len(x.Texts), "text", "texts")+" looked at")
	for _, t := range x.Texts {
		size := "in pieces"
		if t.Bytes > 0 {
			size = count(t.Bytes, "byte", "bytes")
		}
		fmt.Fprintf(&b, "  %s  %s\n", or(t.Path, "the text"), p.in(dim, t.Scope+", "+size))
	}
	fmt.Fprintf(&b, "\n%s\n", count(len(x.Candidates), "candidate", "candidates"))
	for i := range x.Candidates {
		x.Candidates[i].write(&b, p)
	}
	_, err := e.stdout.Write([]byte(b.String()))
	return err
}

func apiBy(by string) string {
	if by == "none" {
		return "because no other fits"
	}
	return "told by its " + by
}

func (c *candidate) write(b *strings.Builder, p paint) {
	proof := ""
	if c.Validated {
		proof = ", validated"
	}
	if c.Repeat {
		proof += ", repeated"
	}
	if c.View != "" {
		proof += ", disguise " + c.View
	}
	fate := c.Fate
	if c.Action != "" {
		fate = p.action(c.Action) + " by rule " + c.Rule
		if c.Fate != "decided" {
			fate += ", but " + c.Fate
		}
	}
	at := ""
	if c.End > 0 {
		at = fmt.Sprintf(" [%d:%d]", c.Start, c.End)
	}
	fmt.Fprintf(b, "  %s at %s%s, score %.2g%s: %s\n", p.in(bold, c.Type), or(c.Path, "the text"), at, c.Score, proof, fate)
	if c.Value != "" {
		fmt.Fprintf(b, "    value %q\n", c.Value)
	}
	for _, r := range c.Rules {
		fmt.Fprintf(b, "    %s\n", p.in(dim, "rule "+r.Rule+": "+r.Answer))
	}
}
