package compose

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chatguard/chatguard/e2e/envoy"
)

const root = "../.."

// stack is compose.yaml, running, from a copy of the folder envoy/ that a test may change.
type stack struct {
	*Project
	t        *testing.T
	dir      string
	profiles []string
	ports    map[string]int
}

var portNames = []string{"CHATGUARD_PORT", "CHATGUARD_ADMIN_PORT", "PROMETHEUS_PORT", "GRAFANA_PORT"}

// TestCompose follows the README: up, verify, down; and between them what an operator does.
func TestCompose(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
	defer cancel()
	began := time.Now()
	s := start(t, ctx)
	t.Logf("up after %.0f s", time.Since(began).Seconds())
	s.verify(ctx)
	t.Run("dashboard and alerts", s.queries)
	t.Run("policy update", s.update)
	t.Run("rate limit", s.limited)
	t.Run("verify again", func(*testing.T) { s.verify(ctx) })
}

// start brings everything up on an engine that has the images, or skips with the reason why there is none.
func start(t *testing.T, ctx context.Context) *stack {
	t.Helper()
	s := &stack{t: t, dir: t.TempDir(), profiles: []string{"dashboards", "ratelimit"}, ports: map[string]int{}}
	for _, name := range []string{"envoy", "build"} {
		copyTree(t, filepath.Join(root, name), filepath.Join(s.dir, name))
	}
	var env []string
	for _, name := range portNames {
		s.ports[name] = freePort(t)
		env = append(env, fmt.Sprintf("%s=%d", name, s.ports[name]))
	}
	e, err := Found(ctx)
	if err == nil {
		s.Project = e.Project(filepath.Join(s.dir, "envoy/compose.yaml"), fmt.Sprintf("chatguard-e2e-%d", os.Getpid()), env)
		_, err = s.Compose(ctx, s.profiles, "pull", "--quiet")
	}
	if err != nil {
		t.Log("official images: ", err)
		s.own(ctx, env)
	}
	t.Cleanup(s.down)
	if _, err := s.Compose(ctx, without(s.profiles, "ratelimit"), "up", "--detach", "--wait"); err != nil {
		s.logs()
		t.Fatal(err)
	}
	return s
}

// own starts an engine with images of the same names. On a user's machine that is not done.
func (s *stack) own(ctx context.Context, env []string) {
	s.t.Helper()
	if os.Getenv("CI") == "" {
		s.t.Skip("this machine has no docker with compose that can pull the images (CI=1 starts an engine for the test)")
	}
	cache := filepath.Join(root, ".cache")
	scratch, err := os.MkdirTemp("", "chatguard-docker-")
	if err != nil {
		s.t.Fatal(err)
	}
	e, err := StartOwn(ctx, cache, scratch, s.t.Output())
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = errors.Join(e.Stop(), os.RemoveAll(scratch)) })
	s.Project = e.Project(filepath.Join(s.dir, "envoy/compose.yaml"), "chatguard-e2e", env)
	names, err := s.Images(ctx, s.profiles)
	if err != nil {
		s.t.Fatal(err)
	}
	binary, err := envoy.Find(ctx, cache, s.t.Output())
	if err != nil {
		s.t.Fatal(err)
	}
	missing, err := e.StandIns(ctx, names, binary.Path)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, name := range missing {
		if !strings.HasPrefix(name, "grafana/") {
			s.t.Fatalf("nothing stands in for the image %s", name)
		}
		s.t.Logf("without %s, which cannot be had here", name)
		s.profiles = without(s.profiles, "dashboards")
	}
}

func (s *stack) down() {
	out, err := s.Compose(context.Background(), []string{"dashboards", "ratelimit"}, "down", "--volumes", "--timeout", "5")
	if err != nil {
		s.t.Errorf("%v\n%s", err, out)
	}
	left, err := s.engine.Docker(context.Background(), nil, "ps", "--all", "--quiet", "--filter", "label=com.docker.compose.project="+s.name)
	if err != nil || left != "" {
		s.t.Errorf("left behind: %q, %v", left, err)
	}
}

