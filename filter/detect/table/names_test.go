package table

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestFindHash compares the search in the table with one through all entries, where the hashes lie evenly and where they do not.
func TestFindHash(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, mask := range []uint32{0xFFFFFFFF, 0xFF00FFFF, 0xFF0003FF, 0x0FFFFFFF} {
		all := map[uint32]uint32{}
		for range 5000 {
			all[NameHash(r.Uint32()&mask)] = 1 + r.Uint32N(nameFlags)
		}
		var names []uint32
		for h, flags := range all {
			names = append(names, h|flags)
		}
		slices.Sort(names)
		first, rest := packNames(names)
		n := Names{first, string(rest)}
		for h, flags := range all {
			for _, asked := range []uint32{h, h + nameFlags + 1, h - nameFlags - 1} {
				if got := n.flags(asked &^ nameFlags); got != all[asked&^nameFlags] {
					t.Fatalf("%x of %x with %b: %b", asked, h, flags, got)
				}
			}
		}
	}
}
