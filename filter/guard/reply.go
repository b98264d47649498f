package guard

import (
	"strconv"
	"strings"

	"github.com/chatguard/chatguard/filter/mask"
	"github.com/chatguard/chatguard/filter/policy"
)

// Reply is the answer to a blocked call.
type Reply struct {
	Status      int
	ContentType string
	Headers     [][2]string // of the API's own, besides the content type
	Body        []byte
}

// genericBlock answers callers whose API has no error shape of its own.
const genericBlock = `{"error": {"code": "content_blocked", "message": "{message}", "request_id": "{id}"}}`

// Reply renders the answer for a blocked outcome in the error shape of the
// exchange's API. It tells the policy's message and the request id, never a
// value, and the rule only if the policy reveals it.
func (x *Exchange) Reply(o *Outcome, requestID string) Reply {
	r := &x.plan.Policy.Response
	message := r.Message
	if o.Rule == "" && o.Reason != "" {
		message = refusals[o.Reason]
	}
	if o.Why != "" {
		message += " " + o.Why + "."
	}
	if r.RevealRule && o.Rule != "" {
		message += " (rule " + o.Rule + ")"
	}
	if r.Format == policy.Text {
		return Reply{Status: o.Status, ContentType: "text/plain; charset=utf-8", Body: []byte(message + "\n")}
	}
	shape, reply := genericBlock, Reply{Status: o.Status, ContentType: "application/json"}
	if x.api != nil && x.api.Block.Body != "" && r.Format == policy.Dialect {
		b := &x.api.Block
		shape, reply.ContentType, reply.Headers = b.Body, b.ContentType, b.Headers
	}
	reply.Body = fill(shape,
		"{message}", string(mask.AppendJSON(nil, []byte(message))),
		"{id}", string(mask.AppendJSON(nil, []byte(requestID))),
		`"{status}"`, strconv.Itoa(o.Status))
	return reply
}

// fill puts values, each after its name, where a shape has the names. What it puts in is not looked at again.
func fill(shape string, namesAndValues ...string) []byte {
	out := make([]byte, 0, 2*len(shape))
next:
	for len(shape) > 0 {
		for i := 0; i < len(namesAndValues); i += 2 {
			if rest, ok := strings.CutPrefix(shape, namesAndValues[i]); ok {
				out, shape = append(out, namesAndValues[i+1]...), rest
				continue next
			}
		}
		out, shape = append(out, shape[0]), shape[1:]
	}
	return out
}

// refusals are the messages for bodies that were refused for their form.
var refusals = map[Reason]string{
	Encoding:     "The body has a content coding that cannot be inspected.",
	NotText:      "The body has a content type that cannot be inspected.",
	OverLimit:    "The body exceeds a limit.",
	InvalidJSON:  "The body is not valid JSON.",
	DuplicateKey: "The body has a JSON object with a duplicate key.",
	Unsupported:  "The protocol upgrade cannot be inspected.",
	InternalFail: "The request could not be inspected.",
	RateLimited:  "Too many requests or violations; try again later.",
	NoTLS:        "This service requires TLS.",
	NoIdentity:   "A verified identity is required.",
	OldSession:   "The session has expired; sign in again.",
}

// Fail is the outcome of an exchange in which the filter itself failed.
func (x *Exchange) Fail(dir policy.Direction) *Outcome {
	o := &Outcome{Coverage: None, Reason: InternalFail}
	if x.plan == nil || x.plan.Policy.FailureMode == policy.FailClosed {
		o.Verdict, o.Would, o.Status = Block, Block, 503
	}
	return o
}
