package detect_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chatguard/chatguard/filter/detect"
)

const prose = "The quick brown fox jumps over the lazy dog, and nobody in the office noticed that the meeting had been moved. " +
	"Could you summarise what changed since version 2.4 and why the build takes 35 minutes?\n"

// speedTexts are the texts that speed is measured on: ordinary ones, and those
// that make the engine work hardest.
var speedTexts = []struct{ name, text string }{
	{"clean8K", fill(prose, 8<<10)},
	{"short190", prose[:190]},
	{"clean64K", fill(prose, 64<<10)},
	{"clean256K", fill(prose, 256<<10)},
	{"dense8K", fill("Write to jane@example.org or call +1 415-555-2671, card 4111 1111 1111 1111. ", 8<<10)},
	{"digits4", fill("1234 ", 64<<10)},
	{"digits4cards", fill("4111 1111 1111 ", 64<<10)},
	{"digits3", fill("123-", 64<<10)},
	{"digits9", fill("536228726 ", 64<<10)},
	{"digitrun", fill("4", 64<<10)},
	{"singles", fill("4 ", 64<<10)},
	{"pairs", fill("12 ", 64<<10)},
	{"pairs0", fill("06 12 34 56 78 ", 64<<10)},
	{"triples", fill("612 345 678 ", 64<<10)},
	{"at", fill("@", 64<<10)},
	{"nearmail", fill("a.b@", 64<<10)},
	{"nearmail2", fill("abcdefgh@example.", 64<<10)},
	{"colons", fill(":", 64<<10)},
	{"hexcolons", fill("fe80:", 64<<10)},
	{"base64", fill("QWxhZGRpbjpvcGVuIHNlc2FtZQ8x2Z", 64<<10)},
	{"base64slash", fill("QWxhZ/GRpb+jpvcGV/uIHNl+c2FtZQ8x2Z/", 64<<10)},
	{"nearkey", fill("ghp_", 64<<10)},
	{"nearkey2", fill("sk-proj-aB3dE6gH9jK2mN5p ", 64<<10)},
	{"jwt", fill("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.", 64<<10)},
	{"begin", fill("-----BEGIN ", 64<<10)},
	{"beginkey", fill("-----BEGIN PRIVATE KEY-----", 64<<10)},
	{"keywords", fill("password secret token api key ", 64<<10)},
	{"passwords", fill("password ", 64<<10)},
	{"letters2", fill("AB ", 64<<10)},
	{"alnum2", fill("A1 ", 64<<10)},
	{"iban", fill("DE89 ", 64<<10)},
	{"mails", fill("a@bc.de ", 64<<10)},
	{"plates", fill("M AB 1234 ", 64<<10)},
	{"names", fill("Anna Maria K. Smith, ", 64<<10)},
	{"givennames", fill("Anna ", 64<<10)},
	{"capitals", fill("Xabc Yde ", 64<<10)},
	{"hex", fill("3f2a9c0d1b", 64<<10)},
	{"uuids", fill("550e8400-e29b-41d4-a716-446655440000 ", 64<<10)},
	{"quads", fill("10.0.0.1 ", 64<<10)},
	{"cyrillic", fill("Съешь же ещё этих мягких французских булок, да выпей чаю, пожалуйста. ", 64<<10)},
	{"german", fill("Für die Überprüfung der Größe müssen wir äußerst sorgfältig über die Lösung reden. ", 64<<10)},
	{"unicode", fill("数据保护很重要，请不要泄露。", 64<<10)},
}

func fill(unit string, n int) string { return strings.Repeat(unit, n/len(unit)) }

// fastest returns the time of the shortest of several runs of f,
// which noise on a shared machine distorts least.
func fastest(runs int, f func()) time.Duration {
	best := time.Duration(1 << 62)
	for range runs {
		start := time.Now()
		f()
		best = min(best, time.Since(start))
	}
	return best
}

// quiet repeats a short measurement until it has taken long enough to have met
// a quiet moment.
func quiet(f func()) time.Duration {
	f()
	once := max(fastest(3, f), time.Microsecond)
	return fastest(int(max(10, 40*time.Millisecond/once)), f)
}

var sink byte

// classLoop looks up every byte in a table of classes: the yardstick.
func classLoop(t []byte) {
	var c byte
	for _, b := range t {
		c |= yardstick[b]
	}
	sink = c
}

var yardstick = func() (t [256]byte) {
	for i := range t {
		t[i] = byte(i * 7)
	}
	return t
}()

// TestSpeed logs what each text costs, in units of a loop with one table
// look-up a byte, and fails if a hostile text costs what only a quadratic step
// explains; the limit leaves room for noise.
func TestSpeed(t *testing.T) {
	if os.Getenv("CHATGUARD_TIMES") == "" {
		t.Skip("measures time, which a busy machine falsifies: CHATGUARD_TIMES=1 runs it, and make bench measures")
	}
	set := allTypes(t)
	var sc detect.Scanner
	var out []detect.Finding
	perByte := map[string]float64{}
	for _, c := range speedTexts {
		text := []byte(c.text)
		out, _ = sc.Scan(set, text, 0, true, out[:0])
		base := quiet(func() { classLoop(text) })
		scan := quiet(func() { out, _ = sc.Scan(set, text, 0, true, out[:0]) })
		perByte[c.name] = float64(scan.Nanoseconds()) / float64(len(text))
		t.Logf("%-12s %6.2f ns/byte  %5.1f loops  %5.1f times clean  %d findings", c.name, perByte[c.name], float64(scan)/float64(base), perByte[c.name]/perByte["clean8K"], len(out))
	}
	for name, ns := range perByte {
		if limit := 50 * perByte["clean64K"]; ns > limit && ns > 150 {
			t.Errorf("%s costs %.1f ns a byte, clean text %.1f", name, ns, perByte["clean64K"])
		}
	}
}

func BenchmarkScan(b *testing.B) {
	set := allTypes(b)
	for _, c := range speedTexts {
		b.Run(c.name, func(b *testing.B) {
			var sc detect.Scanner
			text := []byte(c.text)
			out, _ := sc.Scan(set, text, 0, true, nil)
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				out, _ = sc.Scan(set, text, 0, true, out[:0])
			}
		})
	}
}
