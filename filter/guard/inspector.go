package guard

import (
	"strings"

	"github.com/chatguard/chatguard/filter/chat"
	"github.com/chatguard/chatguard/filter/detect"
	"github.com/chatguard/chatguard/filter/jsonedit"
	"github.com/chatguard/chatguard/filter/jsonscan"
	"github.com/chatguard/chatguard/filter/policy"
	"github.com/chatguard/chatguard/filter/text"
	"github.com/chatguard/chatguard/filter/text/view"
	"github.com/chatguard/chatguard/filter/wire"
)

// Inspector reads one body. It is made by Exchange.Open.
type Inspector struct {
	x           *Exchange
	plan        *Plan
	dir         policy.Direction
	part        chat.Part
	form        form
	contentType string
	path        string // of the request
	sniffed     bool   // a text body begins like JSON
	skip        Reason // not read at all, and why
	raw         Reason // read as if it were text, and why
	keep        bool   // a raw body that must not be edited
	err         *jsonscan.Error
	coded       bool // with a content coding that is decoded
	coding      wire.Coding
	decoder     wire.Decompressor
	plain       []byte
	size        int64
	held        int    // bytes that it keeps, see hold
	relay       *Relay // of a body that goes on while it is read

	json       jsonscan.Scanner
	base       int64 // bytes of lines read so far
	lineAt     int64 // where the document being read begins in the body
	inLine     bool
	packetHead []byte // what stands before a packet's JSON
	fields     formReader
	parts      multipartReader
	walk       chat.Walker
	place      chat.Place // of the string being read
	text       text.Text
	from       int             // length of the context before the string's own text
	disguised  bool            // a text had more views than are made
	skipped    int             // bytes of the string that are not in text any more
	body       []byte          // as a whole, while its form is judged
	cuts       []jsonedit.Edit // of elements that are taken out, in order
	blob       blobState
	nested     nested
	repeats    repeats
	head       bool // of a request, not its body
	again      bool // a second reading, for repeats

	hits   []hit
	trails []chat.Trail
	trail  int32 // of the current string in trails, -1 if not taken yet
	values []byte
	masks  []byte // of the edits
	mask   []byte // scratch
	out    Outcome

	shadow *Inspector // that reads the same, nil if no policy is on trial
}

// hit is a finding on its way to a decision, which has to wait for the end of
// the body: only then the API and the roles of all messages are known.
type hit struct {
	kind       detect.Type
	level      level
	score      float32
	trail      int32
	start, end int32 // in the string's text
	from, to   int64 // in the body

	numFrom, numTo int64 // of the number of an inner document that it is in; 0 if it is in none

	value, len int32 // in values
	leak       bool  // of the system prompt
	attack     bool  // judged of the text as a whole
	payload    bool  // its score depends on its place
	prose      bool  // the text of a payload reads like prose
	argument   bool  // counts in arguments of tools only
	gaveAway   bool  // a value that was masked in the request
	repeat     bool  // of a value that was found elsewhere
	restored   bool  // a placeholder; the value is what it stands for
	validated  bool  // a check digit or the like proves it
	view       view.Origin
}

// level says in what the bytes of a hit are embedded, and so how what stands
// in for it has to be escaped.
type level uint8

const (
	levelText         level = iota // a text body
	levelString                    // a JSON string
	levelNested                    // a JSON string inside a JSON string
	levelNumber                    // a JSON number; the mask becomes a string
	levelNestedNumber              // a JSON number inside a JSON string
)

// maxMasks bounds the bytes of masks whose memory is kept for the next body.
const maxMasks = 64 << 10

func (in *Inspector) reset(x *Exchange, b Body) {
	in.letGo()
	in.relay = nil
	in.x, in.plan, in.dir, in.shadow = x, x.plan, b.Direction, nil
	in.form, in.skip, in.err, in.size = bodyForm(b.ContentType), "", nil, 0
	in.hits, in.trails, in.values = in.hits[:0], in.trails[:0], in.values[:0]
	if in.masks = in.masks[:0]; cap(in.masks) > maxMasks {
		in.masks = nil
	}
	in.out = Outcome{Findings: in.out.Findings[:0], Edits: in.out.Edits[:0]}
	in.sniffed, in.again, in.head, in.disguised = false, false, false, false
	if in.form == formSniff && strings.Contains(b.Path, "EIO=4") {
		in.form = formPackets
	}
	in.part, in.contentType, in.path = partOf(b.Direction), b.ContentType, b.Path
	in.raw, in.keep, in.cuts = "", false, in.cuts[:0]
	in.walk.Reset(x.guard.apis, x.api, in.part)
	in.rewind()
	c, readable := coding(b)
	switch {
	case in.plan.Policy.Mode == policy.Off:
		in.skip = PolicyOff
	case !readable:
		in.skip = Encoding
	case in.form == formOther:
		in.skip = NotText
	}
	if in.coded = c != 0; in.coded {
		in.decoder.Reset(c, expansion(in.plan.limits().Bytes))
		in.coding = c
	}
	if in.skip != "" && in.skip != PolicyOff && in.plan.Policy.OnUninspected.In(in.dir) == policy.ScanRaw {
		in.raw, in.skip, in.form = in.skip, "", formText
		in.keep = in.raw == Encoding || !textFraming(b.ContentType)
	}
}

