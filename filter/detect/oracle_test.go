package detect_test

import (
	"hash/fnv"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/chatguard/chatguard/filter/detect"
	"github.com/chatguard/chatguard/filter/detect/check"
	"github.com/chatguard/chatguard/filter/detect/lex"
	"github.com/chatguard/chatguard/filter/detect/samples"
	"github.com/chatguard/chatguard/filter/detect/table"
	"github.com/chatguard/chatguard/filter/eval"
	"github.com/google/go-cmp/cmp"
)

// oracle finds what one rule finds, in the plainest way: the pattern is tried
// with package regexp at every position of the text. It shares the checks with
// the engine, and nothing else.
type oracle struct {
	in   *detect.Info
	r    uint16
	rule table.Rule
	src  *samples.Rule
	full *regexp.Regexp   // the pattern from the start to the end of the text
	head *regexp.Regexp   // the longest match at the start of the text
	lead []*regexp.Regexp // each keyword with an operator, or phrase
	wide bool             // the pattern has characters outside ASCII
	sets [2]*detect.Set   // of the rule alone, with a usual score and with any; made when they are first needed
}

func newOracle(in *detect.Info, r uint16, src *samples.Rule) *oracle {
	o := &oracle{in: in, r: r, rule: in.Rule(r), src: src}
	if src.Pattern == "" {
		return nil
	}
	o.wide = strings.ContainsFunc(src.Pattern, func(r rune) bool { return r >= utf8.RuneSelf }) || strings.Contains(src.Pattern, `\x{`)
	o.full = regexp.MustCompile(`\A(?:` + src.Pattern + `)\z`)
	o.head = regexp.MustCompile(`\A(?:` + src.Pattern + `)`)
	o.head.Longest()
	quotes := "[ \\t\\r\\n=:>|'\"`\\\\(\\[{*]{0,12}(?:[@bBrRuUfFNL][\"'`])?"
	verbs := bytesAsRunes("\uff1a|\uff1d|\u2013|\u2014|\u2192| \u00e9 | \u00e8 ") + "| (?i:is|ist|lautet|est|es) "
	calls := ""
	if o.rule.Flags&table.Calls != 0 {
		calls = "|(?:\\([@bBrRuUfFNL]?|[ \\t]{1,4})[\"'`]"
	}
	comma := ","
	if o.rule.Lead&table.NoComma != 0 {
		comma = ""
	}
	for _, w := range append(slices.Clone(src.Keywords), src.Phrases...) {
		lead := `\A(?i:` + regexp.QuoteMeta(bytesAsRunes(w)) + `)`
		if o.rule.Form == table.Assign {
			lead += "([A-Za-z0-9 \\t.\\-_'\"`\\[\\](){}$/\\\\*\u0080-\u00ff]{0," + strconv.Itoa(int(o.rule.Gap)) + "}?)(?:" + verbs + "|[?!]=|<-|:(?:-| {0,2}(?:&(?:'static )?)?[A-Za-z_][A-Za-z0-9_.<>\\[\\]?]{0,31} {0,2}= {0,2}[\"'`])?|[" + comma + "=>|]" + calls + ")"
		}
		o.lead = append(o.lead, regexp.MustCompile(lead+quotes))
	}
	return o
}

// bytesAsRunes turns each byte into the character of that number, so that
// regexp counts and classifies bytes, as the engine does.
func bytesAsRunes(s string) string {
	out := make([]rune, len(s))
	for i := range len(s) {
		out[i] = rune(s[i])
	}
	return string(out)
}

// runes prepares a text for the pattern.
func (o *oracle) runes(s string) string {
	if o.wide {
		return s
	}
	return bytesAsRunes(s)
}

// found is a match before context and overlaps.
type found struct {
	start, end int
	valid      bool
	weak       bool // without the context that it needs
}

