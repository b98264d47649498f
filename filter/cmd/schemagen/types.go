package main

import (
	"fmt"
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
)

// object is one type of the document.
type object struct {
	name   string
	about  string // the comment before the table
	more   string // and after it
	fields []*field
}

// field is one row of a type's table:
//
//	NAME  [required ]TYPE[; DEFAULT][: TEXT]
//
// TYPE is text, boolean, integer and number with bounds (integer 1..9), names
// with | between them, list of TYPE, object of TYPE, TYPE or TYPE, or the name
// of another type.
type field struct {
	name      string
	required  bool
	typ       string
	byDefault string
	text      string
}

// readTypes collects the tables of packages, by the name of their types.
func readTypes(root string, dirs []string) (map[string]*object, error) {
	types := map[string]*object{}
	for _, dir := range dirs {
		set := token.NewFileSet()
		parsed, err := parser.ParseDir(set, filepath.Join(root, dir), func(f fs.FileInfo) bool { return !strings.HasSuffix(f.Name(), "_test.go") }, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		for _, p := range parsed {
			for _, t := range doc.New(p, dir, 0).Types {
				o, err := readType(t)
				if err != nil {
					return nil, fmt.Errorf("%s: %s: %w", dir, t.Name, err)
				}
				if o != nil {
					types[t.Name] = o
				}
			}
		}
	}
	return types, types[rootType].check(types)
}

// readType reads the table in a type's comment; nil if it has none.
func readType(t *doc.Type) (*object, error) {
	o := &object{name: t.Name}
	texts := fieldComments(t)
	for _, line := range strings.Split(t.Doc, "\n") {
		row, isRow := strings.CutPrefix(line, "\t")
		switch {
		case isRow && strings.TrimSpace(row) != "":
			f, err := readField(row)
			if err != nil {
				return nil, err
			}
			if f.text == "" {
				f.text = texts[strings.ToLower(f.name)]
			}
			o.fields = append(o.fields, f)
		case len(o.fields) == 0:
			o.about += line + "\n"
		default:
			o.more += line + "\n"
		}
	}
	if len(o.fields) == 0 {
		return nil, nil
	}
	o.about, o.more = paragraphs(o.about), paragraphs(o.more)
	return o, nil
}

// fieldComments are the comments of a struct's fields, by name in lower case.
func fieldComments(t *doc.Type) map[string]string {
	texts := map[string]string{}
	for _, spec := range t.Decl.Specs {
		s, ok := spec.(*ast.TypeSpec).Type.(*ast.StructType)
		if !ok {
			continue
		}
		for _, f := range s.Fields.List {
			for _, n := range f.Names {
				texts[strings.ToLower(n.Name)] = paragraphs(f.Doc.Text())
			}
		}
	}
	return texts
}

// paragraphs joins the lines of each paragraph.
func paragraphs(s string) string {
	var all []string
	for _, p := range strings.Split(strings.TrimSpace(s), "\n\n") {
		all = append(all, strings.Join(strings.Fields(p), " "))
	}
	return strings.Join(all, "\n\n")
}

func readField(row string) (*field, error) {
	name, rest, ok := strings.Cut(row, " ")
	rest = strings.TrimSpace(rest)
	if !ok || rest == "" {
		return nil, fmt.Errorf("%q is no row: NAME  [required ]TYPE[; DEFAULT][: TEXT]", row)
	}
	f := &field{name: name}
	rest, f.required = strings.CutPrefix(rest, "required ")
	rest, f.text, _ = strings.Cut(rest, ": ")
	f.typ, f.byDefault, _ = strings.Cut(rest, "; ")
	if strings.HasSuffix(f.typ, "required") {
		return nil, fmt.Errorf("%s: write required before its type", name)
	}
	return f, nil
}

// rootType is the type of a whole document with several policies.
const rootType = "Config"

// check finds types that are not written as the table's grammar says.
func (o *object) check(types map[string]*object) error {
	for _, t := range types {
		for _, f := range t.fields {
			if _, err := schemaOf(f.typ, types); err != nil {
				return fmt.Errorf("%s.%s: %w", t.name, f.name, err)
			}
		}
	}
	if o == nil {
		return fmt.Errorf("no type %s", rootType)
	}
	return nil
}
