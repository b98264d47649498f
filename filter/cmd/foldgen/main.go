// Command foldgen writes filter/text/view/fold.bin: what each character of
// Unicode is in plain letters, for those where that is not the character
// itself. Run it in the root of the module:
//
//	go run ./filter/cmd/foldgen
//
// Sources: compatibility and canonical decompositions of golang.org/x/text
// (Unicode 15.0), the general categories of the standard library, and the
// confusable letters of confusables.txt beside this file. -check writes
// nothing and fails if the file is out of date.
package main

import (
	"bytes"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/chatguard/chatguard/filter/text/view"
)

//go:embed confusables.txt
var confusables string

func main() {
	file := flag.String("o", "filter/text/view/fold.bin", "file to write")
	check := flag.Bool("check", false, "write nothing; fail if the file is out of date")
	flag.Parse()
	if err := run(*file, *check); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(file string, check bool) error {
	table, err := build()
	if err != nil {
		return err
	}
	if !check {
		return os.WriteFile(file, table, 0o644)
	}
	if have, err := os.ReadFile(file); err != nil || !bytes.Equal(have, table) {
		return errors.New(file + " is out of date: run go run ./filter/cmd/foldgen")
	}
	return nil
}

// build lays the table out as package view reads it.
func build() ([]byte, error) {
	alike, err := readConfusables()
	if err != nil {
		return nil, err
	}
	var w view.TableWriter
	for r := rune(0x80); r < view.TableEnd; r++ {
		kind, to := fold(r, alike)
		if err := w.Set(r, kind, to); err != nil {
			return nil, fmt.Errorf("%U: %w", r, err)
		}
	}
	return w.Bytes(), nil
}

func readConfusables() (map[rune]string, error) {
	all := map[rune]string{}
	for line := range strings.Lines(confusables) {
		to, from, ok := strings.Cut(strings.TrimSpace(line), " ")
		if to == "#" || !ok {
			continue
		}
		for _, r := range from {
			if len(to) != 1 || r < 0x80 || all[r] != "" {
				return nil, fmt.Errorf("confusables: %q: one ASCII letter and others, each once", line)
			}
			all[r] = to
		}
	}
	return all, nil
}

// fold is what r stands for.
func fold(r rune, alike map[rune]string) (view.Kind, string) {
	switch {
	case invisible(r):
		return view.Drop, ""
	case unicode.Is(unicode.Bidi_Control, r):
		return view.Bidi, ""
	case soft[r] != "":
		return view.Soft, soft[r]
	case unicode.In(r, unicode.Mn, unicode.Me):
		return view.Mark, ""
	case unicode.Is(unicode.Zs, r):
		return view.Soft, " "
	case unicode.Is(unicode.Pd, r):
		return view.Soft, "-"
	case alike[r] != "":
		return view.Alike, alike[r]
	case unicode.Is(unicode.Nd, r):
		return view.Compat, digit(r)
	}
	if to := norm.NFKD.String(string(r)); to != string(r) {
		return decomposed(r, to)
	}
	if to := strokes[r]; to != "" {
		return view.Accent, to
	}
	return view.None, ""
}

// decomposed tells letters with marks from letters in another dress.
func decomposed(r rune, to string) (view.Kind, string) {
	base := strings.Map(func(c rune) rune {
		if unicode.Is(unicode.Mn, c) {
			return -1
		}
		if s := soft[c]; len(s) == 1 {
			return rune(s[0])
		}
		return c
	}, to)
	if r >= 0x2460 && r < 0x24B6 {
		base = strings.Trim(base, "().") // numbers and letters in circles and brackets
	}
	if len(base) > 1 && r >= 0x2500 && (r < 0xFB00 || r > 0xFB06) {
		return view.None, "" // units and telegraph signs, one character for many
	}
	if strings.ContainsFunc(base, func(c rune) bool { return c >= utf8.RuneSelf || c <= ' ' && len(base) > 1 }) || base == "" || len(base) > view.MaxFold {
		return view.None, ""
	}
	if norm.NFD.String(string(r)) == to && len(base) == 1 {
		return view.Accent, base
	}
	if len(base) == 1 && !isWord(base[0]) && base != "@" && base != "." {
		return view.Soft, base
	}
	return view.Compat, base
}

func isWord(b byte) bool { return b >= '0' && b <= '9' || b|0x20 >= 'a' && b|0x20 <= 'z' }

// digit is the decimal value of r.
func digit(r rune) string { return string(rune('0' + rowDigit(r))) }

// rowDigit finds r's place in its row; the rows of the mathematical digits
// follow each other without a gap.
func rowDigit(r rune) int {
	if r >= 0x1D7CE && r <= 0x1D7FF {
		return int(r-0x1D7CE) % 10
	}
	n := 0
	for unicode.Is(unicode.Nd, r-1) {
		r--
		n++
	}
	return n % 10
}

// invisible are the characters that take no room and carry no sound.
func invisible(r rune) bool {
	switch {
	case unicode.Is(unicode.Bidi_Control, r), r >= 0xE0000:
		return false
	case r == 0x00AD, r == 0x034F, r == 0x115F, r == 0x1160, r == 0x17B4, r == 0x17B5, r == 0x3164, r == 0xFFA0, r == 0x2800:
		return true
	case unicode.Is(unicode.Variation_Selector, r):
		return true
	case r >= 0x0600 && r <= 0x0605, r == 0x06DD, r == 0x070F, r == 0x110BD, r == 0x110CD:
		return false // they have a form
	}
	return unicode.Is(unicode.Cf, r) || r >= 0x80 && r < 0xA0
}

// soft are signs that matter only beside a digit or a letter of a value.
var soft = map[rune]string{
	'‘': "'", '’': "'", '‚': "'", '‛': "'", '“': `"`, '”': `"`, '„': `"`, '‟': `"`, '«': `"`, '»': `"`, '′': "'", '″': `"`,
	'−': "-", '⁄': "/", '∕': "/", '∶': ":", '…': "...", '。': ".", '、': ",", '·': ".", '‧': ".", '∙': ".", '⋅': ".", '｡': ".",
}

// strokes are letters whose stroke is part of them for Unicode.
var strokes = map[rune]string{'ø': "o", 'Ø': "O", 'ł': "l", 'Ł': "L", 'đ': "d", 'Đ': "D", 'ħ': "h", 'ŧ': "t", 'ß': "ss", 'æ': "ae", 'Æ': "AE", 'œ': "oe", 'Œ': "OE", 'ı': "i"}
