package match

import (
	"strings"

	"github.com/chatguard/chatguard/filter/detect/lex"
	"github.com/chatguard/chatguard/filter/detect/table"
)

// Surnames of Vietnam, which stand first, and what stands before the names of
// streets and towns there.
var (
	vietnamese      = lex.SetOf("nguyen tran le pham huynh hoang phan vu vo dang bui do ho ngo duong ly dinh doan trinh luong mai dao trieu truong lam cao ta chu ha ")
	vietnamesePlace = lex.SetOf("duong pho quan phuong truong vien thanh tp tinh ngo hem so ")
)

// vietnam returns the end of the Vietnamese name at start: a surname and one to three
// more capitalised words, with a letter that only that language has; 0 if there is none.
func (p *personReader) vietnam(start, end int, folded []byte) int {
	if len(folded) > 6 || end == len(p.t) || p.t[end] != ' ' || !vietnamese.Has(folded) {
		return 0
	}
	var short [16]byte
	var before [24]byte
	begin, _ := wordBefore(p.t, start, &short)
	if _, word, _ := p.word(begin, &before); begin < start && vietnamesePlace.Has(word) {
		return 0
	}
	words, last := 1, end
	for words < 5 && last < len(p.t) && p.t[last] == ' ' {
		var buf [24]byte
		stop, next, capital := p.word(last+1, &buf)
		if p.more || !capital || len(next) == 0 || len(next) > 7 {
			break
		}
		words, last = words+1, stop
	}
	if p.more || words < 2 || words == 5 {
		return 0
	}
	own := 0
	for _, b := range p.t[start:last] {
		if b == 0xE1 || b == 0xC6 {
			own++
		}
	}
	if own == 0 || words == 2 && own < 2 {
		return 0
	}
	return last
}

// signs reports whether a dash at the beginning of a line or behind a sentence stands
// before a name that ends its line, as a signature.
func (p *personReader) signs(start, end int) bool {
	i := start
	for i > 0 && p.t[i-1] == ' ' {
		i--
	}
	dash := 0
	switch before := string(p.t[max(0, i-3):i]); {
	case strings.HasSuffix(before, "—"), strings.HasSuffix(before, "–"):
		dash = i - 3
	case strings.HasSuffix(before, "--"):
		dash = i - 2
	default:
		return false
	}
	for dash > 0 && p.t[dash-1] == ' ' {
		dash--
	}
	if dash > 0 && strings.IndexByte(".!?\n\r", p.t[dash-1]) < 0 {
		return false
	}
	if end < len(p.t) && p.t[end] == '.' {
		end++
	}
	if end == len(p.t) {
		p.more = !p.final
		return !p.more
	}
	return strings.IndexByte("\n\r\"", p.t[end]) >= 0
}

// cell returns the end of the two or three capitalised words that fill a cell of a
// table that bars or semicolons divide, of which one is known as a name; 0 if none do.
func (p *personReader) cell(start int, folded []byte) int {
	i := start
	for i > 0 && p.t[i-1] == ' ' && start-i < 16 {
		i--
	}
	if i == 0 || strings.IndexByte("|;\n\"", p.t[i-1]) < 0 {
		return 0
	}
	if p.names.Find(folded)&(table.NameThing|table.NameNot) != 0 {
		return 0
	}
	end := p.capitalised(start)
	if end == 0 {
		return 0
	}
	stop := end
	for stop < len(p.t) && p.t[stop] == ' ' && stop-end < 24 {
		stop++
	}
	if stop == len(p.t) {
		p.more = !p.final
		return 0
	}
	if p.t[stop] != '|' && p.t[stop] != ';' || p.t[i-1] == '"' && stop > end || !p.introduced(start, end) {
		return 0
	}
	return end
}

// goesOn reports whether what follows a word may go on with a name: a capital, or the
// first letter of a particle.
func (p *personReader) goesOn(end int) bool {
	if end+1 >= len(p.t) || p.t[end] != ' ' {
		return end+1 == len(p.t) && p.t[end] == ' '
	}
	b := p.t[end+1]
	return b < 'a' || b >= 0xC3 || b == 'd' || b == 'v' || b == 'l' || b == 'e' || b == 'a' || b == 'b' || b == 't' || b == 'y'
}

// whole returns the end of a name of one of these forms at start, 0 if it has none of
// them.
func (p *personReader) whole(start, end int, folded []byte) int {
	if p.goesOn(end) {
		if full := p.borne(start); full > 0 || p.more {
			return full
		}
	}
	if full := p.vietnam(start, end, folded); full > 0 || p.more {
		return full
	}
	return p.cell(start, folded)
}
