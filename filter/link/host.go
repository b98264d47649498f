package link

import (
	"bytes"
	"unicode/utf8"

	"github.com/chatguard/chatguard/filter/payload"
	"github.com/chatguard/chatguard/filter/text/ascii"
	"github.com/chatguard/chatguard/filter/text/view"
	"github.com/chatguard/chatguard/policies"
)

// maxHost is the length of the longest name of a host (RFC 1035, section 2.3.4).
const maxHost = 253

func (l *Link) judgeHost() {
	if _, odd, ok := payload.ParseIPv4(l.Host); ok {
		l.Signs |= Numeric
		if odd {
			l.Signs |= OddNumeric
		}
	} else if _, ok := payload.ParseIPv6(l.Host); ok {
		l.Signs |= Numeric
	}
	if len(l.Host) > maxHost {
		return
	}
	for label, rest := nextLabel(l.Host); len(label) > 0; label, rest = nextLabel(rest) {
		if ascii.Has(label, 0, "xn--") {
			l.Signs |= Punycode
			var ok bool
			if label, ok = punycode(label[4:]); !ok {
				continue
			}
		}
		if disguised(label) {
			l.Signs |= Mixed
		}
	}
	if impersonates(l.Host) {
		l.Signs |= Lookalike
	}
}

// disguised tells a label that looks like one of ASCII letters and is not: with letters of Greek or Cyrillic beside ASCII ones, or with
// nothing but letters that look like ASCII ones.
func disguised(label []byte) bool {
	latin, alike, other, greek := 0, 0, 0, false
	for i := 0; i < len(label); {
		r, n := utf8.DecodeRune(label[i:])
		i += n
		switch {
		case r < utf8.RuneSelf:
			if ascii.Letter(byte(r)) {
				latin++
			}
		case r >= 0x370 && r < 0x530:
			greek = true
			fallthrough
		default:
			if kind, to := view.Fold(r); kind == view.Alike && len(to) == 1 {
				alike++
			} else {
				other++
			}
		}
	}
	return latin > 0 && greek || alike >= 3 && other == 0
}

// brands are names that others dress up as.
var brands = policies.AttackList("brands")

// impersonates tells a host that reads like a brand's and is none: with a digit or two letters in the place of one (paypa1,
// rnicrosoft), or with the brand's own host in front of its own (paypal.com.account.example).
func impersonates(host []byte) bool {
	for label, rest := nextLabel(host); len(label) > 0; label, rest = nextLabel(rest) {
		for _, brand := range brands {
			if len(label) < len(brand) || len(label) > len(brand)+2 || len(label) < 4 {
				continue
			}
			if is(label, brand) {
				if ascii.Has(rest, 0, "com.") && (bytes.IndexByte(rest[4:], '.') >= 0 || len(rest) > 6) {
					return true
				}
			} else if resembles(label, brand) {
				return true
			}
		}
	}
	return false
}

// nextLabel is what stands before the first full stop of a host, and what stands behind it.
func nextLabel(host []byte) (label, rest []byte) {
	for i, c := range host {
		if c == '.' {
			return host[:i], host[i+1:]
		}
	}
	return host, nil
}

// resembles tells whether a label is a brand with look-alike signs in it.
func resembles(label []byte, brand string) bool {
	i := 0
	for k := 0; k < len(label); k++ {
		c := ascii.Lower(label[k])
		switch next := byte(0); {
		case i == len(brand):
			return false
		case c == brand[i]:
		default:
			if k+1 < len(label) {
				next = ascii.Lower(label[k+1])
			}
			want := brand[i]
			switch {
			case c == '0' && want == 'o', (c == '1' || c == '|') && (want == 'l' || want == 'i'), c == '3' && want == 'e', c == '5' && want == 's', c == '4' && want == 'a', c == 'i' && want == 'l':
			case c == 'r' && next == 'n' && want == 'm', c == 'v' && next == 'v' && want == 'w', c == 'c' && next == 'l' && want == 'd':
				k++
			default:
				return false
			}
		}
		i++
	}
	return i == len(brand)
}

// misnamed tells whether the text of a link names another host than its own, and no part of it.
func misnamed(text, host []byte) bool {
	k := ascii.Find(text, 0, "://", len(text))
	if k < 0 && !ascii.Has(text, 0, "www.") || len(host) == 0 {
		return false
	}
	if k < 0 {
		k = -3
	}
	said, _ := payload.HostAt(text, k+3)
	said, host = bytes.TrimSuffix(said, []byte{'.'}), bytes.TrimSuffix(host, []byte{'.'})
	return len(said) > 3 && bytes.IndexByte(said, '.') > 0 && !bytes.EqualFold(site(said), site(host))
}

// site is the part of a host that somebody registers, about: the last two labels, three where the second but last is short.
func site(host []byte) []byte {
	labels := 0
	for i := len(host) - 1; i >= 0; i-- {
		if host[i] != '.' {
			continue
		}
		if labels++; labels == 2 && bytes.IndexByte(host[i+1:], '.') > 3 || labels == 3 {
			return host[i+1:]
		}
	}
	return host
}

// refang is a host without the brackets that keep people from following it.
func refang(host []byte) []byte {
	out := make([]byte, 0, len(host))
	for i := 0; i < len(host); i++ {
		if n := dottedLen(host, i); n > 0 {
			out = append(out, '.')
			i += n - 1
			continue
		}
		out = append(out, host[i])
	}
	return out
}

// dotted reports whether the byte at i is of a dot in brackets.
func dotted(t []byte, i int) bool {
	for k := max(0, i-4); k <= i; k++ {
		if n := dottedLen(t, k); k+n > i {
			return true
		}
	}
	return false
}

// dottedLen is the length of a dot in brackets at i.
func dottedLen(t []byte, i int) int {
	for _, s := range []string{"[.]", "(.)", "{.}", "[dot]", "(dot)"} {
		if ascii.Has(t, i, s) {
			return len(s)
		}
	}
	return 0
}
