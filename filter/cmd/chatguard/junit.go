package main

import (
	"encoding/xml"
	"strings"
)

// junit is the report that CI systems read: a testsuite a file, a testcase a
// case. It has no values, as the table has none.
func (out *tested) junit() []byte {
	type failure struct {
		Message string `xml:"message,attr"`
		Text    string `xml:",chardata"`
	}
	type testcase struct {
		Name    string   `xml:"name,attr"`
		Class   string   `xml:"classname,attr"`
		Line    int      `xml:"line,attr,omitempty"`
		Failure *failure `xml:"failure"`
	}
	type testsuite struct {
		Name     string     `xml:"name,attr"`
		Tests    int        `xml:"tests,attr"`
		Failures int        `xml:"failures,attr"`
		Cases    []testcase `xml:"testcase"`
	}
	type testsuites struct {
		XMLName xml.Name    `xml:"testsuites"`
		Suites  []testsuite `xml:"testsuite"`
	}
	var all testsuites
	for _, s := range out.Suites {
		x := testsuite{Name: s.File}
		for _, c := range s.Cases {
			tc := testcase{Name: c.Name, Class: s.File, Line: c.Line}
			if !c.OK {
				x.Failures++
				tc.Failure = &failure{c.Wrong[0], strings.Join(c.Wrong, "\n")}
			}
			x.Cases = append(x.Cases, tc)
		}
		x.Tests = len(x.Cases)
		all.Suites = append(all.Suites, x)
	}
	if c := out.Corpus; c != nil {
		tc := testcase{Name: "precision and recall", Class: "corpus"}
		x := testsuite{Name: "corpus", Tests: 1}
		if !c.OK {
			x.Failures = 1
			tc.Failure = &failure{Message: "below the gate"}
		}
		x.Cases = []testcase{tc}
		all.Suites = append(all.Suites, x)
	}
	b, _ := xml.MarshalIndent(all, "", "  ") // plain data cannot fail
	return append([]byte(xml.Header), append(b, '\n')...)
}