// candidates returns the matches of the rule in text.
func (o *oracle) candidates(text string) []found {
	var out []found
	add := func(start, end int) {
		if v := o.in.Judge(o.r, []byte(text[start:end])); v != check.Reject {
			out = append(out, found{start, end, v == check.Valid, v == check.Weak})
		}
	}
	for s := range len(text) {
		switch o.rule.Form {
		case table.Shape:
			if o.rule.Lead&table.Unversioned == 0 || !detect.Versioned([]byte(text), s) {
				o.shapes(text, s, add)
			}
		case table.Pattern:
			if (o.rule.Flags&table.NoLeft != 0 || boundary(text, s)) && o.begins(text[s:]) {
				o.match(text, s, add)
			}
		default:
			for i, lead := range o.lead {
				if o.rule.Form == table.Phrase && !(boundary(text, s) && boundary(text, min(len(text), s+len(o.src.Phrases[i])))) {
					continue
				}
				if !o.leads(text, s) {
					continue
				}
				if end, gap := leadEnd(lead, text[s:]); end > 0 && s+end < len(text) && !o.ends(gap) {
					o.match(text, s+end, add)
				}
			}
		}
	}
	return out
}

// begins reports whether text begins with a literal of the rule, if it names any.
func (o *oracle) begins(text string) bool {
	return len(o.src.Literals) == 0 || slices.ContainsFunc(o.src.Literals, func(l string) bool {
		return len(text) >= len(l) && strings.EqualFold(text[:len(l)], l)
	})
}

// namePart is the last part of a name: likeThis, like_This.
var namePart = regexp.MustCompile(`[A-Z]*[a-z]*$`)

// leads reports whether a keyword at s is what the rule asks for.
func (o *oracle) leads(text string, s int) bool {
	head, first := text[:s], text[s:s+1]
	if o.rule.Lead&table.PartStart != 0 && regexp.MustCompile(`[A-Za-z]$`).MatchString(head) &&
		!(regexp.MustCompile(`[a-z]$`).MatchString(head) && regexp.MustCompile(`^[^a-z]`).MatchString(first)) {
		return false
	}
	if s > 0 && strings.IndexByte("_- ", head[s-1]) >= 0 {
		head = head[:s-1]
	}
	part := namePart.FindString(head)
	return o.rule.Lead&table.Private == 0 || part == "" || len(part) > 16 || !slices.Contains(strings.Fields(detect.PublicNames), strings.ToLower(part))
}

// ends reports whether what stands between a keyword and a sign of assignment
// ends with a word for what is no secret.
func (o *oracle) ends(gap string) bool {
	part := namePart.FindString(strings.TrimRightFunc(gap, func(r rune) bool { return !wordRune(r) }))
	return o.rule.Lead&(table.PartStart|table.Private) != 0 && part != "" && len(part) <= 16 && slices.Contains(strings.Fields(detect.PublicEnds), strings.ToLower(part))
}

// wordRune reports whether a byte, as a rune, is of a word.
func wordRune(r rune) bool { return r < 256 && lex.Class[byte(r)]&lex.Word != 0 }

// callSign is the bracket, or are the spaces before a quote, of a call.
var callSign = regexp.MustCompile("\\A(?:\\(|[ \\t]+[\"'`])")

// leadEnd returns the end of a keyword and what joins it to its value, and what
// stands between the keyword and a sign of assignment.
func leadEnd(lead *regexp.Regexp, text string) (end int, gap string) {
	runes := bytesAsRunes(text[:min(len(text), 120)])
	m := lead.FindStringSubmatchIndex(runes)
	if m == nil {
		return 0, ""
	}
	if len(m) > 3 && !callSign.MatchString(runes[m[3]:]) {
		gap = runes[m[2]:m[3]]
	}
	return utf8.RuneCountInString(runes[:m[1]]), gap
}

// match tries the pattern at s: the longest match counts, if it ends at a word
// boundary.
func (o *oracle) match(text string, s int, add func(start, end int)) {
	window := text[s:min(len(text), s+int(o.rule.Max))]
	runes := o.runes(window)
	m := o.head.FindStringSubmatchIndex(runes)
	if m == nil {
		return
	}
	for i := range m {
		if m[i] >= 0 && !o.wide {
			m[i] = utf8.RuneCountInString(runes[:m[i]])
		}
	}
	cut := s+len(window) < len(text) && m[1] == len(window) && o.rule.Flags&table.Unbounded != 0
	if o.rule.Flags&table.NoRight == 0 && !cut && !boundary(text, s+m[1]) {
		return
	}
	if len(m) > 2 && m[2] >= 0 {
		add(s+m[2], s+m[3])
	} else {
		add(s, s+m[1])
	}
}

