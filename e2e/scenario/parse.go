package scenario

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
	"golang.org/x/tools/txtar"
)

// Load reads every *.txtar of a directory, in the order of names.
func Load(dir fs.FS) ([]*Scenario, error) {
	names, err := fs.Glob(dir, "*.txtar")
	if err != nil {
		return nil, err
	}
	var all []*Scenario
	for _, name := range names {
		b, err := fs.ReadFile(dir, name)
		if err != nil {
			return nil, err
		}
		s, err := Parse(strings.TrimSuffix(path.Base(name), ".txtar"), b)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		all = append(all, s)
	}
	return all, nil
}

// Parse reads one file.
func Parse(name string, file []byte) (*Scenario, error) {
	archive := txtar.Parse(file)
	about, _, _ := strings.Cut(string(archive.Comment), "\n")
	p := parser{s: &Scenario{Name: name, About: strings.TrimSpace(about)}}
	for _, f := range archive.Files {
		if err := p.section(f.Name, f.Data); err != nil {
			return nil, fmt.Errorf("section %q: %w", f.Name, err)
		}
	}
	switch {
	case p.s.About == "":
		return nil, errors.New("the first line must say what the scenario shows")
	case p.s.Policy == nil:
		return nil, errors.New("no policy")
	case len(p.s.Exchanges) == 0:
		return nil, errors.New("no request")
	case len(p.s.Setup.Hosts) > 0 && p.s.Setup.Why == "":
		return nil, errors.New("setup.hosts needs a why")
	}
	return p.s, nil
}

// parser collects sections; trailers belong to the message before them.
type parser struct {
	s    *Scenario
	x    *Exchange
	last *Message
}

// options are the words behind a section's kind: flags and key=value.
type options map[string]string

func (o options) has(name string) bool { _, ok := o[name]; return ok }

func (p *parser) section(name string, data []byte) error {
	words := strings.Fields(name)
	if len(words) == 0 {
		return errors.New("no name")
	}
	o := options{}
	for _, w := range words[1:] {
		k, v, _ := strings.Cut(w, "=")
		o[k] = v
	}
	if o.has("template") {
		var err error
		if data, err = expand(data); err != nil {
			return err
		}
	}
	switch words[0] {
	case "policy":
		return p.policy(data)
	case "setup":
		d := yaml.NewDecoder(bytes.NewReader(data))
		d.KnownFields(true)
		return d.Decode(&p.s.Setup)
	case "values":
		p.s.Values = append(p.s.Values, lines(data)...)
		return nil
	case "request":
		return p.request(o, data)
	}
	if p.x == nil {
		return errors.New("stands before any request")
	}
	return p.outcome(words[0], o, data)
}

// policy takes YAML, of which JSON is a part, or after a line "text:" a document that is to be handed over as it is.
func (p *parser) policy(data []byte) error {
	if raw, ok := bytes.CutPrefix(data, []byte("text:\n")); ok {
		p.s.Policy, p.s.AsText = bytes.TrimSuffix(raw, []byte("\n")), true
		return nil
	}
	var v any
	if err := yaml.Unmarshal(data, &v); err != nil {
		return err
	}
	var err error
	p.s.Policy, err = json.Marshal(v)
	return err
}

func (p *parser) request(o options, data []byte) error {
	m, err := message(data, true)
	if err != nil {
		return err
	}
	p.x = &Exchange{Name: o["name"], Request: m.Message, HTTP2: o.has("h2"), Abort: o.has("abort"), Upstream: Want{Any: true}, Client: Want{Any: true}}
	if p.x.Name == "" {
		p.x.Name = strconv.Itoa(len(p.s.Exchanges) + 1)
	}
	if o["cut"] != "" {
		p.x.Cuts = strings.Split(o["cut"], ",")
	}
	p.x.Answer = Message{Status: 200, Header: Header{{"content-type", "application/json"}}, Body: []byte(`{"ok":true}`)}
	p.s.Exchanges = append(p.s.Exchanges, p.x)
	p.last = &p.x.Request
	return nil
}

