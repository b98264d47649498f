package payload

import "testing"

// valueOf is the strength of the strongest finding of a kind in a value.
func valueOf(text string, k Kind) float32 {
	best := float32(0)
	for _, f := range Value([]byte(text), Scan([]byte(text), 0, nil)) {
		if f.Kind == k {
			best = max(best, f.Strength)
		}
	}
	return best
}

// TestValue holds what is an attack as the whole of a value, and what reads a little like one.
func TestValue(t *testing.T) {
	for kind, texts := range map[Kind][]string{
		SQL: {
			"A' > 'B", "A' NOT RLIKE 'B", "' or '", "asd\"or-1=\"-1", "aa'LIKE'0", "1'-@a or'1", "' or SOUNDEX (1) != '0", " aa' <<3 or'1", "1 || substr(user,1,1) = 0x61",
			"HOPE AND 1+2=3+4", " ( COS ( BINARY ( 'b')) )  --", "(select count(*) from users)", "1/1/**/union", "-1#union", "1*1--", "8 order by 1--", "1 ORDER BY 12-- ",
			"1%'))) PROCEDURE ANALYSE(EXTRACTVALUE(1,1))", "FLOOR(PI()) AND SIN(PI())=0", "';select 1", ") and 0=benchmark(3000000,MD5(1)) --",
		},
		Markup:  {"onmouseover=alert(1)", " onerror = eval`x`"},
		Command: {"; sleep 10", "|id", "& net view", "`id`", "a|id", "\nid", "';whoami", "una''me -a", "w\\hoami"},
	} {
		for _, text := range texts {
			if got := valueOf(text, kind); got < 0.8 {
				t.Errorf("%s: %q has %.2f", kind, text, got)
			}
		}
	}
	for _, text := range []string{
		"", "'", "''", "O'Brien", "rock 'n' roll", "6' or 7'", "16\" or 18\"", "'yes' or 'no'", "say 'a' or 'b'", "the boys' and girls' club", "\"UNION\" BY ROBERT", "\"IS\" STAMP",
		"1 and 2", "5 or 6", "1-2", "24-7-TEAM", "a = b", "name = 'Berlin'", "x > 3 and y < 4", "SELECT name FROM users WHERE city = 'Bonn' OR city = 'Berlin'", "(see page 2)",
		"(select one)", "1 update available", "R&D", "; see below", "|x|", "& co", "`id` is the key", "I'd like it", "what's new", "\"1--\"", "say 'select' -- twice", "once = 1", "online=yes", "on = true", "don't 'a' or 'b'",
	} {
		for k := range Kinds {
			if got := valueOf(text, k); got >= 0.8 {
				t.Errorf("%q is %s, %.2f", text, k, got)
			}
		}
	}
}