// shapes tries every end for a shape that starts at s.
func (o *oracle) shapes(text string, s int, add func(start, end int)) {
	if !boundary(text, s) || !alnum(text[s]) || singles(text, s) || !nearDigit.MatchString(text[s:]) {
		return
	}
	for e := s + 1; e <= min(len(text), s+64); e++ {
		if !boundary(text, e) || !o.full.MatchString(o.runes(text[s:e])) {
			continue
		}
		left := s > 1 && strings.IndexByte("-./+", text[s-1]) >= 0 && digit(text[s-2])
		right := e+1 < len(text) && strings.IndexByte("-./+", text[e]) >= 0 && digit(text[e+1])
		if !(left || right) || o.rule.Flags&table.NoLeft != 0 {
			add(s, e)
		}
	}
}

// nearDigit tells where shapes are tried: at a token with a digit, or at most
// two short tokens of letters before one.
var nearDigit = regexp.MustCompile(`\A(?:[A-Za-z]{1,4}[ ./-]){0,2}[A-Za-z]{0,63}[0-9]`)

func digit(b byte) bool { return b >= '0' && b <= '9' }
func alnum(b byte) bool { return digit(b) || b|0x20 >= 'a' && b|0x20 <= 'z' }

// singles reports whether s is in a row of single digits, not at its start.
func singles(text string, s int) bool {
	return s > 1 && s+1 < len(text) && digit(text[s]) && strings.IndexByte(" -./", text[s-1]) >= 0 && digit(text[s-2]) &&
		boundary(text, s-2) && text[s+1] == text[s-1]
}

// boundary reports whether position i is not between two word characters.
func boundary(text string, i int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:i])
	after, _ := utf8.DecodeRuneInString(text[i:])
	return i == 0 || i == len(text) || !word(before) || !word(after)
}

func word(r rune) bool {
	if r < utf8.RuneSelf {
		return r == '_' || alnum(byte(r))
	}
	return r >= 0xC0 && r < 0x280 || r >= 0x300 && r < 0x380 || r >= 0x1E00 && r < 0x1F00
}

// findings weighs context and resolves overlaps: again in the plainest way.
func (o *oracle) findings(text string, weakly bool) []found {
	weakly = weakly && o.rule.Weak > 0
	var left []found
	for _, c := range o.candidates(text) {
		score := o.rule.Base
		if c.valid {
			score = o.rule.Valid
		}
		near := o.rule.Context > 0 && o.near(text, c)
		if near {
			score = max(score, o.rule.InText)
		}
		if score >= o.rule.Min && (near || o.rule.Flags&table.ContextHas == 0 && !c.weak) {
			c.weak = false
			left = append(left, c)
		} else if weakly && !near && (c.weak || o.rule.Flags&table.ContextHas != 0) {
			left = append(left, found{c.start, c.end, false, true})
		}
	}
	slices.SortStableFunc(left, func(a, b found) int {
		switch {
		case a.weak != b.weak:
			if b.weak {
				return -1
			}
			return 1
		case a.valid != b.valid:
			if a.valid {
				return -1
			}
			return 1
		case a.end-a.start != b.end-b.start:
			return (b.end - b.start) - (a.end - a.start)
		}
		return a.start - b.start
	})
	var out []found
	for _, c := range left {
		if !slices.ContainsFunc(out, func(x found) bool { return x.start < c.end && c.start < x.end }) {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b found) int { return a.start - b.start })
	return out
}

// near reports whether a context phrase stands in the window around c.
func (o *oracle) near(text string, c found) bool {
	t := []byte(text)
	for i := 0; i < len(t); i++ {
		if w := table.WordStart(t, i); w != i || digit(t[i]) || !wordBegins(text, i) {
			continue
		}
		h, j := table.HashStart, i
		for range table.PhraseWords {
			j, h = table.Word(t, j, h)
			if o.in.ContextHas(o.r, h) && i >= c.start-int(o.rule.Before) && j <= c.end+int(o.rule.After) && (j <= c.start || i >= c.end) {
				return true
			}
			next := table.WordStart(t, j)
			if next == len(t) || next-j > 3 {
				break
			}
			j = next
		}
	}
	return false
}

