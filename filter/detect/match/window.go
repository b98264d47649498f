// Package match recognises what no pattern of rules describes well: e-mail and
// network addresses, telephone and card numbers, links, keys, names of people,
// streets.
//
// A matcher is called where a trigger stands (a byte, a row of digits, a word of a
// rule) and looks at a bounded stretch around it, so that a scan stays linear. It
// takes any bytes, allocates nothing, and says when its answer depends on text
// that is still to come.
package match

import (
	"github.com/chatguard/chatguard/filter/detect/check"
	"github.com/chatguard/chatguard/filter/detect/table"
)

// Window is what a matcher sees: text and the trigger [Start, End) in it. Text
// before From was judged in an earlier scan: a matcher looks back over it as
// over any other text, and what it finds to begin there is dropped.
type Window struct {
	Text       []byte
	From       int
	Start, End int
	Final      bool
	Phones     *PhoneTables
	Names      table.Names // given names and surnames
	NoEnd      [16][2]int  // no end of a PEM block begins in these ranges
	Row        DigitRun    // at "number": the row of digits that the token is in
	Group      int         // and which group of it the token is
	Round      int         // how many answers the matcher gave at this trigger before
	Last       int         // and where the last of them ended

	numbers []uint64 // a bit for every numberBlock bytes of Text, set if a number begins there
}

const numberBlock = 64

// Begin makes the window one of text, of which text[from:] is judged.
func (w *Window) Begin(text []byte, from int, final bool) {
	w.Text, w.From, w.Final = text, from, final
	w.Row.Reset()
	clear(w.NoEnd[:])
	n := len(text)/(64*numberBlock) + 1
	if n > cap(w.numbers) {
		w.numbers = make([]uint64, n)
	}
	w.numbers = w.numbers[:n]
	clear(w.numbers)
}

// NoteNumber notes that a number begins at Text[i], for rules at "capital".
func (w *Window) NoteNumber(i int) { w.numbers[i/(64*numberBlock)] |= 1 << (i / numberBlock % 64) }

// mayNumber reports whether a number may begin in the n bytes after Start, or once
// there is more text.
func (w *Window) mayNumber(n int) bool {
	if !w.Final && len(w.Text) <= w.Start+n {
		return true
	}
	for i, last := w.Start/numberBlock, min(w.Start+n, len(w.Text)-1)/numberBlock; i <= last; i++ {
		if w.numbers[i/64]>>(i%64)&1 != 0 {
			return true
		}
	}
	return false
}

// Hit is a matcher's answer: the range found and what was verified of it. More
// says that the answer depends on text that is still to come; the text from
// Start on is then kept open. Again says that the matcher has another answer at
// this trigger.
type Hit struct {
	Start, End  int
	Verdict     check.Verdict
	More, Again bool
}

var none = Hit{}

// matchers are the recognisers written in Go, by the names that rules use. A
// matcher looks at a bounded stretch around its trigger.
var matchers = [...]struct {
	name    string
	trigger string // "@", ":", "token" (two letters and a digit, or digits after two letters), "number" (digits only), "house" (a short number and a letter after it), "capital" (a word that begins with one), or "" for a literal
	fn      func(w *Window, args []int32) Hit
}{
	{"email", "@", matchEmail},
	{"ipv6", ":", matchIPv6},
	{"phone", "number", matchPhone},
	{"card", "number", matchCard},
	{"iban", "token", matchIBAN},
	{"pem", "", matchPEM},
	{"url", "", matchURL},
	{"literal", "", matchLiteral},
	{"name", "", matchName},
	{"street", "", matchStreet},
	{"house", "", matchHouse},
	{"address", "house", matchAddress},
	{"mac", ":", matchMAC},
	{"person", "capital", matchPerson},
	{"password", "", matchPassword},
	{"account", "", matchAccount},
	{"pair", "", matchPair},
	{"key", "", matchKey},
	{"codes", "", matchCodes},
	{"wide-name", "", matchWideName},
	{"honorific", "", matchHonorific},
	{"east-address", "", matchEastAddress},
	{"romance", "", matchRomance},
	{"postal", "capital", matchPostal},
	{"column", "", matchColumn},
	{"plate", "", matchPlate},
	{"values", "", matchValues},
	{"secret-data", "", matchSecretData},
}

// Run runs matcher number i on the window.
func (w *Window) Run(i int, args []int32) Hit { return matchers[i].fn(w, args) }

// Name is the name of matcher number i.
func Name(i int) string { return matchers[i].name }

// Names returns the names of the matchers and their triggers, by their numbers.
func Names() (names, triggers []string) {
	for _, m := range matchers {
		names, triggers = append(names, m.name), append(triggers, m.trigger)
	}
	return names, triggers
}
