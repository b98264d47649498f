package eval

import (
	"slices"
	"strings"
)

// Found is a finding, in bytes of the text.
type Found struct {
	Start, End int
	Type, Rule string
	Score      float32
}

// Count is the outcome for one type.
type Count struct {
	Type   string
	Spans  int // labelled
	Hit    int // labelled spans that a finding of the type meets, by at least half of their union
	Exact  int // of these, with the same ends
	Found  int // findings judged
	Wrong  int // of these, without a labelled span
	Masked int // labelled spans of which findings of any type cover half or more
	// Confused counts the missed spans that findings of other types met, by type.
	Confused map[string]int
	Misses   []Miss
	False    []Miss
}

// Miss is a labelled span that was not found, or a finding that is not labelled.
type Miss struct {
	Case, Text, Value, As string
}

// Precision is the part of the findings that are labelled; 1 without findings.
func (c *Count) Precision() float64 { return ratio(c.Found-c.Wrong, c.Found) }

// Recall is the part of the labelled spans that were found; 1 without spans.
func (c *Count) Recall() float64 { return ratio(c.Hit, c.Spans) }

// F1 is the harmonic mean of both.
func (c *Count) F1() float64 {
	p, r := c.Precision(), c.Recall()
	if p+r == 0 {
		return 0
	}
	return 2 * p * r / (p + r)
}

func ratio(a, b int) float64 {
	if b == 0 {
		return 1
	}
	return float64(a) / float64(b)
}

// Options of Run.
type Options struct {
	// Keep says which labelled spans count; nil means all. The others are
	// neither expected nor held against a finding.
	Keep func(c *Case, s *Span) bool
	// Misses is how many misses and false findings to keep for each type.
	Misses int
}

// Run scans every case and counts by type of the corpus (see Accepts).
// Findings of types that a corpus does not annotate are not judged.
func Run(cases []Case, scan func(text string) []Found, opt Options) []*Count {
	return RunCases(cases, func(c *Case) []Found { return scan(c.Text) }, opt)
}

// RunCases is Run with a scan that may depend on the case.
func RunCases(cases []Case, scan func(c *Case) []Found, opt Options) []*Count {
	counts := map[string]*Count{}
	get := func(t string) *Count {
		if counts[t] == nil {
			counts[t] = &Count{Type: t}
		}
		return counts[t]
	}
	labels := labelTypes(cases)
	for i := range cases {
		if t := cases[i].TextOnly(); t != "" {
			judgeText(t, scan(&cases[i]), get)
			continue
		}
		if cases[i].Weak && len(cases[i].Spans) == 0 {
			continue // another locale may well accept it
		}
		joinAddress(&cases[i])
		found := scan(&cases[i])
		judge(&cases[i], found, labels[cases[i].Corpus], get, opt)
		if cases[i].Label == "secret" {
			judgeAnywhere(found, get(anywhere))
		}
	}
	out := make([]*Count, 0, len(counts))
	for _, c := range counts {
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b *Count) int { return strings.Compare(a.Type, b.Type) })
	return out
}

// labelTypes returns the types each corpus labels.
func labelTypes(cases []Case) map[string][]string {
	out := map[string][]string{}
	for i := range cases {
		for _, s := range cases[i].Spans {
			if !slices.Contains(out[cases[i].Corpus], s.Type) {
				out[cases[i].Corpus] = append(out[cases[i].Corpus], s.Type)
			}
		}
	}
	return out
}

func judge(c *Case, found []Found, labels []string, get func(string) *Count, opt Options) {
	if len(c.Annotated) > 0 {
		labels = c.Annotated
	}
	used := make([]bool, len(found))
	for i := range c.Spans {
		s := &c.Spans[i]
		skip := opt.Keep != nil && !opt.Keep(c, s)
		count := get(s.Type)
		hit, exact := false, false
		for j, f := range found {
			if !Accepts(s.Type, f.Type) || !meets(s, f) {
				if skip && overlaps(s, f) {
					used[j] = true
				}
				continue
			}
			used[j], hit = true, true
			exact = exact || f.Start == s.Start && f.End == s.End
			if !skip {
				count.Found++
			}
		}
		if skip {
			continue
		}
		count.Spans++
		if covered(s, found) {
			count.Masked++
		}
		if other := as(s, found); !hit && other != "" {
			if count.Confused == nil {
				count.Confused = map[string]int{}
			}
			count.Confused[other]++
		}
		if hit {
			count.Hit++
		} else if len(count.Misses) < opt.Misses {
			count.Misses = append(count.Misses, Miss{c.ID, c.Text, c.Text[s.Start:s.End], strings.TrimSpace(s.Subtype + " " + as(s, found))})
		}
		if exact {
			count.Exact++
		}
	}
	for j, f := range found {
		label := labelOf(f.Type, labels)
		if used[j] || label == "" && len(labels) > 0 {
			continue
		}
		if label == "" {
			label = f.Type // nothing is labelled: every finding is wrong
		}
		count := get(label)
		count.Found++
		count.Wrong++
		if len(count.False) < opt.Misses {
			count.False = append(count.False, Miss{c.ID, c.Text, c.Text[f.Start:f.End], f.Type + " by " + f.Rule})
		}
	}
}

// judgeText counts a text that holds a value of a type at a place that is not
// labelled: any finding of the type will do.
func judgeText(typ string, found []Found, get func(string) *Count) {
	count := get(typ + " in the text")
	count.Spans++
	for _, f := range found {
		if Accepts(typ, f.Type) {
			count.Hit++
			count.Masked++
			count.Found++
			return
		}
	}
}

// anywhere counts the samples of secrets in which a secret is found: where the
// user name or the host is labelled, the password beside it is what matters. A
// user name alone does not count.
const anywhere = "SECRET, samples with one found"

func judgeAnywhere(found []Found, count *Count) {
	count.Spans++
	for _, f := range found {
		if Accepts("SECRET", f.Type) && f.Type != "SECRET_USERNAME" {
			count.Hit++
			count.Masked++
			return
		}
	}
}

func isSecret(label string) bool {
	return label == "SECRET" || label == fuzzySecret || label == identifier
}

// covered reports whether findings cover half of s or more.
func covered(s *Span, found []Found) bool {
	n := 0
	for _, f := range found {
		n += max(0, min(s.End, f.End)-max(s.Start, f.Start))
	}
	return 2*n >= s.End-s.Start
}

// as tells what was found in the place of s instead.
func as(s *Span, found []Found) string {
	for _, f := range found {
		if overlaps(s, f) {
			return f.Type
		}
	}
	return ""
}

func overlaps(s *Span, f Found) bool { return f.Start < s.End && s.Start < f.End }

// meets reports whether the range that s and f share is at least half of what
// they cover. A secret may also lie inside the span: the password in a labelled
// connection string is what makes it one.
func meets(s *Span, f Found) bool {
	if isSecret(s.Type) && f.Start >= s.Start && f.End <= s.End {
		return true
	}
	inter := min(s.End, f.End) - max(s.Start, f.Start)
	union := max(s.End, f.End) - min(s.Start, f.Start)
	return inter > 0 && 2*inter >= union
}

func labelOf(typ string, labels []string) string {
	for _, l := range labels {
		if Accepts(l, typ) {
			if isSecret(l) {
				return "SECRET"
			}
			return l
		}
	}
	return ""
}
