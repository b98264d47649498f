package link

import "unicode/utf8"

// punycode decodes a label of a host, without its xn-- (RFC 3492, section 6.2).
func punycode(label []byte) (text []byte, ok bool) {
	const base, tmin, tmax, skew, damp, initialBias, initialN = 36, 1, 26, 38, 700, 72, 128
	if len(label) > 63 {
		return nil, false
	}
	var runes []rune
	for k := len(label) - 1; k > 0; k-- {
		if label[k] == '-' {
			for _, c := range label[:k] {
				runes = append(runes, rune(c))
			}
			label = label[k+1:]
			break
		}
	}
	n, i, bias := rune(initialN), 0, initialBias
	for p := 0; p < len(label); {
		old, w := i, 1
		for k := base; ; k += base {
			if p == len(label) {
				return nil, false
			}
			d := digit(label[p])
			p++
			if d < 0 || d > (1<<30-i)/w {
				return nil, false
			}
			i += d * w
			t := min(max(k-bias, tmin), tmax)
			if d < t {
				break
			}
			w *= base - t
		}
		size := len(runes) + 1
		delta := (i - old) / 2
		if old == 0 {
			delta = (i - old) / damp
		}
		delta += delta / size
		k := 0
		for ; delta > (base-tmin)*tmax/2; k += base {
			delta /= base - tmin
		}
		bias = k + (base-tmin+1)*delta/(delta+skew)
		n += rune(i / size)
		i %= size
		if n > utf8.MaxRune {
			return nil, false
		}
		runes = append(runes, 0)
		copy(runes[i+1:], runes[i:])
		runes[i] = n
		i++
	}
	return []byte(string(runes)), true
}

func digit(c byte) int {
	switch {
	case c-'a' < 26:
		return int(c - 'a')
	case c-'A' < 26:
		return int(c - 'A')
	case c-'0' < 10:
		return int(c-'0') + 26
	}
	return -1
}
