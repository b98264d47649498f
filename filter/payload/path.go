package payload

import (
	"bytes"

	"github.com/chatguard/chatguard/filter/text/ascii"
)

// traversal looks for a way up and out of a folder.
func (s *scanner) traversal(i int) (Finding, bool) {
	t := s.text
	switch next := at(t, i+1); t[i] {
	case '.':
		if next != '.' && next != '%' && next != '0' {
			return Finding{}, false
		}
	case '0':
		if next|0x20 != 'x' {
			return Finding{}, false
		}
	case '%':
	case wide[0]:
		if !ascii.Has(t, i, wide) {
			return Finding{}, false
		}
	default:
		return Finding{}, false
	}
	ups, k := 0, i
	for k < len(t) && k-i < reach {
		n := up(t, k)
		if n == 0 {
			if n = stay(t, k); n == 0 || ups == 0 {
				break
			}
			ups--
		}
		ups++
		k += n
	}
	if ups == 0 {
		return Finding{}, false
	}
	strength := float32(0.3)
	switch {
	case targetAt(t, k, targets) > 0, targetAt(t, k, farTargets) > 0:
		strength = 0.95
	case ups >= 3:
		strength = 0.8
	case bytes.IndexByte(t[i:k], '%') >= 0, bytes.IndexByte(t[i:k], ';') >= 0:
		strength = 0.85 // nobody writes dots like that
	case i == 2 && t[1] == ':' && ascii.Letter(t[0]):
		strength = 0.85 // of a drive's own folder
	case ups == 2:
		strength = 0.5
	}
	end := k
	for end < len(t) && end-k < 64 && !space(t[end]) && t[end] != '"' {
		end++
	}
	return Finding{i, end, Path, strength}, true
}

// wide is a dot of full width, with which the steps of others may begin.
const wide = "．"

// up is the length of one step up at i: ../ in any dress.
func up(t []byte, i int) int {
	k := i
	for range 4 {
		n := dressed(t, k, dots)
		if n == 0 {
			break
		}
		k += n
	}
	if k < i+2 {
		return 0
	}
	if at(t, k) == ';' || at(t, k) == '?' {
		k++
	} else if ascii.Has(t, k, "%00") || ascii.Has(t, k, "%01") {
		k += 3
	}
	begin := k
	for range 4 {
		n := dressed(t, k, slashes)
		if n == 0 {
			break
		}
		k += n
	}
	if k == begin {
		return 0
	}
	return k - i
}

// stay is the length of a step at i that goes nowhere: ./ or one more slash.
func stay(t []byte, i int) int {
	if n := dressed(t, i, dots); n > 0 {
		if m := dressed(t, i+n, slashes); m > 0 {
			return n + m
		}
		return 0
	}
	return dressed(t, i, slashes)
}

// dressed is the length of the form of a character at i, 0 if none of all is there.
func dressed(t []byte, i int, all *dresses) int {
	if i >= len(t) {
		return 0
	}
	next := ascii.Lower(at(t, i+1))
	for _, f := range all[ascii.Lower(t[i])] {
		if (len(f) == 1 || f[1] == next) && ascii.Has(t, i, f) {
			return len(f)
		}
	}
	return 0
}

// targetAt is the index behind the name of a file that attackers read, at i.
func targetAt(t []byte, i int, names []string) int {
	first := ascii.Lower(at(t, i))
	for _, name := range names {
		if name[0] != first {
			continue
		}
		if e := hasPath(t, i, name); e > 0 {
			return e
		}
	}
	return 0
}

// hasPath is the index behind s at i, with slashes in any dress and number; 0 if it is not there.
func hasPath(t []byte, i int, s string) int {
	for k := range len(s) {
		if i >= len(t) {
			return 0
		}
		c := ascii.Lower(t[i])
		if s[k] == '/' {
			n := dressed(t, i, slashes)
			if n == 0 {
				return 0
			}
			for ; n > 0; n = dressed(t, i, slashes) {
				i += n
			}
			continue
		}
		if c != s[k] {
			return 0
		}
		i++
	}
	return i
}

// absolute looks for such a file by its whole path.
func (s *scanner) absolute(i int) (Finding, bool) {
	t := s.text
	start := i
	if i >= 2 && t[i-1] == ':' && ascii.Letter(t[i-2]) && (i == 2 || !ascii.Word(t[i-3])) {
		start = i - 2
	} else if i > 0 && (ascii.Word(t[i-1]) || t[i-1] == '/' || t[i-1] == '.') {
		return Finding{}, false
	}
	k := i
	for k < len(t) && (t[k] == '/' || t[k] == '\\') && k-i < 4 {
		k++
	}
	e := targetAt(t, k, targets)
	if e == 0 {
		return s.glob(i)
	}
	return Finding{start, e, Path, 0.85}, true
}
