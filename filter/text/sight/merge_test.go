package sight

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/chatguard/chatguard/filter/detect"
)

func allTypes(t *testing.T) *detect.Set {
	set, err := detect.NewSet(detect.Catalog().Names(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// TestMerge compares with putting one finding after the other in its place.
func TestMerge(t *testing.T) {
	set := allTypes(t)
	types := map[string]detect.Type{}
	for i := range detect.Catalog().Names() {
		types[set.Name(detect.Type(i))] = detect.Type(i)
	}
	link, other := types[urlType], types["EMAIL_ADDRESS"]
	rng := rand.New(rand.NewPCG(3, 3))
	random := func(n, most int) (list []Finding) {
		for range n {
			f := Finding{}
			f.Start = rng.IntN(40)
			f.End, f.Type = f.Start+1+rng.IntN(most), other
			if rng.IntN(3) == 0 {
				f.Type = link
			}
			list = append(list, f)
		}
		slices.SortStableFunc(list, func(a, b Finding) int { return a.Start - b.Start })
		return list
	}
	for range 20_000 {
		old, shown := random(rng.IntN(8), 6), random(rng.IntN(5), 20)
		want := slices.Clone(old)
		for i := range shown {
			want = naive(want, shown[i], link)
		}
		l := Looker{found: slices.Clone(old), shown: shown}
		l.merge(set)
		if !slices.IsSortedFunc(l.found, func(a, b Finding) int { return a.Start - b.Start }) {
			t.Fatalf("%v is not in order", l.found)
		}
		slices.SortFunc(l.found, byPlace)
		slices.SortFunc(want, byPlace)
		if !slices.EqualFunc(l.found, want, func(a, b Finding) bool { return byPlace(a, b) == 0 }) {
			t.Fatalf("%v and %v:\\n%v, want\\n%v", old, shown, l.found, want)
		}
	}
}

func byPlace(a, b Finding) int {
	return cmp.Or(a.Start-b.Start, a.End-b.End, int(a.Type)-int(b.Type))
}

func naive(list []Finding, f Finding, link detect.Type) []Finding {
	for _, p := range list {
		if p.Type == link || p.End <= f.Start || p.Start >= f.End {
			continue
		}
		if f.Type == link || p.Start <= f.Start && p.End >= f.End {
			return list
		}
	}
	list = slices.DeleteFunc(slices.Clone(list), func(p Finding) bool { return p.Start >= f.Start && p.End <= f.End })
	i := 0
	for i < len(list) && list[i].Start <= f.Start {
		i++
	}
	return slices.Insert(list, i, f)
}

// TestManyDisguised finds as many disguised values as a body may have; work that grew with their square would take a minute.
func TestManyDisguised(t *testing.T) {
	const n = 60_000
	var l Looker
	if found, _ := l.Look(allTypes(t), []byte(strings.Repeat("d＠kontor.de ", n)), 0, true, true); len(found) != n {
		t.Errorf("%d of %d found", len(found), n)
	}
}
