package payload

import "github.com/chatguard/chatguard/filter/text/ascii"

// Bounds of what is read of a path: its steps, and its bytes.
const (
	maxSteps = 6
	maxPath  = 64
)

// glob looks for a path that only a shell can complete: /?tc/p?sswd, /bi[n]/sh.
func (s *scanner) glob(i int) (Finding, bool) {
	t := s.text
	if t[i] != '/' || i > 0 && (ascii.Word(t[i-1]) || t[i-1] == ':' || t[i-1] == '/') {
		return Finding{}, false
	}
	if !wildcard(t, i) {
		return Finding{}, false
	}
	steps, hits, k := 0, 0, i
	for k < len(t) && t[k] == '/' && k-i < maxPath && steps < maxSteps {
		begin := k + 1
		for k = begin; k < len(t) && k-i < maxPath && (ascii.Word(t[k]) || t[k] == '?' || t[k] == '*' || t[k] == '[' || t[k] == ']' || t[k] == '-' || t[k] == '.'); k++ {
		}
		steps++
		for _, name := range globbed {
			if matchGlob(t[begin:k], name) {
				hits++
				break
			}
		}
	}
	if hits == 0 || steps < 2 {
		return Finding{}, false
	}
	return Finding{i, k, Command, 0.85}, true
}

// wildcard reports whether the path at i has a wildcard that more of it stands behind.
func wildcard(t []byte, i int) bool {
	for end := min(len(t), i+maxPath); i < end && t[i] > ' '; i++ {
		if (t[i] == '?' || t[i] == '*' || t[i] == '[') && i+1 < len(t) {
			return true
		}
	}
	return false
}

// matchGlob reports whether a pattern with a wildcard and a letter matches name (POSIX.1-2024, XCU 2.14.1). A set in brackets stands
// for any one byte.
func matchGlob(pattern []byte, name string) bool {
	wild, literal, n := 0, 0, 0
	for i := 0; i < len(pattern); i++ {
		switch c := ascii.Lower(pattern[i]); {
		case c == '*':
			return literal > 0 && n < len(name) && i == len(pattern)-1
		case n == len(name):
			return false
		case c == '[':
			for i++; i < len(pattern) && pattern[i] != ']'; i++ {
			}
			wild++
			n++
		case c == '?':
			wild++
			n++
		case c != name[n]:
			return false
		default:
			literal++
			n++
		}
	}
	return n == len(name) && wild > 0 && literal > 0
}

// maxVariable bounds the name of a loop's variable.
const maxVariable = 16

// loop looks for the loop of Windows' command line: for /f %x in (...) do.
func (s *scanner) loop(i int) (Finding, bool) {
	t := s.text
	k := skipSpace(t, i+1)
	for end := k + maxVariable; k < end && at(t, k) != 0 && !space(t[k]); k++ {
	}
	if k = skipSpace(t, k); !ascii.Has(t, k, "in") || at(t, skipSpace(t, k+2)) != '(' {
		return Finding{}, false
	}
	e := ascii.Find(t, k, ")", reach)
	if e < 0 || !ascii.Has(t, skipSpace(t, e+1), "do") {
		return Finding{}, false
	}
	j := i
	for j > 0 && i-j < 64 {
		if j--; ascii.Has(t, j, "for") && (j == 0 || !ascii.Word(t[j-1])) && space(at(t, j+3)) {
			return Finding{j, e + 1, Command, 0.85}, true
		}
	}
	return Finding{}, false
}
