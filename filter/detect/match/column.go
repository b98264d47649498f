package match

import (
	"bytes"
	"strings"

	"github.com/chatguard/chatguard/filter/detect/check"
	"github.com/chatguard/chatguard/filter/detect/lex"
)

// What a column holds, the second argument of matchColumn; the first is for the
// rule's check.
const (
	columnUser = 1
	columnElse = 2
	columnWord = 3 // one word of letters and digits or marks
)

// Bounds of a table: the bytes of its header and of all that is read, its rows, and
// the bytes of a name of a column.
const (
	headerMax  = 200
	tableMax   = 1600
	tableRows  = 16
	headerCell = 26
)

// matchColumn finds what stands under the window's word in a table of lines that
// commas, semicolons, tabs or bars divide: the cell of row w.Round.
func matchColumn(w *Window, args []int32) Hit {
	t := w.Text
	if before := t[max(0, w.Start-1)]; w.Start > 0 && (before >= 0x80 || lex.Class[before]&lex.Word != 0 && (before != '_' || args[1] == columnUser)) {
		return none
	}
	s, more := readSheet(w)
	if more {
		return Hit{Start: w.Start, More: true}
	}
	if s.sep == 0 {
		return none
	}
	secret := args[1] == columnUser && namesSecret(t[s.start:s.stop])
	for row := 0; s.stop < len(t); {
		begin, done := s.stop+1, false
		if s.stop, done = lineStop(t, begin, s.start+tableMax); s.stop < 0 {
			return none
		}
		if !done && !w.Final {
			return Hit{Start: w.Start, More: true}
		}
		line := t[begin:s.stop]
		if isRule(line) {
			continue
		}
		if len(line) == 0 || count(line, s.sep) != s.width || row == tableRows {
			return none
		}
		if row++; row <= w.Round {
			continue
		}
		h := cell(t, begin, s.stop, s.sep, s.column)
		if v := t[h.Start:h.End]; args[1] == columnUser && !isAccountCell(w, v, secret) || args[1] == columnWord && !isMixedWord(v) {
			h.Verdict = check.Reject
		}
		h.Again = true
		return h
	}
	return none
}

// sheet is a table whose header has the window's word.
type sheet struct {
	start, stop   int  // where it begins, and where the last line ends that was read
	sep           byte // what divides its cells; 0 if it is no table
	width, column int  // how many of these a line has, and how many stand before the word
}

// readSheet reads the header; more tells that the text ends too early to say.
func readSheet(w *Window) (s sheet, more bool) {
	t, next := w.Text, cellEnd(w.Text, w.End)
	if next == len(t) && !w.Final {
		return sheet{}, true
	}
	if next < len(t) && strings.IndexByte(",;\t|\n\r", t[next]) < 0 {
		return sheet{}, false
	}
	if s.start = lineStart(t, w.Start); s.start < 0 {
		return sheet{}, false
	}
	if s.sep = separator(t, s.start, w.Start, next); s.sep == 0 {
		return sheet{}, false
	}
	var done bool
	if s.stop, done = lineStop(t, s.start, s.start+headerMax); s.stop < 0 || !mayBeHeader(t[s.start:s.stop], s.sep) {
		return sheet{}, false
	}
	if !done && !w.Final {
		return sheet{}, true
	}
	if !isHeader(t[s.start:s.stop], s.sep) {
		return sheet{}, false
	}
	s.width, s.column = count(t[s.start:s.stop], s.sep), count(t[s.start:w.Start], s.sep)
	return s, false
}

// lineStart returns where the line of t[i] begins, -1 if that is far before.
func lineStart(t []byte, i int) int {
	least := max(0, i-headerMax)
	for i > least && t[i-1] != '\n' {
		i--
	}
	if i > 0 && t[i-1] != '\n' {
		return -1
	}
	return i
}

// lineStop returns where the line from t[i] on ends, at most at limit, and whether
// a line break stands there; -1 if it goes on.
func lineStop(t []byte, i, limit int) (stop int, done bool) {
	for ; i < len(t); i++ {
		if t[i] == '\n' {
			return i, true
		}
		if i >= limit {
			return -1, false
		}
	}
	return i, false
}

