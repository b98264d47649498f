package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"strings"

	"github.com/tidwall/gjson"
)

// recording is one exchange of recorded traffic.
type recording struct {
	name  string // where it stands: a line's id, or its number in the file
	trial trial
}

// eachRecording reads recorded traffic: a HAR file (HTTP Archive 1.2), the
// output of Envoy's tap filter in JSON (buffered or streamed traces), or lines
// of JSON. Which it is shows in the first value. A name that ends in .gz is
// decompressed. Errors never repeat what the file holds.
func (e *env) eachRecording(name string, do func(*recording) error) error {
	in := e.stdin
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		defer f.Close()
		in = f
	}
	if strings.HasSuffix(name, ".gz") {
		z, err := gzip.NewReader(in)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		in = z
	}
	err := readRecordings(in, do)
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return fmt.Errorf("%s: not JSON at byte %d", name, syntax.Offset)
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("%s: ends in the middle of a value", name)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

func readRecordings(in io.Reader, do func(*recording) error) error {
	d := json.NewDecoder(bufio.NewReaderSize(in, 1<<20))
	traces := &streamedTraces{byID: map[string]*trial{}}
	for n := 1; ; n++ {
		var raw json.RawMessage
		err := d.Decode(&raw)
		if err == io.EOF {
			return traces.each(do)
		}
		if err != nil {
			return err
		}
		v := gjson.ParseBytes(raw)
		number := fmt.Sprint(n)
		switch {
		case v.Get("log.entries").IsArray():
			err = harEntries(v, do)
		case tapTrace(v, "http_buffered_trace", "httpBufferedTrace").Exists():
			err = do(&recording{number, bufferedTrace(tapTrace(v, "http_buffered_trace", "httpBufferedTrace"))})
		case tapTrace(v, "http_streamed_trace_segment", "httpStreamedTraceSegment").Exists():
			traces.add(tapTrace(v, "http_streamed_trace_segment", "httpStreamedTraceSegment"))
		case v.IsObject():
			var r *recording
			if r, err = line(v, number); err == nil {
				err = do(r)
			}
		default:
			err = fmt.Errorf("value %d is no recorded exchange", n)
		}
		if err != nil {
			return err
		}
	}
}

// line is one exchange in a line of JSON: path, and optionally id, host,
// method, routeName, policy, headers (an object), and for either body request
// or request_b64, response or response_b64 with their content types.
func line(v gjson.Result, number string) (*recording, error) {
	r := &recording{name: or(v.Get("id").Str, number)}
	r.trial.route = route{
		metadata: v.Get("policy").Str, host: v.Get("host").Str, path: v.Get("path").Str,
		method: v.Get("method").Str, routeName: v.Get("routeName").Str,
	}
	v.Get("headers").ForEach(func(key, value gjson.Result) bool {
		r.trial.route.headers = append(r.trial.route.headers, [2]string{key.Str, value.Str})
		return true
	})
	lowered(r.trial.route.headers)
	var err error
	if r.trial.request, err = lineSide(v, "request", or(v.Get("request_content_type").Str, "application/json")); err != nil {
		return nil, fmt.Errorf("%s: %w", r.name, err)
	}
	kind := or(v.Get("response_content_type").Str, v.Get("content_type").Str)
	if r.trial.response, err = lineSide(v, "response", kind); err != nil {
		return nil, fmt.Errorf("%s: %w", r.name, err)
	}
	if r.trial.request == nil && r.trial.response == nil {
		return nil, fmt.Errorf("%s: has no request or response", r.name)
	}
	return r, nil
}

func lineSide(v gjson.Result, name, contentType string) (*side, error) {
	if b := v.Get(name); b.Type == gjson.String {
		return &side{contentType: contentType, pieces: [][]byte{[]byte(b.Str)}}, nil
	} else if b.IsObject() || b.IsArray() {
		return &side{contentType: contentType, pieces: [][]byte{[]byte(b.Raw)}}, nil
	}
	coded := v.Get(name + "_b64")
	if !coded.Exists() {
		return nil, nil
	}
	b, err := base64.StdEncoding.DecodeString(coded.Str)
	if err != nil {
		return nil, errors.New(name + "_b64 is not base64")
	}
	return &side{contentType: contentType, pieces: [][]byte{b}}, nil
}