// logs shows what the containers said, to tell why a step failed.
func (s *stack) logs() {
	out, _ := s.Compose(context.Background(), s.profiles, "logs", "--tail", "30")
	s.t.Log(out)
}

// verify runs the script that the README names.
func (s *stack) verify(ctx context.Context) {
	s.t.Helper()
	cmd := exec.CommandContext(ctx, "bash", filepath.Join(s.dir, "envoy/verify.sh"))
	cmd.Env = append(os.Environ(), s.env...)
	out, err := cmd.CombinedOutput()
	s.t.Logf("%s", out)
	if err != nil {
		s.logs()
		s.t.Fatal("verify.sh: ", err)
	}
}

func (s *stack) url(port, path string) string {
	return fmt.Sprintf("http://127.0.0.1:%d%s", s.ports[port], path)
}

// say sends one chat message and returns the status and the answer.
func (s *stack) say(text string, headers ...string) (int, string) {
	body, _ := json.Marshal(map[string]any{"model": "demo", "messages": []any{map[string]any{"role": "user", "content": text}}})
	req, err := http.NewRequest("POST", s.url("CHATGUARD_PORT", "/v1/chat/completions"), bytes.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header.Set("content-type", "application/json")
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, err.Error()
	}
	defer resp.Body.Close()
	var b bytes.Buffer
	_, _ = b.ReadFrom(resp.Body)
	return resp.StatusCode, b.String()
}

// prometheus asks an endpoint of Prometheus' API and decodes what it says.
func (s *stack) prometheus(path string, into any) error {
	resp, err := http.Get(s.url("PROMETHEUS_PORT", path))
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	doc := struct {
		Error string
		Data  any
	}{Data: into}
	if err := json.NewDecoder(resp.Body).Decode(&doc); err != nil {
		return err
	}
	if doc.Error != "" {
		return errors.New(doc.Error)
	}
	return nil
}

// queries has Prometheus answer every query of the dashboard with real data, and check every alert rule.
func (s *stack) queries(t *testing.T) {
	all, err := DashboardQueries(filepath.Join(s.dir, "envoy/grafana/dashboards/chatguard.json"))
	if err != nil || len(all) < 10 {
		t.Fatalf("%d queries, %v", len(all), err)
	}
	deadline := time.Now().Add(time.Minute)
	for _, q := range all {
		for {
			var data struct{ Result []any }
			err := s.prometheus("/api/v1/query?query="+url.QueryEscape(q.Expr), &data)
			if err == nil && len(data.Result) > 0 {
				break
			}
			if err != nil || time.Now().After(deadline) {
				t.Errorf("%s: %d results, %v: %s", q.Where, len(data.Result), err, q.Expr)
				break
			}
			s.traffic()
			time.Sleep(time.Second)
		}
	}
	out, err := s.Compose(context.Background(), nil, "exec", "-T", "--workdir", "/etc/prometheus", "prometheus", "/bin/promtool", "test", "rules", "alerts_test.yaml")
	if err != nil {
		t.Errorf("unit tests of the alerts: %v\n%s", err, out)
	}
	var rules struct {
		Groups []struct {
			Rules []struct{ Name, Health, State, LastError string }
		}
	}
	if err := s.prometheus("/api/v1/rules", &rules); err != nil || len(rules.Groups) == 0 || len(rules.Groups[0].Rules) == 0 {
		t.Fatal("no rules: ", err)
	}
	for _, r := range rules.Groups[0].Rules {
		if r.Health == "err" || r.State == "firing" {
			t.Errorf("%s is %s, %s: %s", r.Name, r.Health, r.State, r.LastError)
		}
	}
}