func (p *parser) outcome(kind string, o options, data []byte) (err error) {
	switch kind {
	case "trailers":
		p.last.Trailer, _, err = fields(lines(data))
	case "answer":
		var m Want
		m, err = message(data, false)
		p.x.Answer, p.last = m.Message, &p.x.Answer
		p.x.Answer.takeAwaits()
		p.x.Resets = o.has("resets")
	case "upstream":
		err = p.want(&p.x.Upstream, o, data, true)
	case "client":
		err = p.want(&p.x.Client, o, data, false)
	case "metrics":
		p.x.Metrics, err = metrics(data)
	case "state":
		s := strings.TrimSpace(string(data))
		p.x.State = &s
	case "audit":
		p.x.Audit = []any{}
		for _, l := range lines(data) {
			var v any
			if err := json.Unmarshal([]byte(l), &v); err != nil {
				return err
			}
			p.x.Audit = append(p.x.Audit, v)
		}
	default:
		err = errors.New("unknown kind")
	}
	return err
}

func (p *parser) want(w *Want, o options, data []byte, request bool) error {
	if o.has("none") || o.has("aborted") {
		*w = Want{None: o.has("none"), Aborted: o.has("aborted")}
		return nil
	}
	m, err := message(data, request)
	if err != nil {
		return err
	}
	m.Partial, m.Events = o.has("partial"), o.has("events")
	if m.JSON = o.has("json"); m.JSON {
		err = json.Unmarshal(m.Body, new(any))
	}
	*w, p.last = m, &w.Message
	return err
}

// message reads a start line, header lines (in wants "!name" for one that must be absent), an empty line and the body,
// which ends before the section's last newline.
func message(data []byte, request bool) (Want, error) {
	head, body, _ := bytes.Cut(data, []byte("\n\n"))
	all := lines(head)
	if len(all) == 0 {
		return Want{}, errors.New("no start line")
	}
	var w Want
	var err error
	if request {
		var ok bool
		if w.Method, w.Path, ok = strings.Cut(all[0], " "); !ok {
			return Want{}, fmt.Errorf("start line %q is not METHOD PATH", all[0])
		}
	} else if w.Status, err = strconv.Atoi(all[0]); err != nil {
		return Want{}, fmt.Errorf("start line %q is not a status", all[0])
	}
	w.Header, w.Absent, err = fields(all[1:])
	w.Body = bytes.TrimSuffix(body, []byte("\n"))
	return w, err
}

// takeAwaits turns the lines "@await TEXT" of a body into places to wait at.
func (m *Message) takeAwaits() {
	var body []byte
	for line := range bytes.Lines(m.Body) {
		if text, ok := bytes.CutPrefix(line, []byte("@await ")); ok {
			m.Awaits = append(m.Awaits, Await{len(body), string(bytes.TrimSpace(text))})
			continue
		}
		body = append(body, line...)
	}
	if len(m.Awaits) > 0 {
		m.Body = body
	}
}

func fields(all []string) (h Header, absent []string, err error) {
	for _, l := range all {
		if name, ok := strings.CutPrefix(l, "!"); ok {
			absent = append(absent, name)
			continue
		}
		name, value, ok := strings.Cut(l, ":")
		if !ok {
			return nil, nil, fmt.Errorf("header line %q has no colon", l)
		}
		h = append(h, Field{strings.ToLower(name), strings.TrimSpace(value)})
	}
	return h, absent, nil
}

func metrics(data []byte) (map[string]int64, error) {
	m := map[string]int64{}
	for _, l := range lines(data) {
		name, n, _ := strings.Cut(l, " ")
		v, err := strconv.ParseInt(strings.TrimSpace(n), 10, 64)
		if err != nil {
			return nil, fmt.Errorf("line %q is not NAME NUMBER", l)
		}
		m[name] = v
	}
	return m, nil
}

// lines drops empty ones.
func lines(data []byte) []string {
	return strings.FieldsFunc(string(data), func(r rune) bool { return r == '\n' })
}
