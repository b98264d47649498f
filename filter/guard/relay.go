package guard

import (
	"errors"

	"github.com/chatguard/chatguard/filter/chat"
	"github.com/chatguard/chatguard/filter/policy"
)

// Relay passes a request on while it is read, masked, under a policy whose requestMode is Streamed: a string or number goes
// once it is whole, everything between at once, base64 of media as it comes. Such a policy blocks no request for what is in
// it, masks without regard to scope, and looks at no whole conversation, so that nothing behind a string changes what becomes
// of it: what goes on is the same however the body is cut. A body that turns out malformed or over a limit is still refused,
// but a part of it, masked, is on its way by then.
//
// Memory is that of the longest string, not of the body.
type Relay struct {
	in     *Inspector
	api    *chat.API // settled by the path: later it is too late
	held   []byte    // the end of what was read
	at     int64     // where it begins in the body
	out    []byte
	told   int // hits decided so far
	failed bool
}

// Relay returns the relay of a body that goes on while it is read; nil if it is to be held until its end, as a body is that is
// one text, or has a content coding.
func (in *Inspector) Relay() *Relay {
	if in.plan.Policy.RequestMode != policy.Streamed || in.dir != policy.Request || in.skip != "" || in.raw != "" ||
		in.coded {
		return nil
	}
	switch in.form {
	case formJSON, formLines, formFields, formParts:
	default:
		return nil
	}
	in.relay = &Relay{in: in, api: in.x.api}
	if in.relay.api == nil {
		in.relay.api = in.x.guard.apis.Generic()
	}
	return in.relay
}

// Write takes the next piece and returns what goes on now, valid until the next call.
func (r *Relay) Write(p []byte) []byte {
	r.held = append(r.held, p...)
	if r.failed {
		return nil
	}
	if r.in.Write(p) != nil {
		r.failed = true
		return nil
	}
	return r.release(r.in.settled())
}

// Failed tells that the body cannot be inspected further: Close says what becomes of it.
func (r *Relay) Failed() bool { return r.failed }

// Close ends the body, or gives it up. The rest goes on if the verdict is not Block; after a failure that the policy allows
// whatever follows goes on unread.
func (r *Relay) Close() (rest []byte, o *Outcome) {
	o = r.in.Close(nil)
	if o.Verdict == Block {
		return nil, o
	}
	return r.release(r.at + int64(len(r.held))), o
}

// release lets the body go up to a position.
func (r *Relay) release(to int64) []byte {
	in, n := r.in, int(to-r.at)
	r.out = r.out[:0]
	if in.plan.Policy.Mode == policy.Enforce {
		r.out, _ = applyPiece(r.out, r.held[:n], r.at, in.out.Edits)
	} else {
		r.out = append(r.out, r.held[:n]...)
	}
	in.out.Edits, in.masks = in.out.Edits[:0], in.masks[:0]
	r.held = r.held[:copy(r.held, r.held[n:])]
	r.at = to
	return r.out
}

// settled is up to where nothing in the body changes any more.
func (in *Inspector) settled() int64 {
	switch {
	case in.form == formFields || in.form == formParts:
		return in.settledField()
	case in.form == formLines && !in.inLine:
		return in.size
	}
	pos, inString := in.json.Pending()
	switch {
	case !inString:
	case in.place.Skip:
		return in.size
	case in.blob == blobYes && in.text.Len() > 0:
		pos, _ = in.text.Span(0, 1)
		return pos
	}
	return in.lineAt + pos
}

// settledField is settled for a body of fields: what is being read of a field waits for its end.
func (in *Inspector) settledField() int64 {
	read := in.size
	switch {
	case in.form == formParts:
		read = max(in.parts.at, 0)
	case len(in.fields.escape) > 0:
		read = in.fields.at
	}
	reading := in.form == formParts && in.parts.state == partText || in.form == formFields && in.fields.begun
	if reading && in.text.Len() > in.from {
		read, _ = in.text.Span(in.from, in.from+1)
	}
	return read
}

// tell decides on what was found in a string that goes on.
func (in *Inspector) tell() {
	if in.relay == nil || len(in.hits) == 0 {
		return
	}
	res := in.walk.Resolver(in.relay.api, in.part)
	in.judgeHits(&res)
	in.relay.told += len(in.hits)
	in.hits, in.values = in.hits[:0], in.values[:0]
}

// relayable refuses a policy whose requests cannot go on while they are read, though it says so.
func (p *Plan) relayable() error {
	if p.Policy.RequestMode == policy.Streamed && (p.structure.wanted&policy.Request != 0 || p.parameters.wanted || p.Policy.Repeats) {
		return errors.New("policy " + p.Policy.Name + ": roles, tools, parameters and repeats are judged of whole requests, not of Streamed ones")
	}
	return nil
}
