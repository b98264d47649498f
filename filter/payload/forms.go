package payload

import "github.com/chatguard/chatguard/filter/text/ascii"

// A form is a piece of code that tells by itself: a name that only an attack uses, a command nobody runs in good faith. The forms
// are data, in lower case; these signs in them stand for what may differ.
const (
	formBlanks = iota + 1 // · some blanks, or what a query has in their place
	formGap0              // ~ blanks or none
	formDigits            // № a number
	formQuote             // ¤ a quote, a backslash before it or not
	formName              // ¶ a word
	formSame              // ↺ that word again
	formOps               // ‡ signs and blanks that end one expression and begin another
	formSeps              // § what divides commands
	formAny               // … at most maxGap bytes of any kind
	formEnd               // ⊣ the end of the value, or of a command
	formOpen              // ¬ at the end: a word may go on
	formSigns             // how many there are, and one
)

const formRunes = "·~№¤¶↺‡§…⊣¬"

// Bounds of what the signs stand for.
const (
	maxGap  = 64
	maxSign = 32
)

type form struct {
	text     string // with the signs as the bytes above
	kind     Kind
	strength float32
}

// formLists are the lists of forms, each with what its forms are. Those of commands that are told from somebody's own by
// what stands before them have less.
var formLists = [...]struct {
	name     string
	kind     Kind
	strength float32
}{
	{"command-forms", Command, 0.95}, {"shell-forms", Command, 0.9}, {"sql-forms", SQL, 0.85}, {"markup-forms", Markup, 0.9},
	{"template-forms", Template, 0.85}, {"address-forms", Address, 0.9}, {"path-forms", Path, 0.85},
}

// forms are those of all lists, by where they stand.
var forms = readForms()

type formTable struct {
	plain, quoted, divided formIndex // where a word or a sign begins, behind a quote, behind what divides commands
	whole                  []form    // at the begin of a value
}

func readForms() *formTable {
	var t formTable
	for _, l := range &formLists {
		for _, text := range list(l.name) {
			f := form{signed(text), l.kind, l.strength}
			switch rest := f.text[1:]; f.text[0] {
			case '^':
				f.text = rest
				t.whole = append(t.whole, f)
			case formQuote:
				f.text = rest
				t.quoted.add(f)
			case formSeps:
				f.text = rest
				t.divided.add(f)
			default:
				t.plain.add(f)
			}
		}
	}
	return &t
}

// formIndex holds forms by their first three bytes, as far as none of them is a sign; blanks are.
type formIndex struct {
	all   []form
	next  []uint16        // the form behind one in its slot, one more
	slots [1 << 12]uint16 // where the forms of a slot begin, one more
	then  [1 << 12]uint32 // bit b: one of a slot may go on with a byte whose lowest bits are b
	short [256]bool       // whether forms with fewer than three such bytes begin with a byte
}

// slot is that of three bytes, without regard to case; 0 stands for none.
func slot(a, b, c byte) int {
	return (int(a|0x20)<<7 ^ int(b|0x20)<<4 ^ int(c|0x20)) & (1<<12 - 1)
}

// add enters a form. A sign at its start stands for what is skipped before a look-up.
func (x *formIndex) add(f form) {
	text := f.text
	if c := text[0]; c == formOps || c == formGap0 {
		text = text[1:]
	}
	var head [3]byte
	n := 0
	for n < 3 && n < len(text) && (text[n] >= formSigns || text[n] == formBlanks) {
		if head[n] = text[n]; head[n] == formBlanks {
			head[n] = ' '
		}
		n++
	}
	x.short[head[0]] = x.short[head[0]] || n < 3
	k := slot(head[0], head[1], head[2])
	x.all, x.next = append(x.all, f), append(x.next, x.slots[k])
	x.slots[k] = uint16(len(x.all))
	if len(text) > 3 && min(text[0], text[1], text[2], text[3]) >= formSigns {
		x.then[k] |= 1 << (text[3] & 31)
	} else {
		x.then[k] = 1<<32 - 1
	}
}

// may tells whether a form of three bytes may begin at i of t.
func (x *formIndex) may(t []byte, i int) bool {
	return i+2 < len(t) && x.mayBe(t[i], t[i+1], t[i+2], at(t, i+3))
}

// mayBe tells whether one may begin with these bytes.
func (x *formIndex) mayBe(a, b, c, d byte) bool {
	if space(c) {
		c = ' '
	}
	return x.then[slot(a, b, c)]>>(d&31)&1 != 0
}

