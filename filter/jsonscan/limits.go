package jsonscan

// Limits bounds what a document may hold. A field that is 0 or negative stands
// for its default. A limit is the largest value that is still accepted.
type Limits struct {
	Bytes       int64 // of the whole body; default DefaultBytes
	Depth       int   // of open objects and arrays; default DefaultDepth, at most MaxDepth
	Keys        int   // in the whole document; default DefaultKeys
	KeyBytes    int   // of one key as it stands in the body, between its quotes; default DefaultKeyBytes
	StringBytes int   // of one string value as it stands in the body, between its quotes; default Bytes
	NumberBytes int   // of one number; default DefaultNumberBytes

	// AllowDuplicateKeys accepts an object that has a key twice. Receivers
	// disagree on which of the two counts (RFC 8259, section 4), so a filter that
	// accepts them may have judged a value that the receiver never sees.
	AllowDuplicateKeys bool
}

// Defaults of Limits, and the largest depth that can be asked for.
const (
	DefaultBytes       = 1 << 20
	DefaultDepth       = 64
	DefaultKeys        = 50_000
	DefaultKeyBytes    = 4096
	DefaultNumberBytes = 256
	MaxDepth           = 4096
)

// resolved returns l with its defaults filled in.
func (l Limits) resolved() Limits {
	if l.Bytes <= 0 {
		l.Bytes = DefaultBytes
	}
	l.Depth = min(orDefault(l.Depth, DefaultDepth), MaxDepth)
	l.Keys = orDefault(l.Keys, DefaultKeys)
	l.KeyBytes = orDefault(l.KeyBytes, DefaultKeyBytes)
	l.NumberBytes = orDefault(l.NumberBytes, DefaultNumberBytes)
	if l.StringBytes <= 0 || int64(l.StringBytes) > l.Bytes {
		l.StringBytes = int(min(l.Bytes, maxInt))
	}
	return l
}

const maxInt = int64(^uint(0) >> 1)

func orDefault(n, def int) int {
	if n <= 0 {
		return def
	}
	return n
}
