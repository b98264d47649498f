package detect_test

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/chatguard/chatguard/filter/detect"
	"github.com/chatguard/chatguard/filter/detect/check"
	"github.com/chatguard/chatguard/filter/detect/lex"
	"github.com/chatguard/chatguard/filter/detect/samples"
	"github.com/chatguard/chatguard/filter/detect/table"
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
		o.lead = append(o.lead, regexp.MustCompile(lead))
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

// What stands between a keyword or phrase and its value, and the letter before a quote.
var (
	signs       = regexp.MustCompile("\\A[ \\t\\r\\n=:>|'\"`\\\\(\\[{*]{0,12}")
	quoteLetter = regexp.MustCompile("\\A[@bBrRuUfFNL][\"'`]")
)

// skipSigns is the length of what stands before the value in text: four stars are a value that somebody took out.
func skipSigns(text string) int {
	n := len(signs.FindString(text))
	if k := strings.Index(text, "****"); k >= 0 && k < n {
		n = k
	}
	return n + len(quoteLetter.FindString(text[n:]))
}

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
	return utf8.RuneCountInString(runes[:m[1]]) + skipSigns(runes[m[1]:]), gap
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
