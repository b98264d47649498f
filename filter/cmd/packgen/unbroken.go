package main

// unbroken returns how many bytes a match of n begins with at least before its first
// blank, as far as a byte holds the number.
func unbroken(n *node) uint8 {
	if n == nil {
		return 0
	}
	least, _ := n.unbroken()
	return uint8(min(least, 255))
}

// unbroken also tells whether no match of n holds a blank.
func (n *node) unbroken() (least int, whole bool) {
	switch n.kind {
	case kindSet:
		for _, b := range []byte(" \t\n\r") {
			if n.set.has(b) {
				return 0, false
			}
		}
		return 1, true
	case kindAlt:
		whole = true
		for i, s := range n.subs {
			l, w := s.unbroken()
			if whole = whole && w; i == 0 || l < least {
				least = l
			}
		}
		return least, whole
	case kindRepeat:
		l, w := n.subs[0].unbroken()
		if !w {
			return l * min(n.min, 1), false
		}
		return l * n.min, true
	}
	for _, s := range n.subs { // one after the other
		l, w := s.unbroken()
		if least += l; !w {
			return least, false
		}
	}
	return least, true
}
