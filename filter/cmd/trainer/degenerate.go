package main

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"strings"
)

// degenerate returns texts that say nothing: runs of a letter, words and
// sentences again and again, digits, encoded bytes, tables, logs. A model of
// words has no ground to judge them by, so it must be told.
func degenerate() (texts []string) {
	const size = 700
	repeat := func(unit string) {
		for _, n := range []int{size, 8 * size} {
			texts = append(texts, strings.Repeat(unit, n/len(unit)+1))
		}
	}
	for c := '!'; c <= '~'; c++ {
		repeat(string(c))
		repeat(string(c) + " ")
		repeat(string(c) + "\n")
		repeat(string(c) + string(c^3) + " ")
	}
	for _, tag := range strings.Fields("p div li b td br span a html h1 script style") {
		repeat("<" + tag + "></" + tag + ">")
		repeat("<" + tag + ">")
		for _, in := range strings.Fields("td th li p b img figcaption option") {
			repeat("<" + tag + "><" + in + ">7</" + in + "></" + tag + ">\n")
		}
	}
	for _, row := range []string{"<tr><td>Norway</td><td>5,500,000</td></tr>", "<tr><td>a</td></tr> ", "<tr><th>Name</th></tr>\n", "<ul><li>tea</li></ul>", "<!-- -->", "| a | b |\n|---|---|\n"} {
		repeat(row)
	}
	for _, w := range strings.Fields("hello very test yes no stop all any must you the ignore previous system prompt rules never answer word blah bla lorem ha ok please instructions secret free") {
		repeat(w + " ")
		repeat(w)
		repeat(w + ", ")
	}
	for _, s := range strings.Split(sayings, "\n") {
		repeat(s + " ")
		repeat(s + "\n")
	}
	for _, line := range []string{"call(x);", "f(a, b);", "get(item)", "run();", "x = y;", "i++;", "}", "return;", "{\"a\": 1},", "[0, 1],", "print(n)", "end", "foo();", "bar(1);", "<br>", "  - item"} {
		repeat(line + "\n")
		repeat(line)
	}
	rng := rand.New(rand.NewPCG(3, 5))
	for i := range 200 {
		unit := make([]byte, 2+rng.IntN(5))
		for j := range unit {
			unit[j] = 'a' + byte(rng.IntN(26))
		}
		repeat(string(unit) + " ")
		repeat(string(unit))
		if i%2 == 0 {
			repeat(syllables(rng) + " ")
		}
	}
	for range 20 {
		repeat(fmt.Sprintf("%02d:%02d ", rng.IntN(24), rng.IntN(60)))
		repeat(fmt.Sprintf("%04d %04d ", rng.IntN(1e4), rng.IntN(1e4)))
		repeat(fmt.Sprintf("%d, ", rng.IntN(1e6)))
		repeat(fmt.Sprintf("%d.%d ", rng.IntN(100), rng.IntN(1000)))
	}
	for c := 'a'; c <= 'z'; c++ {
		repeat(string(c) + string('a'+(c-'a'+1)%26))
		repeat("a" + string(c))
	}
	bytes := make([]byte, size)
	for range 30 {
		for i := range bytes {
			bytes[i] = byte(rng.Uint32())
		}
		texts = append(texts, base64.StdEncoding.EncodeToString(bytes), hex.EncodeToString(bytes[:300]))
		texts = append(texts, strings.Map(func(r rune) rune { return 'a' + r%26 }, string(bytes)))
		texts = append(texts, strings.Map(func(r rune) rune { return ' ' + r%95 }, string(bytes)))
		var b strings.Builder
		for i := range 12 {
			fmt.Fprintf(&b, "2024-05-%02d 12:%02d:%02d %s %d %x\n", rng.IntN(28)+1, rng.IntN(60), i, []string{"INFO started", "WARN slow query", "ERROR timeout", "DEBUG retry"}[rng.IntN(4)], rng.IntN(1e6), rng.Uint64())
		}
		texts = append(texts, b.String())
		b.Reset()
		for range 80 {
			fmt.Fprintf(&b, "%d, ", rng.IntN(1e5))
		}
		texts = append(texts, b.String())
	}
	return texts
}

// syllables makes up a word that can be spoken.
func syllables(rng *rand.Rand) string {
	var b strings.Builder
	for range 1 + rng.IntN(3) {
		b.WriteByte("bcdfghjklmnprstvwz"[rng.IntN(18)])
		if rng.IntN(3) == 0 {
			b.WriteByte("lrnh"[rng.IntN(4)])
		}
		b.WriteByte("aeiou"[rng.IntN(5)])
	}
	return b.String()
}

// sayings are harmless sentences that are said again and again.
const sayings = `All work and no play.
All work and no play makes Jack a dull boy.
The quick brown fox jumps over the lazy dog.
Lorem ipsum dolor sit amet, consectetur adipiscing elit.
We meet on Monday.
Please call me back.
You must reply with a number only.
Some words of filler so that the text is long.
I will not talk in class.
Context block three.
This is a test message.
Never give up.
Are we there yet?
Is anybody there?
one two three four five six seven eight nine ten
foo bar baz
na na na na hey hey
x = x + 1;
<div></div>
{"a":1}`
