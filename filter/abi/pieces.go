package abi

// PieceBytes is how much of a buffer is read at once.
const PieceBytes = 64 << 10

// Pieces hands size bytes of a buffer, from start on, to do, piece by piece and in order, until do fails. A piece is valid
// only in the call, which must not call the host: its memory is used for the next one, so that a body of any length is read
// in the memory of one piece. Between pieces the collector may work. If the host has less than size bytes the status is
// NotFound, with all that there is handed over.
func Pieces(b Buffer, start, size int, do func(piece []byte) error) (Status, error) {
	for size > 0 {
		before := memory.mark()
		piece, st := GetBuffer(b, start, min(size, PieceBytes))
		if st != OK {
			return st, nil
		}
		if len(piece) == 0 {
			return NotFound, nil
		}
		start, size = start+len(piece), size-len(piece)
		if err := do(piece); err != nil {
			return OK, err
		}
		memory.rewind(before)
		if owed += len(piece); owed >= owedYield {
			Yield()
		}
	}
	return OK, nil
}