// wordBegins reports whether no word goes on at i: words are runs of letters
// and digits, except in scripts of three bytes a character.
func wordBegins(text string, i int) bool {
	r, _ := utf8.DecodeRuneInString(text[i:])
	p, n := utf8.DecodeLastRuneInString(text[:i])
	if r == utf8.RuneError || i == 0 {
		return i == 0 || text[i] < 0x80 || text[i] >= 0xC0
	}
	inWord := func(r rune, n int) bool {
		return r < utf8.RuneSelf && alnum(byte(r)) || n == 2 && r >= 0xC0
	}
	return r >= 0x800 || p == utf8.RuneError || !inWord(p, n) || unicode.IsSpace(p)
}

// oracles returns the oracles of all rules with patterns.
func oracles(t testing.TB) (out []*oracle, all []samples.Rule) {
	t.Helper()
	all, err := samples.Load(os.DirFS("../../policies"))
	if err != nil {
		t.Fatal(err)
	}
	in := detect.Catalog()
	number := map[string]uint16{}
	for r := range in.RuleCount() {
		number[in.RuleID(uint16(r))] = uint16(r)
	}
	seen := map[string]bool{}
	all = slices.DeleteFunc(all, func(r samples.Rule) bool { // TestSamples tells
		_, ok := number[r.Rule]
		ok, seen[r.Rule] = ok && !seen[r.Rule], true
		return !ok
	})
	for i := range all {
		if o := newOracle(in, number[all[i].Rule], &all[i]); o != nil {
			out = append(out, o)
		}
	}
	return out, all
}

// agree compares the engine's findings for the oracle's rule alone.
func (o *oracle) agree(t testing.TB, text string) {
	t.Helper()
	for i, make := range []func(...uint16) *detect.Set{o.in.RuleSet, o.in.WeakRuleSet} {
		if i > 0 && o.rule.Weak == 0 {
			break
		}
		if o.sets[i] == nil {
			o.sets[i] = make(o.r)
		}
		var got []found
		for _, f := range scanAll(o.sets[i], text) {
			got = append(got, found{f.Start, f.End, f.Validated, i > 0 && f.Score < detect.Usual})
		}
		if diff := cmp.Diff(o.findings(text, i > 0), got, cmp.AllowUnexported(found{})); diff != "" {
			t.Errorf("%s on %q, weak %v: %s", o.src.Rule, text, i > 0, diff)
		}
	}
}

// TestOracle compares every rule with the oracle on its own samples, alone, and
// among others in random order.
func TestOracle(t *testing.T) {
	all, rules := oracles(t)
	var texts []string
	for _, r := range rules {
		for _, m := range r.Match {
			texts = append(texts, m.Text)
		}
		for _, m := range r.Alone {
			texts = append(texts, m.Text)
		}
		texts = append(texts, r.Skip...)
	}
	rnd := rand.New(rand.NewPCG(3, 4))
	joints := []string{" ", "\n", ", ", ". ", "\"", "-", "/", "é", "中", "_", "="}
	for _, o := range all {
		own := slices.Clone(o.src.Skip)
		for _, m := range o.src.Alone {
			own = append(own, m.Text)
		}
		for _, m := range o.src.Match {
			if len(o.findings(m.Text, false)) == 0 {
				t.Errorf("%s: the oracle finds nothing in %q", o.src.Rule, m.Text)
			}
			own = append(own, m.Text)
		}
		for _, text := range own {
			o.agree(t, text)
			mixed := joints[rnd.IntN(len(joints))] + text
			for range 2 {
				mixed += joints[rnd.IntN(len(joints))] + texts[rnd.IntN(len(texts))]
			}
			if len(mixed) < 1500 {
				o.agree(t, mixed+joints[rnd.IntN(len(joints))]+text)
			}
		}
	}
}

