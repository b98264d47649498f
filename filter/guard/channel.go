package guard

import (
	"github.com/chatguard/chatguard/filter/delta"
	"github.com/chatguard/chatguard/filter/detect"
	"github.com/chatguard/chatguard/filter/leak"
	"github.com/chatguard/chatguard/filter/mask"
	"github.com/chatguard/chatguard/filter/policy"
	"github.com/chatguard/chatguard/filter/restore"
)

// channel is one text that a stream sends in pieces: the content of one
// choice, the arguments of one tool call. A value split over its deltas is
// found; deltas of different channels never mix.
type channel struct {
	id       uint64
	scope    policy.Scope
	class    string
	readOnly bool
	complete bool             // it is all there from the start
	args     *delta.Arguments // of tool arguments, which may be JSON; buf is then their text
	parents  []uint64         // identities of the containers it stands in
	buf      []byte           // context that was sent, then text that is held
	context  int              // length of the context in buf
	offset   int64            // of buf in the whole text
	model    eventModel
	leak     leak.Scan
	leaked   []leak.Span // found, and not told yet
	canaries []leak.Span
	heard    heard
}

// eventModel is the channel's last event, emptied of text: from it the event
// is made that carries what is still held when the channel ends.
type eventModel struct {
	name []byte
	data []byte
	at   int // where the text goes
	from int // where its number in the stream stands: data[from:to], empty if there is none
	to   int
}

// contextBytes is how much of the text that was sent detectors may still read.
const contextBytes = 256

// verdict is what judging a channel's text came to.
type channelVerdict struct {
	changes []change
	open    int  // text from here on is held
	masked  bool // some change is a mask
	rule    *policy.Rule
}

// judge looks at what is held and new in c. If final, nothing will follow.
func (s *Stream) judge(c *channel, final bool) channelVerdict {
	t := c.buf
	v := channelVerdict{changes: s.changes[:0]}
	restored := s.look(c, &v, final, false)
	if !final && len(t)-v.open > s.holdLimit() {
		// More is held than the policy allows: what is there is judged as it is.
		restored = s.look(c, &v, true, true)
	}
	s.act(c, &v)
	s.actRepeats(c, &v)
	if s.dir == policy.Response {
		s.actEchoes(c, &v)
	}
	s.actLeaks(c, &v)
	if c.complete {
		s.actAttacks(c, &v)
	}
	s.hearAttacks(c, &v, final)
	s.actPayloads(c, &v)
	s.actLinks(c, &v)
	for _, r := range restored {
		if r.End <= v.open {
			v.changes = insertChange(v.changes, change{start: r.Start, end: r.End, with: r.Value})
			s.out.Restored += s.x.countOnce(restoredOnce, r.Value)
		}
	}
	for i := range s.x.tokens.Found {
		switch tok := &s.x.tokens.Found[i]; {
		case tok.End > v.open:
		case tok.Restored:
			v.changes = insertChange(v.changes, change{start: tok.Start, end: tok.End, with: tok.Value})
			s.out.Restored += s.x.countOnce(restoredOnce, tok.Value)
		case s.dir == policy.Response:
			s.out.Unresolved += s.x.countOnce(unresolvedOnce, c.buf[tok.Start:tok.End])
		}
	}
	s.changes = v.changes
	return v
}

// look finds everything there is in c and how much of it can be told: what
// stands behind v.open is looked at again with what follows, and nothing that
// was found lies on both sides of it. If forced, all has to be told, though
// more follows.
func (s *Stream) look(c *channel, v *channelVerdict, final, forced bool) []restore.Restored {
	restored, open := s.placeholders(c.buf, c.context, final)
	open = min(open, s.lookForLeaks(c, final, forced), s.openLink(c, final || forced), s.openValue(c, final || forced), s.openEcho(c, final || forced))
	var settled int
	if c.complete { // before it stands the name of its field
		s.found, settled = s.x.scratch.lookAt(s.plan.look(s.dir), c.buf, c.context), len(c.buf)
	} else {
		s.found, settled = s.x.scratch.Look(s.plan.look(s.dir), c.buf, c.context, final, false)
	}
	if open = min(open, settled); !s.x.scratch.Complete() {
		s.out.lower(Partial, OverLimit)
	}
	if c.json() {
		s.found, open = c.args.Numbers(s.found, c.context, open, final)
	}
	settled = s.settle(c, open, restored)
	if open = s.noteRepeats(c, settled, final || forced); open != settled {
		open = s.settle(c, open, restored)
	}
	v.open = max(open, c.context)
	return restored
}

// settle moves open in front of whatever it would divide.
func (s *Stream) settle(c *channel, open int, restored []restore.Restored) int {
	for before := -1; before != open; {
		before = open
		open = s.x.tokens.Before(open, restored)
		open = s.beforeLink(s.beforeValue(c, c.beforeLeak(open)))
		for i := range s.found {
			if f := &s.found[i]; f.Start < open && open < f.End {
				open = f.Start
			}
		}
	}
	return open
}

