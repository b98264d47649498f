package guard

import "github.com/chatguard/chatguard/filter/jsonscan"

// Bodies of fields (forms, multipart) are walked like an object whose members
// are the fields, so that the data of APIs names their places, too.

// name judges the name of a field, which stands in in.text, and steps to it.
func (in *Inspector) name() {
	key := in.text.Bytes()
	in.walk.Key(key)
	if len(key) < minKey || !mayBeValue(key) {
		return
	}
	if in.place = in.walk.Member(); !in.place.Skip && !in.place.Named {
		in.inspectText(levelString)
		in.tell()
	}
}

// overBytes tells whether the body is longer than the policy allows.
func (in *Inspector) overBytes() bool {
	limit := in.plan.limits().Bytes
	if limit <= 0 || in.size <= limit {
		return false
	}
	in.err = &jsonscan.Error{Code: jsonscan.TooLarge, Offset: limit}
	return true
}

// endFields ends a body of fields.
func (in *Inspector) endFields() {
	if in.form == formFields {
		in.endField()
	} else {
		for in.err == nil && in.partStep(true) {
		}
		if in.err == nil && in.parts.state != partEpilogue {
			in.err = &jsonscan.Error{Code: jsonscan.Truncated, Offset: in.size}
		}
	}
	in.walk.End()
}

// inField appends what replaces text of a field: the text was judged as a JSON
// string would be, and stands one level higher.
func (in *Inspector) inField(dst, plain []byte, lv level) []byte {
	switch lv {
	case levelString:
		lv = levelText
	case levelNested:
		lv = levelString
	case levelNestedNumber:
		lv = levelNumber
	}
	if in.form == formFields {
		return appendForm(dst, embed(nil, plain, lv))
	}
	return embed(dst, plain, lv)
}
