package policy

import (
	"math"
	"strconv"

	"github.com/chatguard/chatguard/filter/document"
)

// reader takes typed values out of nodes and collects what is wrong with
// them. A value with an error is left as it was. Its methods are called from
// some hundred places that run once: inlined there, they would be a quarter of a
// megabyte of the module.
type reader struct {
	errs  Errors
	where string // the preset that is being read, for paths
}

//go:noinline
func (r *reader) fail(n *document.Node, msg string) { r.failAt(n, n.Offset, msg) }

// failKey is fail for the name of a member rather than its value.
//
//go:noinline
func (r *reader) failKey(n *document.Node, msg string) { r.failAt(n, n.Key, msg) }

//go:noinline
func (r *reader) failAt(n *document.Node, offset int, msg string) {
	if r.where != "" {
		offset = -1
	}
	r.errs = append(r.errs, &Error{Path: r.where + n.Path, Offset: offset, Msg: msg})
}

// is checks the kind of a node.
//
//go:noinline
func (r *reader) is(n *document.Node, k document.Kind) bool {
	if n.Kind == k {
		return true
	}
	r.fail(n, "must be "+k.String()+", is "+n.Kind.String())
	return false
}

// field is how one member of an object is read.
type field struct {
	name string
	read func(*document.Node)
}

// object reads the members of n in the order of the document and refuses
// those it does not know.
func (r *reader) object(n *document.Node, fields []field) {
	if !r.is(n, document.Object) {
		return
	}
	for _, key := range n.Names {
		if f := find(fields, key); f != nil {
			f.read(n.Get(key))
			continue
		}
		valid := make([]string, len(fields))
		for i := range fields {
			valid[i] = fields[i].name
		}
		r.failKey(n.Get(key), unknown("field", key, valid))
	}
}

func find(fields []field, name string) *field {
	for i := range fields {
		if fields[i].name == name {
			return &fields[i]
		}
	}
	return nil
}

//go:noinline
func (r *reader) str(to *string) func(*document.Node) {
	return func(n *document.Node) {
		if r.is(n, document.String) {
			*to = n.Text
		}
	}
}

//go:noinline
func (r *reader) bool(to *bool) func(*document.Node) {
	return func(n *document.Node) {
		if r.is(n, document.Boolean) {
			*to = n.Flag
		}
	}
}

// integer reads a whole number in [least, most].
//
//go:noinline
func integer[T int | int64](r *reader, to *T, least, most int64) func(*document.Node) {
	return func(n *document.Node) {
		if !r.is(n, document.Number) {
			return
		}
		if n.Number != math.Trunc(n.Number) || n.Number < float64(least) || n.Number > float64(most) {
			r.fail(n, "must be a whole number from "+strconv.FormatInt(least, 10)+" to "+strconv.FormatInt(most, 10))
			return
		}
		*to = T(n.Number)
	}
}

// score reads a number in [0, 1]. A string that holds one counts, too: Envoy's
// own YAML makes strings of fractions.
//
//go:noinline
func (r *reader) score(to *float32) func(*document.Node) {
	return func(n *document.Node) {
		v := n.Number
		if n.Kind == document.String {
			var err error
			if v, err = strconv.ParseFloat(n.Text, 64); err != nil {
				v = -1
			}
		} else if !r.is(n, document.Number) {
			return
		}
		if !(v >= 0 && v <= 1) {
			r.fail(n, "must be from 0 to 1")
			return
		}
		*to = float32(v)
	}
}

// enum reads one of names; the value is its index plus base.
//
//go:noinline
func enum[T ~uint8](r *reader, to *T, names []string, base int) func(*document.Node) {
	return func(n *document.Node) {
		if !r.is(n, document.String) {
			return
		}
		for i, s := range names {
			if n.Text == s {
				*to = T(i + base)
				return
			}
		}
		r.fail(n, unknown("value", n.Text, names))
	}
}

// list calls read for each item.
//
//go:noinline
func (r *reader) list(read func(*document.Node)) func(*document.Node) {
	return func(n *document.Node) {
		if !r.is(n, document.Array) {
			return
		}
		for _, item := range n.Items {
			read(item)
		}
	}
}

// strings reads a list of strings, none of them empty.
//
//go:noinline
func (r *reader) strings(to *[]string) func(*document.Node) {
	return r.list(func(n *document.Node) {
		if !r.is(n, document.String) {
			return
		}
		if n.Text == "" {
			r.fail(n, "must not be empty")
			return
		}
		*to = append(*to, n.Text)
	})
}

// text reads a string that is not empty.
//
//go:noinline
func (r *reader) text(to *string) func(*document.Node) {
	return func(n *document.Node) {
		if r.str(to)(n); n.Kind == document.String && n.Text == "" {
			r.fail(n, "must not be empty")
		}
	}
}

// filled tells whether a list or object has members, and fails if it is one
// and has none: an empty condition would match nothing, or everything.
//
//go:noinline
func (r *reader) filled(n *document.Node) bool {
	switch {
	case n.Kind == document.Array && len(n.Items) == 0, n.Kind == document.Object && len(n.Names) == 0:
		r.fail(n, "must not be empty")
		return false
	}
	return true
}

func (r *reader) atMost(n *document.Node, count, most int) bool {
	if count > most {
		r.fail(n, "has "+strconv.Itoa(count)+" members, "+strconv.Itoa(most)+" at most are allowed")
	}
	return count <= most
}
