package guard

import "bytes"

// inspectText runs the detectors over the string that was collected.
func (in *Inspector) inspectText(lv level) {
	b := in.text.Bytes()
	if len(b) <= in.from {
		return
	}
	in.out.Bytes += int64(len(b) - in.from)
	first := len(in.hits)
	in.found, _ = in.x.scratch.detect.Scan(in.plan.set, b, in.from, true, in.found[:0])
	for i := range in.found {
		f := &in.found[i]
		if in.plan.harmless(f) {
			in.out.Harmless++
			continue
		}
		if lv == levelNumber && !f.Validated {
			continue // most long numbers are identifiers or times
		}
		if in.drop(f.Type, f.Score, b[f.Start:f.End]) {
			continue
		}
		from, to := in.text.Span(f.Start, f.End)
		in.add(hit{
			kind: f.Type, level: lv, score: f.Score, from: from, to: to,
			start: int32(f.Start - in.from + in.skipped), end: int32(f.End - in.from + in.skipped),
		}, b[f.Start:f.End])
	}
	if lv == levelString && in.skipped == 0 && looksLikeJSON(b[in.from:]) && (len(in.hits) > first || bytes.IndexByte(b, '\\') >= 0) {
		in.nested.run(in, first)
	}
}

// add keeps a hit with its value.
func (in *Inspector) add(h hit, value []byte) {
	if in.trail < 0 {
		in.trail = int32(len(in.trails))
		in.trails = append(in.trails, in.walk.Trail())
	}
	h.trail = in.trail
	h.value, h.len = int32(len(in.values)), int32(len(value))
	in.values = append(in.values, value...)
	in.hits = append(in.hits, h)
}

// looksLikeJSON tells whether text may be a JSON document of its own, as tool
// arguments and tool results are.
func looksLikeJSON(b []byte) bool {
	for _, c := range b {
		switch c {
		case ' ', '\t', '\r', '\n':
		case '{', '[':
			return true
		default:
			return false
		}
	}
	return false
}
