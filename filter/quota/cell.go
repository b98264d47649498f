package quota

import (
	"encoding/binary"

	"github.com/chatguard/chatguard/filter/policy"
)

// cell is one counter of one caller: a sliding window of two halves, of which
// the older one counts by the part of it that is still within the window.
type cell struct {
	window uint32 // number of the current window since 1970
	now    uint64 // counted in it
	before uint64 // counted in the one before
	until  int64  // milliseconds since 1970: the caller cools down until then; 0 once one was let in after it
}

func readCells(to []cell, b []byte) {
	for i := range to {
		to[i] = cell{
			window: binary.LittleEndian.Uint32(b), now: binary.LittleEndian.Uint64(b[4:]),
			before: binary.LittleEndian.Uint64(b[12:]), until: int64(binary.LittleEndian.Uint64(b[20:])),
		}
		b = b[cellSize:]
	}
}

func (c *cell) append(b []byte) []byte {
	b = binary.LittleEndian.AppendUint32(b, c.window)
	b = binary.LittleEndian.AppendUint64(b, c.now)
	b = binary.LittleEndian.AppendUint64(b, c.before)
	return binary.LittleEndian.AppendUint64(b, uint64(c.until))
}

// windowOf is the number of the window that a time lies in.
func windowOf(ms int64, k *policy.Counter) uint32 { return uint32(ms / (k.Seconds * 1000)) }

// roll moves the windows on. A clock that went back, or a length that was
// changed, begins anew.
func (c *cell) roll(ms int64, k *policy.Counter) {
	w := windowOf(ms, k)
	switch {
	case w == c.window:
	case w == c.window+1:
		c.window, c.before, c.now = w, c.now, 0
	default:
		c.window, c.before, c.now = w, 0, 0
	}
}

// level is what counts now. An open exchange counts in full.
func (c *cell) level(ms int64, k *policy.Counter) float64 {
	if k.Count == policy.Streams {
		return float64(c.now + c.before)
	}
	length := k.Seconds * 1000
	left := float64(length-ms%length) / float64(length)
	return float64(c.now) + float64(c.before)*left
}

// over tells whether the caller has to wait: one more would be too many.
func (c *cell) over(ms int64, k *policy.Counter) bool {
	return c.until > ms || c.level(ms, k)+1 > float64(k.Max)
}

// wait is how many milliseconds are left until one more is allowed, at least 1.
func (c *cell) wait(ms int64, k *policy.Counter) int64 {
	return max(1, c.until-ms, c.drain(ms, k))
}

// drain is how long it takes until the window has room for one more.
func (c *cell) drain(ms int64, k *policy.Counter) int64 {
	room := float64(k.Max - 1)
	switch {
	case c.level(ms, k) <= room:
		return 0
	case k.Count == policy.Streams:
		return 1000 // nobody knows when one ends
	}
	length := k.Seconds * 1000
	rest := length - ms%length
	if float64(c.now) <= room {
		// Enough when the older half counts no more than is left beside the newer one.
		return rest - int64((room-float64(c.now))/float64(c.before)*float64(length)) + 1
	}
	// The newer half becomes the older one, of which only a part may count.
	return rest + length - int64(room/float64(c.now)*float64(length)) + 1
}

// expires is when nothing of the cell counts any more.
func (c *cell) expires(k *policy.Counter) int64 {
	return max(c.until, (int64(c.window)+2)*k.Seconds*1000)
}

// add counts n more, and has the caller cool down if that was too much.
func (c *cell) add(n uint64, ms int64, k *policy.Counter) {
	c.now += n
	if n > 0 && c.until <= ms && c.level(ms, k)+1 > float64(k.Max) {
		c.until = 0
		c.cool(ms, k)
	}
}

// cool begins to cool down. Who tries again too early does not begin anew.
func (c *cell) cool(ms int64, k *policy.Counter) {
	if c.until == 0 && k.CoolDown > 0 {
		c.until = ms + k.CoolDown*1000
	}
}

// release takes back a stream that was counted in a window.
func (c *cell) release(window uint32) {
	switch {
	case window == c.window && c.now > 0:
		c.now--
	case window+1 == c.window && c.before > 0:
		c.before--
	}
}
