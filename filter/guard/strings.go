package guard

import (
	"bytes"

	"github.com/chatguard/chatguard/filter/policy"
	"github.com/chatguard/chatguard/filter/text"
)

// The Inspector is the JSON scanner's handler: it keeps the walker in step and
// collects the text of each string.

func (in *Inspector) BeginObject(int64) { in.walk.BeginObject() }
func (in *Inspector) EndObject(int64)   { in.walk.End() }
func (in *Inspector) BeginArray(int64)  { in.walk.BeginArray() }
func (in *Inspector) EndArray(int64)    { in.walk.End() }

// Key inspects names of members, too, where the API does not give them: a map
// whose keys are addresses is as sensitive as a list of them.
func (in *Inspector) Key(key []byte, pos int64, raw int) {
	in.walk.Key(key)
	if len(key) < minKey || !mayBeValue(key) {
		return
	}
	if in.place = in.walk.Member(); in.place.Skip || in.place.Named {
		return
	}
	in.trail = -1
	in.text.Reset()
	in.from, in.skipped = 0, 0
	in.text.Append(key, in.lineAt+pos, raw)
	in.inspectText(levelString)
	in.tell()
}

// minKey is the length from which a member's name may be a value.
const minKey = 6

// mayBeValue tells whether a name holds a digit or an at sign.
func mayBeValue(key []byte) bool {
	for _, c := range key {
		if c-'0' < 10 || c == '@' {
			return true
		}
	}
	return false
}

// fieldScopes are the scopes in which the name of a field tells what its
// value is: {"password": "..."}. In messages the text speaks for itself.
const fieldScopes = policy.ToolInput | policy.ToolOutput | policy.Other

// maxFieldContext bounds the part of a field's name that serves as context.
const maxFieldContext = 64

func (in *Inspector) BeginString(int64) bool {
	in.begin()
	return !in.place.Skip
}

// begin starts the text of a value with its field's name as context.
func (in *Inspector) begin() {
	in.place = in.walk.Value()
	in.trail = -1
	in.text.Reset()
	in.blob = blobUnknown
	in.from, in.skipped = 0, 0
	if in.place.Scope&fieldScopes != 0 && !in.place.Skip {
		in.from = fieldContext(&in.text, in.walk.CurrentKey())
	}
}

func fieldContext(t *text.Text, key []byte) int {
	if len(key) == 0 {
		return 0
	}
	if len(key) > maxFieldContext {
		key = key[len(key)-maxFieldContext:]
	}
	t.Prefix(key...)
	t.Prefix(':', ' ')
	return len(key) + 2
}

func (in *Inspector) Text(b []byte, pos int64, raw int) {
	pos += in.lineAt
	if in.blob == blobYes {
		b, pos, raw = in.skipBlob(b, pos, raw)
		if len(b) == 0 {
			return
		}
	}
	in.text.Append(b, pos, raw)
	if in.blob == blobUnknown && in.text.Len()-in.from >= blobProof {
		in.judgeBlob()
	}
	if in.text.Len() > maxText {
		in.overText()
	}
}

func (in *Inspector) EndString(int64) {
	if in.place.Skip || in.err != nil {
		return
	}
	if in.blob == blobUnknown && isMedia(in.text.Bytes()[in.from:], in.place.Media) {
		in.out.Blobs++ // a short one
		return
	}
	if in.blob == blobYes {
		return
	}
	if !in.walk.Role(&in.place, in.text.Bytes()[in.from:]) {
		in.inspectText(levelString)
		in.tell()
	}
}

// minNumber is the length from which a number may be a sensitive value.
const minNumber = 8

func (in *Inspector) Scalar(raw []byte, pos int64) {
	if len(raw) < minNumber {
		in.walk.Value()
		return
	}
	in.begin()
	if in.place.Skip || bytes.IndexByte(raw, '.') >= 0 {
		return
	}
	in.text.Append(raw, in.lineAt+pos, len(raw))
	in.inspectText(levelNumber)
	in.tell()
}
