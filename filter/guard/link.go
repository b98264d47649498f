package guard

import (
	"github.com/chatguard/chatguard/filter/detect"
	"github.com/chatguard/chatguard/filter/link"
	"github.com/chatguard/chatguard/filter/policy"
)

const (
	maliciousType = "MALICIOUS_LINK"
	exfilType     = "DATA_EXFILTRATION"
)

// linkPlan is what a policy wants to know of links.
type linkPlan struct {
	wanted           policy.Direction // in which some rule matches one
	malicious, exfil detect.Type
}

func (p *Plan) planLinks(types map[string]detect.Type) {
	p.links.malicious, p.links.exfil = types[maliciousType], types[exfilType]
	for _, t := range []string{maliciousType, exfilType} {
		p.acting(t, func(r *policy.Rule) { p.links.wanted |= r.Direction })
	}
}

// judgeLink says what a link is and how sure: score 0 if it is nothing.
// outgoing tells that it leaves towards whoever follows it: in a response, or in an argument of a tool.
func (p *Plan) judgeLink(l *link.Link, outgoing bool) (kind detect.Type, score float32) {
	hosts := &p.Policy.Links
	exfil := float32(0)
	if outgoing {
		exfil = p.exfiltrates(l)
	}
	switch {
	case l.Signs&link.Script != 0:
		return p.links.malicious, 0.95
	case hosts.Denied(l.Host):
		return p.links.malicious, 1
	case hosts.Allowed(l.Host):
		return 0, 0
	case l.Signs&(link.OddNumeric|link.Mixed|link.Unseen) != 0:
		return p.links.malicious, 0.95
	case exfil > 0:
		return p.links.exfil, exfil
	case l.Signs&(link.Slashes|link.Lookalike|link.Mismatch|link.Dressed|link.Share) != 0:
		return p.links.malicious, 0.9
	case l.Signs&(link.Credentials|link.Dropper) != 0:
		return p.links.malicious, 0.85
	case l.Signs&link.Defanged != 0:
		return p.links.malicious, 0.8
	case l.Signs&link.Executable != 0:
		return p.links.malicious, 0.7
	case l.Signs&(link.Punycode|link.Local) != 0:
		return p.links.malicious, 0.6
	case l.Signs&link.Numeric != 0:
		return p.links.malicious, 0.5
	}
	return 0, 0
}

// exfiltrates scores what a link to a host that nobody allowed carries out.
func (p *Plan) exfiltrates(l *link.Link) float32 {
	listed, data := len(p.Policy.Links.Allow) > 0, l.Signs&link.Data != 0
	switch {
	case len(l.Host) == 0:
		return 0
	case l.Image && data:
		return 0.95
	case l.Image && (listed || l.Signs&link.Tracker != 0):
		return 0.9
	case data && l.Signs&link.Blank != 0:
		return 0.9
	case listed && data:
		return 0.85
	case data:
		return 0.5
	}
	return 0
}

// findLinks looks for links in the string that was collected.
func (in *Inspector) findLinks(lv level) {
	if lv == levelNumber || in.plan.links.wanted&in.dir == 0 {
		return
	}
	b := in.text.Bytes()
	sc := in.x.scratch
	sc.links = link.Scan(b, in.from, sc.links[:0])
	for i := range sc.links {
		l := &sc.links[i]
		kind, score := in.plan.judgeLink(l, in.dir == policy.Response)
		if score > 0 {
			in.addAttack(kind, l.Start, l.End, score, lv)
		}
		if in.dir == policy.Response || !l.Image {
			continue
		}
		if out, score := in.plan.judgeLink(l, true); out == in.plan.links.exfil && out != kind && score > 0 {
			if h := in.addAttack(out, l.Start, l.End, score, lv); h != nil {
				h.argument = true
			}
		}
	}
}

// openLink finds the links of a text of a stream, and from where on it has to
// wait, because one may still go on.
func (s *Stream) openLink(c *channel, final bool) int {
	sc := s.x.scratch
	sc.links = sc.links[:0]
	if s.plan.links.wanted&s.dir == 0 {
		return len(c.buf)
	}
	sc.links = link.Scan(c.buf, 0, sc.links)
	if final {
		return len(c.buf)
	}
	return link.Open(c.buf, c.context)
}

// beforeLink moves open in front of the links that it would divide.
func (s *Stream) beforeLink(open int) int {
	for i := len(s.x.scratch.links) - 1; i >= 0; i-- {
		if l := &s.x.scratch.links[i]; l.Start < open && open < l.End {
			open = l.Start
		}
	}
	return open
}

// actLinks enters into v what the rules say of the links that can be told.
func (s *Stream) actLinks(c *channel, v *channelVerdict) {
	if s.plan.links.wanted&s.dir == 0 {
		return
	}
	for i := range s.x.scratch.links {
		l := &s.x.scratch.links[i]
		if l.End <= c.context || l.Start >= v.open {
			continue
		}
		if kind, score := s.plan.judgeLink(l, s.dir == policy.Response || c.scope == policy.ToolInput); score > 0 {
			s.actAttack(c, v, kind, max(l.Start, c.context), min(l.End, v.open), score)
		}
	}
}