// TestOracleCorpora compares on a part of the labelled texts, which are other
// authors' examples.
func TestOracleCorpora(t *testing.T) {
	const corpora = "../../../shared/corpora"
	if _, err := os.Stat(corpora); err != nil {
		t.Skip("no labelled corpora beside the repository")
	}
	if testing.Short() {
		t.Skip("slow")
	}
	all, _ := oracles(t)
	sample := uint32(800) // one text of so many: every rule is run alone on each
	if os.Getenv("CI") != "" {
		sample = 100
	}
	for _, name := range []string{"gitleaks-rules", "noseyparker-rules", "chat-pii-synth", "presidio-recognizer-tests", "chat-pii-negatives"} {
		cases, err := eval.ReadFile(filepath.Join(corpora, name+".jsonl.gz"))
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range cases {
			h := fnv.New32()
			h.Write([]byte(c.ID))
			if h.Sum32()%sample != 0 || len(c.Text) > 600 {
				continue
			}
			for _, o := range all {
				o.agree(t, c.Text)
			}
		}
	}
}

// TestCutsCorpora delivers labelled texts in small pieces, as streams do.
func TestCutsCorpora(t *testing.T) {
	const corpora = "../../../shared/corpora"
	files, _ := filepath.Glob(corpora + "/*.jsonl.gz")
	if len(files) == 0 {
		t.Skip("no labelled corpora beside the repository")
	}
	set := allTypes(t)
	rnd := rand.New(rand.NewPCG(7, 8))
	for _, name := range files {
		cases, err := eval.ReadFile(name)
		if err != nil {
			continue // a corpus of another form
		}
		for _, c := range cases {
			if rnd.IntN(12) > 0 || len(c.Text) > 3000 {
				continue
			}
			var cuts []int
			for at := 1 + rnd.IntN(9); at < len(c.Text); at += 1 + rnd.IntN(9) {
				cuts = append(cuts, at)
			}
			if diff := cmp.Diff(scanAll(set, c.Text), scanCut(t, set, c.Text, cuts...)); diff != "" {
				t.Errorf("%s: %s", c.ID, diff)
			}
		}
	}
}

// FuzzOracle tries a text on four rules: on all of them it would take seconds.
func FuzzOracle(f *testing.F) {
	all, _ := oracles(f)
	const each = 4
	for i := 0; i < len(all); i += 16 * each {
		if text := all[i].src.Match[0].Text; len(text) < 200 {
			f.Add(text, uint16(i/each))
		}
	}
	f.Fuzz(func(t *testing.T, text string, group uint16) {
		if len(text) > 250 || !utf8.ValidString(text) {
			t.Skip("not a short text")
		}
		first := int(group) * each % len(all)
		for _, o := range all[first:min(first+each, len(all))] {
			o.agree(t, text)
		}
	})
}

func FuzzCuts(f *testing.F) {
	_, rules := oracles(f)
	for i, r := range rules {
		if m := r.Match[0]; i%4 == 0 && len(m.Text) < 200 { // each seed is run before the first new input
			f.Add(m.Text, 7)
		}
	}
	set := allTypes(f, detect.Custom{Name: "A", Regex: `(?i)\bemp-[0-9]{3,6}\b`}, detect.Custom{Name: "B", Terms: []string{"blue horizon", "C++"}})
	f.Fuzz(func(t *testing.T, text string, cut int) {
		if len(text) > 2000 || !utf8.ValidString(text) {
			t.Skip("not a text")
		}
		want := scanAll(set, text)
		if cut = cut % (len(text) + 1); cut < 0 {
			cut = -cut
		}
		if diff := cmp.Diff(want, scanCut(t, set, text, cut)); diff != "" {
			t.Fatalf("cut at %d: %s", cut, diff)
		}
		var cuts []int
		for i := cut%7 + 1; i < len(text); i += cut%7 + 1 {
			cuts = append(cuts, i)
		}
		if diff := cmp.Diff(want, scanCut(t, set, text, cuts...)); diff != "" {
			t.Fatalf("cuts of %d: %s", cut%7+1, diff)
		}
	})
}
