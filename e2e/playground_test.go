package e2e

import (
	"bufio"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestPlayground uses the page that `make run` prints as a person does, in a real browser against the real Envoy.
func TestPlayground(t *testing.T) {
	needEnvoy(t)
	browser := needBrowser(t)
	lines, _ := makeRun(t)
	url := playgroundAddress(t, lines)
	ctx := openBrowser(t, browser)
	do := func(t *testing.T, what string, steps ...chromedp.Action[chromedp.Void]) {
		t.Helper()
		if err := chromedp.Do(ctx, steps...); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
	}
	do(t, "open", chromedp.Navigate(url), waitReady)

	t.Run("a sample", func(t *testing.T) {
		do(t, "click", clickButton("Personal data"), waitText("findings", "CREDIT_CARD"))
		wantText(t, ctx, "received", "**** **** **** 7153", "4532")
		wantText(t, ctx, "got", "7153", "4532")
		wantText(t, ctx, "verdict", "request: mask, coverage full", "")
		marks := evaluate[[]string](t, ctx, `[...document.querySelectorAll('#sent mark')].map(m => m.className + ' ' + m.firstChild.textContent)`)
		if got := strings.Join(marks, "; "); got != "Mask 4532 7601 9842 7153; Mask 536-22-8741" {
			t.Errorf("marked: %q", got)
		}
	})
	t.Run("a stream, token by token", func(t *testing.T) {
		do(t, "click", clickButton("Streamed"), waitText("findings", "PHONE_NUMBER"))
		if tokens := evaluate[int](t, ctx, `document.querySelectorAll('#got .token').length`); tokens < 5 {
			t.Errorf("%d pieces of the stream were shown", tokens)
		}
		wantText(t, ctx, "got", "dora.winter@kontor-nord.de", "[EMAIL_ADDRESS")
		wantText(t, ctx, "received", "[EMAIL_ADDRESS_1]", "dora.winter")
	})
	t.Run("by keyboard", func(t *testing.T) {
		do(t, "type", setValue("message", ""), chromedp.SendKeys("#message", "mail rita.moreau@harbour-bank.eu"),
			chromedp.KeyEvent(kb.Enter, chromedp.KeyModifiers(kb.ModifierCtrl)), waitText("received", "[EMAIL_ADDRESS_1]"))
	})
	t.Run("a refusal", func(t *testing.T) {
		do(t, "click", clickButton("Credential"), waitText("received", "nothing: the filter answered"))
		wantText(t, ctx, "status", "403", "")
	})
	t.Run("a mistake in the policy", func(t *testing.T) {
		do(t, "edit", setValue("policy", "extends: strct\n"), waitText("mistakes", "1:10: extends: unknown policy"))
		do(t, "apply", chromedp.Click("#apply"), waitText("applied", "not applied: see the mistakes"))
		do(t, "go there", clickButton("1:10"))
		if selected := evaluate[string](t, ctx, `(e => e.value.slice(e.selectionStart, e.selectionEnd))(document.activeElement)`); selected != "s" {
			t.Errorf("the mistake's place is %q", selected)
		}
	})
	t.Run("another policy", func(t *testing.T) {
		do(t, "edit", setValue("policy", "rules: [{name: all, match: [EMAIL_ADDRESS], action: Mask, mask: {style: Fixed, text: gone}}]\n"), chromedp.Click("#apply"),
			waitText("applied", "Envoy runs this policy"), clickButton("Turned back"), waitText("received", "Write to gone"))
	})
	t.Run("for everybody", func(t *testing.T) { accessible(t, ctx) })
	screenshots(t, ctx)
}

// needBrowser finds a Chromium. A user's machine may have none; in CI there is one.
func needBrowser(t *testing.T) string {
	t.Helper()
	for _, name := range []string{os.Getenv("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("CI") != "" {
		t.Fatal("no Chromium")
	}
	t.Skip("this machine has no Chromium")
	return ""
}

func openBrowser(t *testing.T, path string) context.Context {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.WindowSize(1280, 1500),
		chromedp.Flag("disable-dev-shm-usage", true))
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	return ctx
}

func playgroundAddress(t *testing.T, lines *bufio.Reader) string {
	t.Helper()
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			t.Fatal("make run ended: ", err)
		}
		if _, url, ok := strings.Cut(line, "Playground: "); ok {
			go func() { // what follows must not stop the demo
				for err == nil {
					_, err = lines.ReadString('\n')
				}
			}()
			return strings.TrimSpace(url)
		}
	}
}

