package quota

import (
	"encoding/binary"
	"strconv"

	"github.com/chatguard/chatguard/filter/mask"
	"github.com/chatguard/chatguard/filter/policy"
)

// Digits of a caller's hash, hexadecimal: of the bucket and of the tag.
const (
	bucketDigits = 4
	tagDigits    = 16
)

// Caller is the ID of a caller under a policy: an HMAC of where its value stood
// and the value. Counters that were changed begin anew, because what they count
// into is another slot.
func Caller(key []byte, p *policy.Policy, source, value string) ID {
	var which [8]byte
	binary.LittleEndian.PutUint64(which[:], layout(p))
	digits := mask.AppendMAC(nil, key, bucketDigits+tagDigits, []byte("caller\x00"), which[:], []byte(source), []byte{0}, []byte(value))
	bucket, _ := strconv.ParseUint(string(digits[:bucketDigits]), 16, 32)
	tag, _ := strconv.ParseUint(string(digits[bucketDigits:]), 16, 64)
	return ID{bucket: uint32(bucket) % buckets, tag: tag}
}

// layout tells policies and their counters apart, by FNV-1a (draft-eastlake-fnv):
// short, because each block that the HMAC reads costs more than all of this.
func layout(p *policy.Policy) uint64 {
	h := fold(14695981039346656037, p.Name)
	for i := range p.Quotas.Counters {
		c := &p.Quotas.Counters[i]
		h = (fold(h, c.Name) ^ uint64(c.Count)<<32 ^ uint64(c.Seconds)) * prime
	}
	return h
}

const prime = 1099511628211

func fold(h uint64, s string) uint64 {
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * prime
	}
	return (h ^ 0xff) * prime // ends the text
}

// Admission is what a table said of an exchange that begins.
type Admission struct {
	Result  Result
	Evicted bool // another caller made room
	// Counter is the one that is over its max, nil if none is: one that refuses
	// comes before one that has another policy apply.
	Counter *policy.Counter
	Wait    int64 // seconds until the next try may succeed, if Counter is not nil
	at      int64 // when it was, for Release
	counted bool
}

// Admit counts the beginning of an exchange, at a time in milliseconds since
// 1970. One that Counter refuses is not counted, if enforce says that it really
// is refused.
func (t *Table) Admit(q *policy.Quotas, id ID, ms int64, enforce bool) Admission {
	a := Admission{at: ms}
	a.Result, a.Evicted = t.update(id, ms, len(q.Counters), func(cells []cell) (expires, locked int64) {
		a.Counter, a.Wait, a.counted = nil, 0, false
		for i := range cells {
			k, c := &q.Counters[i], &cells[i]
			c.roll(ms, k)
			if !c.over(ms, k) {
				c.until = 0
				continue
			}
			c.cool(ms, k)
			wait := (c.wait(ms, k) + 999) / 1000
			switch {
			case a.Counter == nil || a.Counter.Policy != nil && k.Policy == nil:
				a.Counter, a.Wait = k, wait
			case a.Counter.Policy == nil && k.Policy == nil:
				a.Wait = max(a.Wait, wait)
			}
		}
		a.counted = a.Counter == nil || a.Counter.Policy != nil || !enforce
		if a.counted {
			for i := range cells {
				if k := &q.Counters[i]; k.Count == policy.Requests || k.Count == policy.Streams {
					cells[i].now++
				}
			}
		}
		return keep(cells, q)
	})
	if a.Result != Done {
		return Admission{Result: a.Result}
	}
	return a
}

// Used is what an exchange used, by counter.
type Used [maxCells]uint64

// Settle counts the end of an exchange that was admitted: used by counter, of
// those that count when an exchange ends.
func (t *Table) Settle(q *policy.Quotas, id ID, a *Admission, used *Used, ms int64) Result {
	if !a.counted {
		return Done
	}
	a.counted = false
	if !needed(q, used) {
		return Done
	}
	r, _ := t.update(id, ms, len(q.Counters), func(cells []cell) (expires, locked int64) {
		for i := range cells {
			k, c := &q.Counters[i], &cells[i]
			c.roll(ms, k)
			if k.Count == policy.Streams {
				c.release(windowOf(a.at, k))
				continue
			}
			c.add(used[i], ms, k)
		}
		return keep(cells, q)
	})
	return r
}

// needed tells whether the end of an exchange changes anything.
func needed(q *policy.Quotas, used *Used) bool {
	for i := range q.Counters {
		if q.Counters[i].Count == policy.Streams || used[i] > 0 {
			return true
		}
	}
	return false
}

// keep tells how long cells are worth keeping, and how long they must be kept.
func keep(cells []cell, q *policy.Quotas) (expires, locked int64) {
	for i := range cells {
		expires = max(expires, cells[i].expires(&q.Counters[i]))
		locked = max(locked, cells[i].until)
	}
	return expires, locked
}
