package jsonscan

// state is where in the grammar the scanner stands between two tokens, or which
// token it is in. Those between tokens are multiples of 16, so that state|class
// is a place in the table of actions.
type state uint8

const (
	stStart    state = iota << 4 // before the document
	stValue                      // a value must come
	stFirst                      // after '[': a value or ']'
	stFirstKey                   // after '{': a key or '}'
	stKey                        // after ',' in an object: a key
	stColon                      // after a key
	stInObject                   // after a member: ',' or '}'
	stInArray                    // after an element: ',' or ']'
	stDone                       // after the document

	betweenTokens // above the states between tokens

	stString = betweenTokens + iota // in a key or a string value
	stNumber
	stWord // in true, false or null
)

// action is what a byte means in a state: below betweenTokens it is the state to
// go to, and nothing else is to be done.
type action uint8

const (
	actFail action = action(betweenTokens) + iota
	actObject
	actEndObject
	actArray
	actEndArray
	actKey
	actString
	actNumber
	actWord
)

// class is what a byte may be between tokens.
type class uint8

const (
	clOther class = iota
	clSpace
	clOpenObject
	clCloseObject
	clOpenArray
	clCloseArray
	clQuote
	clComma
	clColon
	clNumber
	clWord // at most 15
)

var classOf = [256]class{
	' ': clSpace, '\t': clSpace, '\n': clSpace, '\r': clSpace,
	'{': clOpenObject, '}': clCloseObject, '[': clOpenArray, ']': clCloseArray,
	'"': clQuote, ',': clComma, ':': clColon, '-': clNumber,
	'0': clNumber, '1': clNumber, '2': clNumber, '3': clNumber, '4': clNumber,
	'5': clNumber, '6': clNumber, '7': clNumber, '8': clNumber, '9': clNumber,
	't': clWord, 'f': clWord, 'n': clWord,
}

// actions is the grammar between tokens, at state|class.
var actions = func() (t [256]action) {
	for i := range t {
		t[i] = actFail
	}
	set := func(s state, c class, a action) { t[uint8(s)|uint8(c)] = a }
	for s := stStart; s < betweenTokens; s += 16 {
		set(s, clSpace, action(s))
	}
	for _, s := range []state{stStart, stValue, stFirst} {
		set(s, clOpenObject, actObject)
		set(s, clOpenArray, actArray)
		set(s, clQuote, actString)
		set(s, clNumber, actNumber)
		set(s, clWord, actWord)
	}
	set(stFirst, clCloseArray, actEndArray)
	set(stFirstKey, clQuote, actKey)
	set(stFirstKey, clCloseObject, actEndObject)
	set(stKey, clQuote, actKey)
	set(stColon, clColon, action(stValue))
	set(stInObject, clComma, action(stKey))
	set(stInObject, clCloseObject, actEndObject)
	set(stInArray, clComma, action(stValue))
	set(stInArray, clCloseArray, actEndArray)
	return t
}()

// unescape is the byte that a one-letter escape stands for, 0 if there is no such
// escape (RFC 8259, section 7).
var unescape = [256]byte{
	'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t',
}

// notHex marks what is no hexadecimal digit; it survives the shifts and ors that
// join four digits.
const notHex = 0x10000

// hexOf is the value of a hexadecimal digit, or notHex.
var hexOf = func() (t [256]uint32) {
	for i := range t {
		t[i] = notHex
	}
	for i := range 10 {
		t['0'+i] = uint32(i)
	}
	for i := range 6 {
		t['a'+i], t['A'+i] = uint32(10+i), uint32(10+i)
	}
	return t
}()