func harEntries(v gjson.Result, do func(*recording) error) (err error) {
	n := 0
	v.Get("log.entries").ForEach(func(_, entry gjson.Result) bool {
		n++
		r := &recording{name: fmt.Sprintf("entry %d", n)}
		request := entry.Get("request")
		u, parseErr := url.Parse(request.Get("url").Str)
		if parseErr == nil {
			r.trial.route.host, r.trial.route.path = u.Host, u.RequestURI()
		}
		r.trial.route.method = request.Get("method").Str
		for _, h := range request.Get("headers").Array() {
			r.trial.route.headers = append(r.trial.route.headers, [2]string{h.Get("name").Str, h.Get("value").Str})
		}
		r.trial.route.headers = bare(lowered(r.trial.route.headers))
		if p := request.Get("postData"); p.Exists() {
			r.trial.request = &side{contentType: p.Get("mimeType").Str, pieces: [][]byte{[]byte(p.Get("text").Str)}}
		}
		if c := entry.Get("response.content"); c.Get("text").Exists() {
			body := []byte(c.Get("text").Str)
			if c.Get("encoding").Str == "base64" {
				if body, err = base64.StdEncoding.DecodeString(c.Get("text").Str); err != nil {
					err = fmt.Errorf("%s: the response is not base64", r.name)
					return false
				}
			}
			r.trial.response = &side{contentType: c.Get("mimeType").Str, pieces: [][]byte{body}}
		}
		if r.trial.request != nil || r.trial.response != nil {
			err = do(r)
		}
		return err == nil
	})
	return err
}

// bare leaves out the headers that tell of a body or of HTTP/2: the sides say
// the one, the route the other.
func bare(h [][2]string) (out [][2]string) {
	for _, x := range h {
		if !strings.HasPrefix(x[0], ":") && !strings.HasPrefix(x[0], "content-") && x[0] != "transfer-encoding" && x[0] != "x-request-id" {
			out = append(out, x)
		}
	}
	return out
}

// tapTrace is a field under the name of the proto or its JSON name.
func tapTrace(v gjson.Result, names ...string) gjson.Result {
	for _, n := range names {
		if x := v.Get(n); x.Exists() {
			return x
		}
	}
	return gjson.Result{}
}

// bufferedTrace is an envoy.data.tap.v3.HttpBufferedTrace.
func bufferedTrace(v gjson.Result) (t trial) {
	t.requestHeaders(v.Get("request.headers"))
	t.addBody(true, v.Get("request.headers"), v.Get("request.body"))
	t.addBody(false, v.Get("response.headers"), v.Get("response.body"))
	return t
}

func (t *trial) requestHeaders(list gjson.Result) {
	h := tapHeaders(list)
	t.route.host, t.route.path, t.route.method = header(h, ":authority"), header(h, ":path"), header(h, ":method")
	t.route.headers = bare(h)
}

func tapHeaders(list gjson.Result) (h [][2]string) {
	for _, x := range list.Array() {
		h = append(h, [2]string{x.Get("key").Str, x.Get("value").Str})
	}
	return lowered(h)
}

func header(h [][2]string, name string) string {
	for _, x := range h {
		if x[0] == name {
			return x[1]
		}
	}
	return ""
}

// addBody adds a piece of a body, and takes what its headers say of it.
func (t *trial) addBody(request bool, headers, body gjson.Result) {
	at := &t.response
	if request {
		at = &t.request
	}
	if *at == nil {
		*at = &side{}
	}
	if headers.Exists() {
		h := tapHeaders(headers)
		(*at).contentType, (*at).encoding = header(h, "content-type"), header(h, "content-encoding")
	}
	if s := tapTrace(body, "as_string", "asString"); s.Exists() {
		(*at).pieces = append((*at).pieces, []byte(s.Str))
	} else if b, err := base64.StdEncoding.DecodeString(tapTrace(body, "as_bytes", "asBytes").Str); err == nil && len(b) > 0 {
		(*at).pieces = append((*at).pieces, b)
	}
}

// streamedTraces puts envoy.data.tap.v3.HttpStreamedTraceSegment together, by
// the id of their trace.
type streamedTraces struct {
	byID  map[string]*trial
	order []string
}

func (s *streamedTraces) add(v gjson.Result) {
	id := tapTrace(v, "trace_id", "traceId").String()
	t := s.byID[id]
	if t == nil {
		t = &trial{}
		s.byID[id] = t
		s.order = append(s.order, id)
	}
	if h := tapTrace(v, "request_headers.headers", "requestHeaders.headers"); h.Exists() {
		t.requestHeaders(h)
		t.addBody(true, h, gjson.Result{})
	}
	if b := tapTrace(v, "request_body_chunk", "requestBodyChunk"); b.Exists() {
		t.addBody(true, gjson.Result{}, b)
	}
	if h := tapTrace(v, "response_headers.headers", "responseHeaders.headers"); h.Exists() {
		t.addBody(false, h, gjson.Result{})
	}
	if b := tapTrace(v, "response_body_chunk", "responseBodyChunk"); b.Exists() {
		t.addBody(false, gjson.Result{}, b)
	}
}

func (s *streamedTraces) each(do func(*recording) error) error {
	for _, id := range s.order {
		if err := do(&recording{"trace " + id, *s.byID[id]}); err != nil {
			return err
		}
	}
	return nil
}

// empty tells whether a trial has nothing to inspect.
func (t *trial) empty() bool {
	return (t.request == nil || len(bytes.TrimSpace(t.request.body())) == 0) && (t.response == nil || len(t.response.body()) == 0)
}
