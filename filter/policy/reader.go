package policy

import (
	"math"
	"strconv"
)

// reader takes typed values out of nodes and collects what is wrong with
// them. A value with an error is left as it was.
type reader struct{ errs Errors }

func (r *reader) fail(n *node, msg string) {
	r.errs = append(r.errs, &Error{n.path, n.offset, msg})
}

// is checks the kind of a node.
func (r *reader) is(n *node, k kind) bool {
	if n.kind == k {
		return true
	}
	r.fail(n, "must be "+kindNames[k]+", is "+kindNames[n.kind])
	return false
}

// field is how one member of an object is read.
type field struct {
	name string
	read func(*node)
}

// object reads the members of n in the order of the document and refuses
// those it does not know.
func (r *reader) object(n *node, fields []field) {
	if !r.is(n, object) {
		return
	}
	for _, key := range n.names {
		if f := find(fields, key); f != nil {
			f.read(n.fields[key])
			continue
		}
		valid := make([]string, len(fields))
		for i := range fields {
			valid[i] = fields[i].name
		}
		r.fail(n.fields[key], unknown("field", key, valid))
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

func (r *reader) str(to *string) func(*node) {
	return func(n *node) {
		if r.is(n, str) {
			*to = n.text
		}
	}
}

func (r *reader) bool(to *bool) func(*node) {
	return func(n *node) {
		if r.is(n, boolean) {
			*to = n.flag
		}
	}
}

// integer reads a whole number in [least, most].
func integer[T int | int64](r *reader, to *T, least, most int64) func(*node) {
	return func(n *node) {
		if !r.is(n, number) {
			return
		}
		if n.number != math.Trunc(n.number) || n.number < float64(least) || n.number > float64(most) {
			r.fail(n, "must be a whole number from "+strconv.FormatInt(least, 10)+" to "+strconv.FormatInt(most, 10))
			return
		}
		*to = T(n.number)
	}
}

func (r *reader) score(to *float32) func(*node) {
	return func(n *node) {
		if !r.is(n, number) {
			return
		}
		if n.number < 0 || n.number > 1 {
			r.fail(n, "must be from 0 to 1")
			return
		}
		*to = float32(n.number)
	}
}

// enum reads one of names; the value is its index plus base.
func enum[T ~uint8](r *reader, to *T, names []string, base int) func(*node) {
	return func(n *node) {
		if !r.is(n, str) {
			return
		}
		for i, s := range names {
			if n.text == s {
				*to = T(i + base)
				return
			}
		}
		r.fail(n, unknown("value", n.text, names))
	}
}

// list calls read for each item.
func (r *reader) list(read func(*node)) func(*node) {
	return func(n *node) {
		if !r.is(n, array) {
			return
		}
		for _, item := range n.items {
			read(item)
		}
	}
}

// strings reads a list of strings, none of them empty.
func (r *reader) strings(to *[]string) func(*node) {
	return r.list(func(n *node) {
		if !r.is(n, str) {
			return
		}
		if n.text == "" {
			r.fail(n, "must not be empty")
			return
		}
		*to = append(*to, n.text)
	})
}

// table reads an object whose members are all strings.
func (r *reader) table(to *map[string]string) func(*node) {
	return func(n *node) {
		if !r.is(n, object) {
			return
		}
		*to = map[string]string{}
		for _, key := range n.names {
			if v := n.fields[key]; r.is(v, str) {
				(*to)[key] = v.text
			}
		}
	}
}
