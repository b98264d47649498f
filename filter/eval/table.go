package eval

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
)

// WriteTable writes counts as a Markdown table, the types that have no span
// and no finding left out.
func WriteTable(w io.Writer, counts []*Count) error {
	var b strings.Builder
	b.WriteString("| type | spans | recall | same ends | findings | precision | F1 |\n|---|---:|---:|---:|---:|---:|---:|\n")
	for _, c := range counts {
		if c.Spans == 0 && c.Found == 0 {
			continue
		}
		fmt.Fprintf(&b, "| %s | %d | %.3f | %.3f | %d | %.3f | %.3f |\n", c.Type, c.Spans, c.Recall(), ratio(c.Exact, c.Spans), c.Found, c.Precision(), c.F1())
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// unclaimed are the types that no rule claims to find: they need understanding, not
// form, or say nothing of a person by themselves.
var unclaimed = map[string]bool{"AGE": true, "DATE_TIME": true, "NRP": true, "ORGANIZATION": true, "TITLE": true, "LOCATION": true, "ZIP_CODE": true}

// Total sums up the counts of the types that the rules claim to find.
func Total(counts []*Count) *Count {
	all := &Count{Type: "all that is claimed"}
	for _, c := range counts {
		if unclaimed[c.Type] || c.Type == anywhere {
			continue
		}
		all.Spans += c.Spans
		all.Hit += c.Hit
		all.Exact += c.Exact
		all.Found += c.Found
		all.Wrong += c.Wrong
		all.Masked += c.Masked
	}
	return all
}

// WriteSplit writes the counts of the two parts of the cases side by side.
func WriteSplit(w io.Writer, dev, val []*Count) error {
	var b strings.Builder
	b.WriteString("| type | spans dev / val | recall dev / val | precision dev / val | same ends | masked as any type | taken for |\n|---|---:|---:|---:|---:|---:|---|\n")
	rows := map[string][2]*Count{}
	var types []string
	for part, counts := range [][]*Count{append(dev, Total(dev)), append(val, Total(val))} {
		for _, c := range counts {
			row, ok := rows[c.Type]
			if !ok {
				row = [2]*Count{{Type: c.Type}, {Type: c.Type}}
				types = append(types, c.Type)
			}
			row[part] = c
			rows[c.Type] = row
		}
	}
	slices.SortFunc(types, func(a, b string) int { // totals last
		if x, y := strings.Contains(a, "claimed"), strings.Contains(b, "claimed"); x != y {
			if x {
				return 1
			}
			return -1
		}
		return strings.Compare(a, b)
	})
	for _, t := range types {
		d, v := rows[t][0], rows[t][1]
		if spans := d.Spans + v.Spans; spans > 0 || d.Found+v.Found > 0 {
			fmt.Fprintf(&b, "| %s | %d / %d | %.3f / %.3f | %.3f / %.3f | %.3f | %.3f | %s |\n", t, d.Spans, v.Spans, d.Recall(), v.Recall(), d.Precision(), v.Precision(),
				ratio(d.Exact+v.Exact, spans), ratio(d.Masked+v.Masked, spans), confusions(d, v))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// confusions lists the types that missed spans were found as, the most frequent
// first.
func confusions(counts ...*Count) string {
	sum := map[string]int{}
	for _, c := range counts {
		for t, n := range c.Confused {
			sum[t] += n
		}
	}
	names := slices.SortedFunc(maps.Keys(sum), func(a, b string) int {
		if sum[a] != sum[b] {
			return sum[b] - sum[a]
		}
		return strings.Compare(a, b)
	})
	for i, n := range names {
		names[i] = fmt.Sprintf("%s %d", n, sum[n])
	}
	return strings.Join(names, ", ")
}

// Digest identifies the files that a result was measured on: the first 16
// hexadecimal digits of the SHA-256 of their contents, one after the other.
func Digest(names ...string) (string, error) {
	h := sha256.New()
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			return "", err
		}
		_, err = io.Copy(h, f)
		f.Close()
		if err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(h.Sum(nil))[:16], nil
}