func clickButton(text string) chromedp.Action[chromedp.Void] {
	return chromedp.Click(`//button[contains(., "` + text + `")]`)
}

// setValue puts a text into a field as if it had been typed.
func setValue(id, text string) chromedp.Action[chromedp.Void] {
	return chromedp.Evaluate[chromedp.Void](`(e => { e.value = ` + strconv.Quote(text) + `; e.dispatchEvent(new Event('input')); })(document.getElementById('` + id + `'))`)
}

// waitReady waits until the page's script has run.
var waitReady = wait(`document.documentElement.dataset.ready === 'true'`)

func waitText(id, text string) chromedp.Action[chromedp.Void] {
	return wait(`document.getElementById('` + id + `').textContent.includes('` + text + `')`)
}

func wait(condition string) chromedp.Action[chromedp.Void] {
	return chromedp.Poll[chromedp.Void](condition, chromedp.WithPollingTimeout(20*time.Second))
}

func evaluate[T any](t *testing.T, ctx context.Context, expression string) T {
	t.Helper()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		t.Fatalf("%s: %v", expression, err)
	}
	return v
}

func wantText(t *testing.T, ctx context.Context, id, has, hasNot string) {
	t.Helper()
	text := evaluate[string](t, ctx, `document.getElementById('`+id+`').textContent`)
	if !strings.Contains(text, has) || hasNot != "" && strings.Contains(text, hasNot) {
		t.Errorf("%s is %q, want %q, not %q", id, text, has, hasNot)
	}
}

// accessible holds what can be checked without a person: names for all controls, one heading of the page, the language,
// and that the tab key reaches the controls.
func accessible(t *testing.T, ctx context.Context) {
	const unnamed = `[...document.querySelectorAll('input, select, textarea, button')].filter(e =>
		!(e.labels?.length || e.getAttribute('aria-label') || e.textContent.trim())).map(e => e.outerHTML)`
	bad := evaluate[[]string](t, ctx, unnamed)
	headings := evaluate[int](t, ctx, `document.querySelectorAll('h1').length`)
	lang := evaluate[string](t, ctx, `document.documentElement.lang`)
	evaluate[bool](t, ctx, `window.stops = 0; document.activeElement.blur(); document.addEventListener('focusin', () => window.stops++); true`)
	for range 12 {
		if err := chromedp.Do(ctx, chromedp.KeyEvent(kb.Tab)); err != nil {
			t.Fatal(err)
		}
	}
	stops := evaluate[int](t, ctx, `window.stops`)
	if len(bad) > 0 || headings != 1 || lang == "" || stops < 10 {
		t.Errorf("without a name: %q; %d headings; language %q; %d stops of 12 tabs", bad, headings, lang, stops)
	}
}

// screenshots keeps how the page looks, in both colour schemes, which must differ.
func screenshots(t *testing.T, ctx context.Context) {
	t.Helper()
	grounds := map[string]string{}
	for _, scheme := range []string{"light", "dark"} {
		_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
		})
		if err != nil {
			t.Fatal(err)
		}
		grounds[evaluate[string](t, ctx, `getComputedStyle(document.body).backgroundColor`)] = scheme
		png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
		if err == nil {
			err = os.WriteFile(filepath.Join(root, "build", "playground-"+scheme+".png"), png, 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(grounds) != 2 {
		t.Errorf("the page looks the same by day and by night: %v", grounds)
	}
}
