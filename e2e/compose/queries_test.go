package compose

import (
	"fmt"
	"testing"
)

func TestNames(t *testing.T) {
	for expr, want := range map[string]string{
		`sum by (le, type) (rate(a_bucket{policy=~"x{y}.*"}[5m])) / sum(b) > 0.5`: "[a_bucket b] [le policy type]",
		`absent(c) == 1`: "[c] []",
		`topk (10, sum(increase(d{a="1",b!="2"}[1d])))`: "[d] [a b]",
	} {
		metrics, labels := Query{Expr: expr}.Names()
		if got := fmt.Sprint(metrics, labels); got != want {
			t.Errorf("%s: %s, want %s", expr, got, want)
		}
	}
}