// cellEnd skips the quote and the spaces after a cell that ends at t[i].
func cellEnd(t []byte, i int) int {
	if i < len(t) && (t[i] == '"' || t[i] == '\'') {
		i++
	}
	for limit := i + headerCell; i < limit && i < len(t) && t[i] == ' '; i++ {
	}
	return i
}

// separator returns what divides the cells of the header that begins at t[start],
// where a word of it begins at word and next follows it: 0 if it is no header.
func separator(t []byte, start, word, next int) byte {
	if next < len(t) && t[next] != '\n' && t[next] != '\r' {
		return t[next]
	}
	for word > start && strings.IndexByte(" \"'", t[word-1]) >= 0 {
		word--
	}
	if word == start || strings.IndexByte(",;\t|", t[word-1]) < 0 {
		return 0
	}
	return t[word-1]
}

func count(line []byte, sep byte) int { return bytes.Count(line, []byte{sep}) }

// isHeader reports whether a whole line that may be a header is one: not a list with one name in each line, nor a sentence
// with a comma ("the user, who").
func isHeader(line []byte, sep byte) bool {
	return count(bytes.TrimRight(line, ", \r"), sep) > 0 && !(sep == ',' && count(line, sep) == 1 && bytes.Contains(line, []byte(", ")))
}

// mayBeHeader reports whether a line, or its beginning, is made of short names between separators.
func mayBeHeader(line []byte, sep byte) bool {
	size, words := 0, 0
	for i, b := range line {
		switch {
		case b == sep:
			size, words = 0, 0
		case b == ' ' || b == '"' || b == '\'' || b == '\r':
			if b == ' ' && size > 0 && line[i-1] != ' ' {
				words++
			}
		case lex.Class[b]&lex.Word != 0 || b >= 0x80 || b == '-' || b == '.' || b == '#' || b == '(' || b == ')' || b == '/':
			if size++; size > headerCell || words > 2 {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// isRule reports whether a line only divides the header from the rows.
func isRule(line []byte) bool {
	for _, b := range line {
		if strings.IndexByte("-=+|: \t\r", b) < 0 {
			return false
		}
	}
	return len(line) > 2
}

// cell returns the text of a cell of t[i:end] without spaces and quotes around it.
func cell(t []byte, i, end int, sep byte, column int) Hit {
	for ; column > 0; i++ {
		if t[i] == sep {
			column--
		}
	}
	stop := i
	for stop < end && t[stop] != sep {
		stop++
	}
	for i < stop && strings.IndexByte(" \"'`\r", t[i]) >= 0 {
		i++
	}
	for stop > i && strings.IndexByte(" \"'`\r", t[stop-1]) >= 0 {
		stop--
	}
	if i == stop {
		return none
	}
	return Hit{Start: i, End: stop, Verdict: check.Plain}
}

// isMixedWord reports whether v is one word of letters with digits or marks.
func isMixedWord(v []byte) bool {
	letters := 0
	for _, b := range v {
		if b == ' ' {
			return false
		}
		if lex.Class[b]&lex.Letter != 0 {
			letters++
		}
	}
	return letters > 1 && letters < len(v) && len(v) > 5
}

// secretColumns are how columns begin beside which that of the users tells people:
// tables of code have them hardly.
var secretColumns = [...]string{"pass", "pw", "kennw", "mail", "mdp", "mot de", "clave", "contras", "senha", "has", "wacht", "heslo", "jelsz", "geb", "dob", "birth", "role", "rolle", "parol", "пароль", "пошт", "почт", "密码", "パスワード", "비밀"}

// namesSecret reports whether a header has one of them.
func namesSecret(line []byte) bool {
	for _, word := range secretColumns {
		if lex.Holds(line, word) {
			return true
		}
	}
	return false
}

// isAccountCell reports whether a cell is the name of a user: any one word in a
// table of users, else one that shows it.
func isAccountCell(w *Window, v []byte, secret bool) bool {
	if i, end := accountAt(v, 0); i == end || end != len(v) {
		return false
	}
	if secret {
		return len(v) > 3 && isAccount(w.Names, v, accountSaid, true)
	}
	return isAccount(w.Names, v, accountSaid, false)
}
