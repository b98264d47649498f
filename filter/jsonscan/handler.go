package jsonscan

// Handler receives the events of one document, in the order of the body. All
// positions are offsets in the whole body. Byte slices are valid only during
// the call and must not be changed.
type Handler interface {
	BeginObject(pos int64) // pos of the brace
	EndObject(pos int64)
	BeginArray(pos int64) // pos of the bracket
	EndArray(pos int64)

	// Key is a whole key, decoded; the body's bytes [pos, pos+raw), between its
	// quotes, produced it.
	Key(key []byte, pos int64, raw int)

	// BeginString starts a string value at pos, the byte after its opening
	// quote. If it returns false the content is validated but not delivered;
	// EndString follows all the same.
	BeginString(pos int64) (want bool)

	// Text is a piece of decoded text that the body's bytes [pos, pos+raw)
	// produced. Either raw == len(b) and the piece is literal, or it is one
	// escape, where raw is 2, 6, or 12 for a surrogate pair, and never len(b). A
	// literal piece may begin and end inside a UTF-8 sequence, where the body was
	// cut.
	Text(b []byte, pos int64, raw int)

	// EndString ends a string value; pos is that of its closing quote.
	EndString(pos int64)

	// Scalar is a whole number, true, false or null.
	Scalar(raw []byte, pos int64)
}

// mute hears nothing.
type mute struct{}

func (mute) BeginObject(int64)       {}
func (mute) EndObject(int64)         {}
func (mute) BeginArray(int64)        {}
func (mute) EndArray(int64)          {}
func (mute) Key([]byte, int64, int)  {}
func (mute) BeginString(int64) bool  { return false }
func (mute) Text([]byte, int64, int) {}
func (mute) EndString(int64)         {}
func (mute) Scalar([]byte, int64)    {}
