package policy

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
)

// node is a value of the document with the place it stands at.
type node struct {
	path   string
	offset int
	kind   kind
	text   string  // of a string
	number float64 // of a number
	flag   bool
	items  []*node // of an array
	names  []string
	fields map[string]*node
}

type kind uint8

const (
	null kind = iota
	boolean
	number
	str
	array
	object
)

var kindNames = [...]string{"null", "a boolean", "a number", "a string", "a list", "an object"}

// maxNesting is far more than any document needs. It bounds the recursion.
const maxNesting = 32

// parser reads a document into nodes.
type parser struct {
	dec  *json.Decoder
	doc  []byte
	errs Errors
}

// parseTree reads doc; the errors are those of JSON itself, with duplicate
// keys among them.
func parseTree(doc []byte) (*node, Errors) {
	p := &parser{dec: json.NewDecoder(bytes.NewReader(doc)), doc: doc}
	p.dec.UseNumber()
	n, err := p.value("", 0)
	if err == nil {
		if _, err2 := p.dec.Token(); err2 != io.EOF {
			err = errors.New("more than one document")
		}
	}
	if err != nil {
		p.errs = append(p.errs, &Error{"", p.at(), "not JSON: " + syntax(err)})
		return nil, p.errs
	}
	return n, p.errs
}

func syntax(err error) string {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return "the document ends too early"
	}
	return err.Error()
}

// at is the offset of the next token.
func (p *parser) at() int {
	i := min(int(p.dec.InputOffset()), len(p.doc))
	for i < len(p.doc) && bytes.IndexByte([]byte(" \t\r\n,:"), p.doc[i]) >= 0 {
		i++
	}
	return i
}

func (p *parser) value(path string, depth int) (*node, error) {
	n := &node{path: path, offset: p.at()}
	tok, err := p.dec.Token()
	if err != nil {
		return nil, err
	}
	if depth > maxNesting {
		return nil, errors.New("nested too deeply")
	}
	switch t := tok.(type) {
	case nil:
	case bool:
		n.kind, n.flag = boolean, t
	case json.Number:
		n.kind = number
		n.number, err = t.Float64()
	case string:
		n.kind, n.text = str, t
	case json.Delim:
		if t == '[' {
			n.kind = array
			err = p.array(n, depth)
		} else {
			n.kind = object
			err = p.object(n, depth)
		}
	}
	return n, err
}

func (p *parser) array(n *node, depth int) error {
	for p.dec.More() {
		item, err := p.value(n.path+"["+strconv.Itoa(len(n.items))+"]", depth+1)
		if err != nil {
			return err
		}
		n.items = append(n.items, item)
	}
	_, err := p.dec.Token()
	return err
}

func (p *parser) object(n *node, depth int) error {
	n.fields = map[string]*node{}
	for p.dec.More() {
		offset := p.at()
		tok, err := p.dec.Token()
		if err != nil {
			return err
		}
		key := tok.(string) // the decoder allows nothing else
		path := key
		if n.path != "" {
			path = n.path + "." + key
		}
		v, err := p.value(path, depth+1)
		if err != nil {
			return err
		}
		if n.fields[key] != nil {
			p.errs = append(p.errs, &Error{path, offset, "given twice"})
			continue
		}
		n.names = append(n.names, key)
		n.fields[key] = v
	}
	_, err := p.dec.Token()
	return err
}