// find is the form that stands at i of t and begins there or, with what it has before that, at from; and the index behind it.
func (x *formIndex) find(t []byte, from, i int) (f *form, end int) {
	a, b, c := at(t, i), at(t, i+1), at(t, i+2)
	if space(c) {
		c = ' '
	}
	if f, end = x.match(slot(a, b, c), t, from); f != nil || !x.short[ascii.Lower(a)] {
		return f, end
	}
	if f, end = x.match(slot(a, b, 0), t, from); f != nil {
		return f, end
	}
	return x.match(slot(a, 0, 0), t, from)
}

// match is the form of a slot that stands at i of t.
func (x *formIndex) match(slot int, t []byte, i int) (f *form, end int) {
	if x.slots[slot] == 0 {
		return nil, 0
	}
	for k := x.slots[slot]; k > 0; k = x.next[k-1] {
		if e := x.all[k-1].match(t, i); e > 0 {
			return &x.all[k-1], e
		}
	}
	return nil, 0
}

// signed is a form with its signs as bytes.
//
//go:noinline
func signed(text string) string {
	b := make([]byte, 0, len(text))
	for _, r := range text {
		n := byte(1)
		for _, sign := range formRunes {
			if r == sign {
				r = rune(n)
				break
			}
			n++
		}
		b = append(b, string(r)...)
	}
	return string(b)
}

// form looks for a form at i, where a word or a sign of class c begins.
func (s *scanner) form(c byte, i int) (Finding, bool) {
	t := s.text
	f, e := forms.plain.find(t, i, i)
	switch {
	case f != nil:
	case c == atQuote:
		k := skipSpace(t, i+1)
		if f, e = forms.quoted.find(t, i+1, k); f == nil {
			for k < len(t) && k-i < maxSign && signHas(formOps, t[k]) {
				k++
			}
			f, e = forms.quoted.find(t, i+1, k)
		}
		if f != nil && s.endsOwn(i) { // it is a string of this text that ends
			return Finding{}, false
		}
	case c == atSeparator && class[at(t, i-1)] != atSeparator:
		k := i
		for k < len(t) && k-i < maxSign && signHas(formSeps, t[k]) {
			k++
		}
		f, e = forms.divided.find(t, k, k)
	}
	if f == nil || f.kind == Template && at(t, e) == '=' && at(t, e+1) == '"' { // the name of an attribute
		return Finding{}, false
	}
	return Finding{i, e, f.kind, f.strength}, true
}

// match is the index behind the form at i of t, 0 if it is not there.
func (f *form) match(t []byte, i int) int {
	text, k := f.text, 0
	behind, from, last := 0, 0, 0 // the latest gap: where the form goes on behind it, and where that may begin in t
	name := [2]int{}
	for k < len(text) {
		e := -1
		switch c := text[k]; {
		case c == formAny:
			behind, from, last = k+1, i, min(len(t), i+maxGap)
			k++
			continue
		case c == formSame:
			if n := name[1] - name[0]; i+n <= len(t) && string(t[name[0]:name[1]]) == string(t[i:i+n]) {
				e = i + n
			}
		case c < formSigns:
			if e = sign(t, i, c); c == formName {
				name = [2]int{i, max(i, e)}
			}
		case i < len(t) && ascii.Lower(t[i]) == c:
			e = i + 1
		}
		if e >= 0 {
			i, k = e, k+1
			continue
		}
		if from++; behind == 0 || from > last {
			return 0
		}
		i, k = from, behind
	}
	if ascii.Word(text[len(text)-1]) && ascii.Word(at(t, i)) {
		return 0
	}
	return i
}

// sign is the index behind what a sign of a form stands for at i, -1 if it is not there.
func sign(t []byte, i int, c byte) int {
	k := i
	for k < len(t) && k-i < maxSign && signHas(c, t[k]) {
		k++
	}
	switch c {
	case formQuote:
		if at(t, k) == '\\' {
			k++
		}
		if c := at(t, k); c == '\'' || c == '"' || c == '`' {
			return k + 1
		}
		return -1
	case formEnd:
		if c := at(t, k); k < len(t) && c != ';' && c != '|' && c != '&' && c != '#' && c != '`' && c != ')' && c != '\'' && c != '"' {
			return -1
		}
	case formGap0, formSeps, formOpen:
	default:
		if k == i {
			return -1
		}
	}
	return k
}

// signHas tells whether a byte is one of those that a sign stands for.
func signHas(sign, c byte) bool {
	switch sign {
	case formBlanks:
		return space(c) || c == '+'
	case formGap0, formEnd:
		return space(c)
	case formDigits:
		return ascii.Digit(c)
	case formName:
		return ascii.Word(c)
	case formSeps:
		return space(c) || c == ';' || c == '|' || c == '&'
	case formOps:
		return space(c) || c == ';' || c == ',' || c == ')' || c == ']' || c == '}' || c == '+' || c == '-' || c == '*' || c == '/' || c == '|' || c == '&' || c == '^'
	}
	return false
}
