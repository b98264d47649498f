package main

import "errors"

// startsNearDigit verifies that the engine, which looks for shapes at the
// token of a digit and at two short tokens of letters before it, finds every
// match: before its first digit a match has letters only, in at most two
// tokens of four letters, each set apart by one separator, and then the
// token of the digit. Matches without any digit are never tried.
func startsNearDigit(n *node) error {
	m := &nfa{}
	start := m.add()
	m.build(n, start)
	type place struct{ state, tokens, letters int }
	seen := map[place]bool{}
	var walk func(p place) error
	walk = func(p place) error {
		if seen[p] {
			return nil
		}
		seen[p] = true
		st := &m.states[p.state]
		for _, e := range st.eps {
			if err := walk(place{e, p.tokens, p.letters}); err != nil {
				return err
			}
		}
		if st.next < 0 {
			return nil
		}
		for _, b := range st.set.list() {
			next := place{st.next, p.tokens, min(p.letters+1, 5)}
			switch {
			case b >= '0' && b <= '9':
				continue
			case b|0x20 >= 'a' && b|0x20 <= 'z':
			case (b == ' ' || b == '-' || b == '.' || b == '/') && p.letters > 0 && p.letters <= 4 && p.tokens < 2:
				next = place{st.next, p.tokens + 1, 0}
			default:
				return errors.New("a shape has at most two tokens of one to four letters, with one separator each, before the token of its first digit")
			}
			if err := walk(next); err != nil {
				return err
			}
		}
		return nil
	}
	return walk(place{start, 0, 0})
}
