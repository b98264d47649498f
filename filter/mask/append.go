package mask

import "strconv"

// Append appends what stands in for value, a finding of type typ, in plain text.
// Placeholders are numbered by n; without one, or when n is full, they are
// labels.
func Append(dst []byte, spec *Spec, typ string, value []byte, n *Numbers) []byte {
	switch spec.Style {
	case Placeholder:
		if n != nil {
			if num, ok := n.Number(typ, value); ok {
				return AppendPlaceholder(dst, typ, num)
			}
		}
	case Partial:
		return appendPartial(dst, spec, value)
	case Hash:
		if len(spec.Key) > 0 {
			return appendHash(dst, spec.Key, typ, value)
		}
	case Token:
		if spec.Tokens != nil {
			return spec.Tokens.Append(dst, typ, spec.Context, value)
		}
	case Redact:
		return dst
	case Fixed:
		return append(dst, spec.Text...)
	}
	return appendLabel(dst, typ)
}

// AppendPlaceholder appends [TYPE_N].
func AppendPlaceholder(dst []byte, typ string, num int) []byte {
	dst = append(dst, '[')
	dst = append(dst, typ...)
	dst = append(dst, '_')
	dst = strconv.AppendUint(dst, uint64(num), 10)
	return append(dst, ']')
}

func appendLabel(dst []byte, typ string) []byte {
	dst = append(dst, '[')
	dst = append(dst, typ...)
	return append(dst, ']')
}
