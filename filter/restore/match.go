package restore

import (
	"github.com/chatguard/chatguard/filter/mask"
	"github.com/chatguard/chatguard/filter/text/ascii"
)

// tokenMatch is a text in the form of a token; end is 0 if there is none.
type tokenMatch struct {
	start, end int // with brackets
	stop       int // of the body
	body       []byte
	value      []byte
	opened     bool
}

// match reads a token of one of types whose name begins at i. more means that
// the text ended before it was clear.
func match(text []byte, i int, types []TokenType) (t tokenMatch, more bool) {
	for k := range types {
		if text[i]&^0x20 != types[k].name[0]&^0x20 {
			continue
		}
		at, ok, short := matchLetters(text, i, types[k].name)
		more = more || short
		if !ok {
			continue
		}
		id, at, short := tokenID(text, at)
		more = more || short
		if id == nil {
			continue
		}
		body, at, short := tokenBody(text, at)
		more = more || short
		if body == nil {
			continue
		}
		t.stop = at
		t.end, short = closing(text, at)
		more = more || short
		t.body = body
		for _, s := range types[k].specs {
			if v, ok := s.Tokens.Open(nil, types[k].name, s.Context, id, body); ok {
				t.value, t.opened = v, true
				return t, more
			}
		}
	}
	return t, more
}

// tokenID reads ":id:", nil if there is none.
func tokenID(text []byte, i int) (id []byte, end int, short bool) {
	i, ok, short := colon(text, i)
	if !ok {
		return nil, i, short
	}
	at := i
	for i < len(text) && i-at <= mask.MaxKeyID && ascii.Word(text[i]) && text[i] != '_' {
		i++
	}
	if i == len(text) && i-at <= mask.MaxKeyID {
		return nil, i, true
	}
	if i == at || i-at > mask.MaxKeyID {
		return nil, i, false
	}
	id = text[at:i]
	if i, ok, short = colon(text, i); !ok {
		id = nil
	}
	return id, i, short
}

// colon reads a colon and the space that a model may put behind it.
func colon(text []byte, i int) (end int, ok, short bool) {
	if i == len(text) {
		return i, false, true
	}
	if text[i] != ':' {
		return i, false, false
	}
	if i++; i < len(text) && text[i] == ' ' {
		i++
	}
	return i, true, false
}

// tokenBody reads the body of a token, nil if there is none.
func tokenBody(text []byte, i int) (body []byte, end int, short bool) {
	at := i
	for i < len(text) && i-at <= mask.MaxTokenBody && mask.TokenByte(text[i]) {
		i++
	}
	switch n := i - at; {
	case n > mask.MaxTokenBody:
		return nil, i, false
	case i == len(text):
		short = true
	case ascii.Word(text[i]):
		return nil, i, false
	}
	if i-at < mask.MinTokenBody {
		return nil, i, short
	}
	return text[at:i], i, short
}

// closing moves i over closing brackets and their markdown escapes. more means
// that another may follow.
func closing(text []byte, i int) (end int, more bool) {
	for range maxBrackets {
		j := i
		for j < len(text) && text[j] == '\\' {
			j++
		}
		if j == len(text) {
			return i, true
		}
		if text[j] != ']' {
			break
		}
		i = j + 1
	}
	return i, false
}