// rewind goes back to the beginning of the body.
func (in *Inspector) rewind() {
	in.text.Reset()
	in.from, in.skipped, in.trail = 0, 0, -1
	in.json.Reset(in.plan.limits(), in)
	in.walk.Rewind()
	if in.base, in.lineAt, in.inLine = 0, 0, false; in.form == formLines || in.form == formPackets {
		in.walk.BeginLines()
	}
	in.packetHead = in.packetHead[:0]
	if in.form == formFields || in.form == formParts {
		in.fields = formReader{escape: in.fields.escape[:0]}
		in.parts.reset(in.contentType)
		in.walk.BeginObject()
	}
}

// Write takes the next piece of the body. A non-nil error is final: the body
// cannot be inspected further, and Close may be called at once.
func (in *Inspector) Write(p []byte) error {
	err := in.read(p)
	if in.shadow != nil {
		in.shadow.follow(p, err)
	}
	return err
}

// follow reads what the policy in force reads. Where that gives up, the rest
// of the body may not come.
func (in *Inspector) follow(p []byte, err error) {
	if err != nil {
		in.skip = NotRead
		return
	}
	_ = in.read(p) // kept for Close
}

func (in *Inspector) read(p []byte) error {
	if in.skip != "" {
		return in.write(p)
	}
	if err := in.decoded(p, in.write); err != nil {
		return err
	}
	return in.hold()
}

// undecodable notes why a compressed body cannot be read.
func (in *Inspector) undecodable(err error) error {
	if e, ok := err.(*jsonscan.Error); ok {
		in.err = e // noted before
		return e
	}
	in.err = &jsonscan.Error{Code: jsonscan.Truncated, Offset: in.size}
	if e, ok := err.(*wire.Error); ok && (e.Code == wire.OutputTooLarge || e.Code == wire.RatioTooHigh) {
		in.err.Code = jsonscan.TooLarge
	}
	return in.err
}

// Size is the length of what was read, in bytes, without the content coding.
func (in *Inspector) Size() int64 { return in.size }

// Coded tells whether the body came with a content coding.
func (in *Inspector) Coded() bool { return in.coded }

func (in *Inspector) write(p []byte) error {
	at := in.size
	in.size += int64(len(p))
	in.x.read += int64(len(p))
	if in.skip != "" || len(p) == 0 {
		return nil
	}
	if in.form == formSniff && !in.sniffed {
		if skip := in.sniff(p, at); in.form == formText {
			return in.writeText(p[skip:], at+int64(skip))
		}
	}
	switch in.form {
	case formText:
		return in.writeText(p, at)
	case formLines:
		return in.writeLines(p)
	case formPackets:
		return in.writePackets(p)
	case formFields:
		return in.writeForm(p, at)
	case formParts:
		return in.writeMultipart(p)
	}
	return in.writeJSON(p)
}

// sniff settles what a body of type text is, by its first byte that is not
// JSON white space. If it is no JSON, p[text:] is what was not taken yet.
func (in *Inspector) sniff(p []byte, at int64) (text int) {
	for i, c := range p {
		switch c {
		case ' ', '\t', '\r', '\n':
			in.text.Append([]byte{c}, at+int64(i), 1) // it belongs to a text
		case '{', '[':
			in.sniffed = true
			return 0
		default:
			in.form = formText
			return i
		}
	}
	return 0
}

func (in *Inspector) writeText(p []byte, at int64) error {
	if limit := in.plan.limits().Bytes; limit > 0 && in.size > limit {
		in.err = &jsonscan.Error{Code: jsonscan.TooLarge, Offset: limit}
		return in.err
	}
	in.text.Append(p, at, len(p))
	return nil
}

func (in *Inspector) writeJSON(p []byte) error {
	if in.err == nil {
		if err := in.json.Write(p); in.err == nil {
			in.fail(err)
		}
	}
	if in.err == nil || in.form == formSniff && in.err.Code != jsonscan.TooLarge {
		return nil // a text body that only looked like JSON is read again at Close
	}
	return in.err
}

func (in *Inspector) fail(err error) {
	if e, ok := err.(*jsonscan.Error); ok {
		in.err = e
	}
}

// Reads tells whether the body has to be read at all; if not, Close may be
// called at once.
func (in *Inspector) Reads() bool { return in.skip == "" }

func partOf(d policy.Direction) chat.Part {
	if d == policy.Response {
		return chat.Response
	}
	return chat.Request
}
