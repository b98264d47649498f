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
	Nth        int         // how often the matcher was asked at this trigger before
}

// Hit is a matcher's answer: the range found and what was verified of it. More
// says that the answer depends on text that is still to come; the text from
// Start on is then kept open. Next says that the matcher has another answer at
// this trigger.
type Hit struct {
	Start, End int
	Verdict    check.Verdict
	More, Next bool
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
	{"wide-name", "", matchWideName},
	{"honorific", "", matchHonorific},
	{"east-address", "", matchEastAddress},
	{"romance", "", matchRomance},
	{"postal", "capital", matchPostal},
	{"column", "", matchColumn},
	{"plate", "", matchPlate},
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
