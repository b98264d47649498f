package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/chatguard/chatguard/filter/detect"
	"github.com/chatguard/chatguard/filter/policy"
	"github.com/chatguard/chatguard/filter/policy/source"
	"github.com/chatguard/chatguard/policies"
)

// keyVariable names the environment variable with the key of Hash masks and
// fingerprints, here as in the filter.
const keyVariable = "CHATGUARD_KEY"

// tokensVariable names the one with the keys of Token masks.
const tokensVariable = "CHATGUARD_TOKEN_KEYS"

// maxInput bounds a body or a corpus line that is read from a file.
const maxInput = 256 << 20

// document is a policy document and where it came from.
type document struct {
	name string // of the file or preset, for messages
	*source.Document
}

// openPolicy reads a policy file, or takes a preset by its name. A file of the
// same name is reached as ./name.
func (e *env) openPolicy(name string) (*document, error) {
	if isPreset(name) {
		return &document{name, &source.Document{JSON: []byte(`{"name":"` + name + `","extends":"` + name + `"}`)}}, nil
	}
	text, shown, err := e.read(name, source.MaxBytes)
	if err != nil {
		if errors.Is(err, os.ErrNotExist) && !strings.ContainsAny(name, "./") {
			err = fmt.Errorf("%w (presets are %s)", err, strings.Join(policies.Presets(), ", "))
		}
		return nil, err
	}
	doc, err := source.Read(text)
	if err != nil {
		return nil, &problems{shown, []problem{sourceProblem(err)}}
	}
	return &document{shown, doc}, nil
}

func isPreset(name string) bool { return slices.Contains(policies.Presets(), name) }

// read reads a whole file, or standard input for "-".
func (e *env) read(name string, limit int64) (text []byte, shown string, err error) {
	in, shown := e.stdin, "stdin"
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, name, err
		}
		defer f.Close()
		in, shown = f, name
	}
	text, err = io.ReadAll(io.LimitReader(in, limit+1))
	if err == nil && int64(len(text)) > limit {
		err = fmt.Errorf("%s: larger than %d bytes", shown, limit)
	}
	return text, shown, err
}

// parse is policy.Parse with the built-in catalogue, the presets and the key
// of the environment, if there is one.
func (e *env) parse(doc *document) (*policy.Config, error) {
	c, err := policy.Parse(doc.JSON, policy.Options{
		Catalog: detect.Catalog(), Preset: policies.Preset, Presets: policies.Presets(),
		Key: []byte(e.getenv(keyVariable)), TokenKeys: e.getenv(tokensVariable),
		CheckDetector: func(d *policy.Detector) error { _, err := detect.Cost(custom(d)); return err },
	})
	var list policy.Errors
	if errors.As(err, &list) {
		p := &problems{file: doc.name}
		for _, x := range list {
			p.list = append(p.list, problem{doc.Position(x.Offset), x.Path, x.Msg, false})
		}
		return nil, p
	}
	return c, err
}

// custom is a detector of a policy in the form that is compiled.
func custom(d *policy.Detector) detect.Custom {
	return detect.Custom{
		Name: d.Name, Regex: d.Regex, Terms: d.Terms, Context: d.Context,
		Score: d.Score, CaseSensitive: d.CaseSensitive, Group: d.Group,
	}
}

// problem is something wrong with a document, at a place in its file.
type problem struct {
	pos     source.Position
	path    string
	msg     string
	warning bool
}

// problems are the errors of a document.
type problems struct {
	file string
	list []problem
}

func (p *problems) Error() string {
	lines := make([]string, len(p.list))
	for i := range p.list {
		lines[i] = p.list[i].line(p.file)
	}
	return strings.Join(lines, "\n")
}

// line is the problem as compilers write it, so that editors find the place.
func (p *problem) line(file string) string {
	s := file
	if p.pos.Line > 0 {
		s += ":" + p.pos.String()
	}
	if p.warning {
		s += ": warning"
	}
	if p.path != "" {
		s += ": " + p.path
	}
	return s + ": " + p.msg
}

func sourceProblem(err error) problem {
	var e *source.Error
	if errors.As(err, &e) {
		return problem{pos: e.Position, msg: e.Msg}
	}
	return problem{msg: err.Error()}
}