// traffic moves every counter that the dashboard shows.
func (s *stack) traffic() {
	s.say("Pay with 4532 7601 9842 7153")
	s.say("Deploy with AKIAODZDOCIS2JHTLGMX")
	s.say("Write to dora.winter@kontor-nord.de")
	resp, err := http.Post(s.url("CHATGUARD_PORT", "/staff/upload"), "image/png", strings.NewReader("\x89PNG"))
	if err == nil {
		resp.Body.Close()
	}
	resp, err = http.Post(s.url("CHATGUARD_PORT", "/staff/v1/chat/completions"), "application/json",
		strings.NewReader(`{"messages":[{"role":"user","content":"4532 7601 9842 7153"}]}`))
	if err == nil {
		resp.Body.Close()
	}
}

// update moves changed policies into place, as the file says how: a good document is taken, a bad one is refused.
func (s *stack) update(t *testing.T) {
	file := filepath.Join(s.dir, "envoy/compose/xds/chatguard.yaml")
	first, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	put := func(old, new string) {
		t.Helper()
		b := bytes.Replace(first, []byte(old), []byte(new), 1)
		if bytes.Equal(b, first) && old != new {
			t.Fatalf("%q is not in %s", old, file)
		}
		next := file + ".next"
		if err := errors.Join(os.WriteFile(next, b, 0o644), os.Rename(next, file)); err != nil {
			t.Fatal(err)
		}
	}
	await := func(what, want string) {
		t.Helper()
		var got string
		for range 100 {
			if _, got = s.say("Pay with 4532 7601 9842 7153"); strings.Contains(got, want) {
				return
			}
			time.Sleep(100 * time.Millisecond)
		}
		t.Errorf("%s: no %q in %s", what, want, got)
	}
	put("keepLast: 4", "keepLast: 2")
	await("a changed policy", "**** **** **** **53")
	put("match: [CREDIT_CARD]", "match: [CREDIT_KARD]")
	for range 100 {
		resp, err := http.Get(s.url("CHATGUARD_ADMIN_PORT", "/stats?filter=config_fail"))
		if err == nil {
			var b bytes.Buffer
			_, _ = b.ReadFrom(resp.Body)
			resp.Body.Close()
			if strings.Contains(b.String(), "chatguard.config_fail: 1") {
				break
			}
		}
		time.Sleep(100 * time.Millisecond)
	}
	await("after a bad document", "**** **** **** **53")
	out, err := s.Compose(context.Background(), nil, "logs", "envoy")
	if err != nil || !strings.Contains(out, "CREDIT_KARD") {
		t.Errorf("the log does not say what is wrong with the bad document: %v\n%s", err, out)
	}
	put("", "")
	await("the first policy again", "**** **** **** 7153")
}

// limited adds the profile to what runs: a guest may say three things a minute.
func (s *stack) limited(t *testing.T) {
	ctx := context.Background()
	if status, answer := s.say("Hello", "x-user", "guest"); status != 200 {
		t.Fatalf("without the rate limit service a message must pass: %d %s", status, answer)
	}
	if _, err := s.Compose(ctx, s.profiles, "up", "--detach", "--wait"); err != nil {
		s.logs()
		t.Fatal(err)
	}
	statuses := map[int]int{}
	for range 100 {
		status, _ := s.say("Hello", "x-user", "guest")
		if statuses[status]++; status == 429 {
			break
		}
		time.Sleep(200 * time.Millisecond)
	}
	if statuses[200] == 0 || statuses[429] == 0 {
		s.logs()
		t.Errorf("answers by status: %v", statuses)
	}
	if status, answer := s.say("Hello", "x-user", "other"); status != 200 {
		t.Errorf("another user: %d %s", status, answer)
	}
}

// The image of Envoy is the version that everything else is tested with.
func TestPinnedEnvoy(t *testing.T) {
	b, err := os.ReadFile(filepath.Join(root, "envoy/compose.yaml"))
	if want := "envoyproxy/envoy:distroless-v" + envoy.Pinned(); err != nil || strings.Count(string(b), "envoyproxy/envoy:") != strings.Count(string(b), want) {
		t.Errorf("compose.yaml has another Envoy than %s (%v)", want, err)
	}
}

func without(list []string, name string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return s == name })
}

func copyTree(t *testing.T, from, to string) {
	t.Helper()
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
}

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}