// placeholders finds those that are to be turned back, and tokens. In what a
// user sends they stay what they are.
func (s *Stream) placeholders(t []byte, from int, final bool) (found []restore.Restored, open int) {
	tokens := s.x.tokens.Find(t, from, s.dir, final)
	if s.dir == policy.Request {
		if s.plan.Policy.Restore.Enabled {
			s.x.restorer.Avoid(t[from:])
		}
		return nil, tokens
	}
	found, open = s.x.restorer.Find(t, from, final)
	return found, min(open, tokens)
}

// act enters into v what the rules say of the findings that can be told.
func (s *Stream) act(c *channel, v *channelVerdict) {
	for i := range s.found {
		f, value := &s.found[i].Finding, s.found[i].Value(c.buf)
		if f.End > v.open {
			break
		}
		switch {
		case s.x.tokens.Covers(f):
			s.traceFinding(c, f, FateToken, nil)
		case s.plan.harmless(f):
			s.out.Harmless++
			s.traceFinding(c, f, FateHarmless, nil)
		case s.plan.Policy.Allow.Match(value):
			s.traceFinding(c, f, FateAllowed, nil)
		default:
			kind, r := s.plan.judge(f.Type, f.Score, s.x.gaveAway(f.Type, value, s.dir), c.scope, s.dir)
			s.traceFinding(c, f, FateNoRule, r)
			s.carryOut(c, v, r, kind, f.Start, f.End, f.Score, value)
			if r != nil && s.plan.attacks.isAttack(kind) {
				c.heard.told = c.offset + int64(f.End)
			}
		}
	}
}

// carryOut does what r says of the text [start, end) of c, if it is a rule.
func (s *Stream) carryOut(c *channel, v *channelVerdict, r *policy.Rule, kind detect.Type, start, end int, score float32, value []byte) {
	if r == nil {
		return
	}
	finding := Finding{
		Type: s.plan.set.Name(kind), Action: r.Action, Rule: r.Name, Path: c.class, Class: c.class, Scope: c.scope,
		Start: int(c.offset) + start, End: int(c.offset) + end, Score: score,
	}
	finding.Fingerprint = s.x.fingerprint(finding.Type, value)
	switch r.Action {
	case policy.Block:
		if v.rule == nil {
			v.rule = r
		}
	case policy.Mask:
		if c.readOnly {
			finding.Action = policy.Log
			s.out.lower(Partial, ReadOnly)
			break
		}
		with := s.x.mask(nil, &r.Mask, finding.Type, value, s.dir)
		v.changes = insertChange(v.changes, change{start, end, with, c.json() && c.args.Bare(start)})
		v.masked = true
	}
	s.report(finding)
}

// release forgets what was sent, but for the context.
func (c *channel) release(open int) {
	drop := runeStart(c.buf, max(0, open-contextBytes))
	if c.args != nil {
		c.args.Drop(drop)
		c.buf = c.args.Text.Bytes()
	} else {
		c.buf = c.buf[:copy(c.buf, c.buf[drop:])]
	}
	c.offset += int64(drop)
	c.context = open - drop
}

// json tells whether the text is that of a JSON document.
func (c *channel) json() bool { return c.args != nil && c.args.JSON }

// add appends what a delta brought and returns where in the channel it begins.
func (c *channel) add(b []byte) (from int64) {
	if c.args == nil {
		c.buf = append(c.buf, b...)
		return c.end() - int64(len(b))
	}
	from = c.args.End()
	c.args.Add(b)
	c.buf = c.args.Text.Bytes()
	return from
}

// settle is told that nothing follows.
func (c *channel) settle() {
	if c.args != nil {
		c.args.Settle()
		c.buf = c.args.Text.Bytes()
	}
}

// at is where byte i of buf stands among all bytes that deltas brought.
func (c *channel) at(i int) int64 {
	if c.args != nil {
		return c.args.At(i)
	}
	return c.offset + int64(i)
}

// end is how many bytes deltas brought.
func (c *channel) end() int64 {
	if c.args != nil {
		return c.args.End()
	}
	return c.offset + int64(len(c.buf))
}

// bytes are those that deltas brought from one position to another.
func (c *channel) bytes(from, to int64) []byte {
	if c.args != nil {
		return c.args.Outer[from-c.args.Base : to-c.args.Base]
	}
	return c.buf[from-c.offset : to-c.offset]
}

// escape appends text as it has to stand in the event's string.
func (c *channel) escape(dst, text []byte) []byte { return mask.AppendJSON(dst, text) }

// put appends what stands in for a value: in JSON inside a string both levels
// are escaped, and what stands for a number of it becomes a string.
func (c *channel) put(dst []byte, ch *change) []byte {
	if !c.json() {
		return mask.AppendNestedJSON(dst, ch.with, 1)
	}
	if ch.bare {
		return append(mask.AppendNestedJSON(append(dst, `\"`...), ch.with, 2), `\"`...)
	}
	return mask.AppendNestedJSON(dst, ch.with, 2)
}
