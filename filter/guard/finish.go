package guard

import (
	"github.com/chatguard/chatguard/filter/chat"
	"github.com/chatguard/chatguard/filter/jsonscan"
	"github.com/chatguard/chatguard/filter/policy"
)

// Close ends the body and decides. again gives the complete body; it is
// called only if a text body began like JSON or the policy looks for repeats,
// and may be nil if there is none.
func (in *Inspector) Close(again Again) *Outcome {
	in.letGo()
	if in.shadow != nil {
		if in.skip != "" && in.shadow.skip == "" {
			in.shadow.skip = NotRead
		}
		in.out.Shadow = in.shadow.Close(again)
	}
	if in.skip == "" && (in.size > 0 || in.coded) {
		in.finish(again)
		in.reread(again)
		in.readStructure(again)
	}
	in.decide()
	return &in.out
}

func (in *Inspector) finish(again Again) {
	if in.coded && in.err == nil {
		if err := in.decoder.Close(); err != nil {
			_ = in.undecodable(err)
			return
		}
	}
	in.endForm()
	if (in.form == formSniff || in.form == formPackets) && in.err != nil && in.err.Code != jsonscan.TooLarge && again != nil {
		in.form, in.err = formText, nil
		in.hits = in.hits[:0]
		in.text.Reset()
		if err := in.textAgain(again); err != nil {
			_ = in.undecodable(err)
			return
		}
	}
	if in.form == formText && in.err == nil {
		in.inspectBody()
	}
}

// endForm ends what the body's form makes of its bytes.
func (in *Inspector) endForm() {
	switch {
	case in.err != nil:
	case in.form == formLines:
		in.endLine()
	case in.form == formPackets:
		in.endPacket()
	case in.form == formFields || in.form == formParts:
		in.endFields()
	case in.form != formText:
		in.fail(in.json.Close())
	}
}

// inspectBody inspects a body that is one text.
func (in *Inspector) inspectBody() {
	in.place = chat.Place{Path: "*", Scope: policy.Other}
	in.trail, in.from, in.skipped = -1, 0, 0
	in.inspectText(levelText)
}
