package guard

import (
	"github.com/chatguard/chatguard/filter/jsonscan"
	"github.com/chatguard/chatguard/filter/policy"
	"github.com/chatguard/chatguard/filter/wire"
)

// maxText is the longest text that is inspected, in bytes, whatever the policy's limits: the detectors take up to 40 bytes
// of memory for one of text, and a VM has 1 GiB. What is longer is over the limit; media are not text.
const maxText = 4 << 20

// maxHeld bounds what the bodies that one worker is reading may keep in memory together, in bytes: a thousand clients that
// each begin a text and do not end it must not take the memory from all others.
const maxHeld = 256 << 20

// maxHits bounds the findings of a body before they are decided: each takes about a kilobyte until then.
const maxHits = 100_000

// overHits gives up a body with too many of them.
func (in *Inspector) overHits() {
	if in.err == nil {
		in.err = &jsonscan.Error{Code: jsonscan.TooLarge, Offset: in.size}
	}
	in.json.Mute()
}

// hold accounts for what the inspector keeps, and refuses to keep too much. An earlier error is not told again: a text that
// only looked like JSON is still read to its end.
func (in *Inspector) hold() error {
	before := in.err
	n := in.text.Len() + cap(in.plain) + len(in.values) + len(in.parts.carry)
	if in.relay != nil {
		n += len(in.relay.held)
	}
	s := in.x.scratch
	s.held += n - in.held
	in.held = n
	switch {
	case in.text.Len() > maxText:
		in.overText()
	case s.held > maxHeld && in.err == nil:
		in.err = &jsonscan.Error{Code: jsonscan.TooLarge, Offset: in.size}
	}
	if in.err != before {
		return in.err
	}
	return nil
}

// letGo ends that.
func (in *Inspector) letGo() {
	if in.x != nil && in.x.scratch != nil {
		in.x.scratch.held -= in.held
	}
	in.held = 0
}

// overText gives up a body whose text is too long. What follows in the same piece is not looked at: it might as well have
// come later.
func (in *Inspector) overText() {
	if in.err == nil {
		in.err = &jsonscan.Error{Code: jsonscan.StringTooLong, Offset: in.size}
	}
	in.json.Mute()
	in.text.Reset()
	in.blob = blobNo
}

// tooLong passes an event with a text that is not looked at, or ends the stream, as the policy says.
func (s *Stream) tooLong(f *wire.Frame) {
	s.out.lower(Partial, OverLimit)
	if s.plan.Policy.OnOverLimit == policy.Refuse {
		s.block(nil, 502)
		return
	}
	s.write(f)
}
