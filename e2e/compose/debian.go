package compose

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

// Debian's packages that are unpacked: the engine, and what stands in for official images. Compose is taken from the
// release named beside it, because older ones have only the first version, which reads other files.
var (
	debianPackages = []string{"docker.io", "iptables", "prometheus", "redis-server"}
	composePackage = "docker-compose"
	composeRelease = "trixie"
)

const done = "complete" // marks a tree that was unpacked to its end

// unpackDebian downloads packages with all they need that is not installed, and unpacks them below the cache directory.
func unpackDebian(ctx context.Context, cache string, progress io.Writer) (tree string, err error) {
	tree, err = filepath.Abs(filepath.Join(cache, "docker"))
	if err != nil || exists(filepath.Join(tree, done)) {
		return tree, err
	}
	if os.Getuid() != 0 {
		return "", fmt.Errorf("%w: starting an engine needs root", ErrUnavailable)
	}
	fmt.Fprintln(progress, "unpacking Debian's docker engine, Prometheus and Redis into", tree)
	if err := os.MkdirAll(filepath.Dir(tree), 0o755); err != nil {
		return "", err
	}
	work, err := os.MkdirTemp(filepath.Dir(tree), ".docker-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(work)
	if err := download(ctx, work); err != nil {
		return "", fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	packages, err := filepath.Glob(filepath.Join(work, "*", "*.deb"))
	if err != nil {
		return "", err
	}
	unpacked := filepath.Join(work, "tree")
	for _, p := range packages {
		if err := command(ctx, work, "dpkg", "-x", p, unpacked); err != nil {
			return "", err
		}
	}
	if err := link(unpacked); err != nil {
		return "", err
	}
	if err := os.Rename(unpacked, tree); err != nil && !exists(filepath.Join(tree, done)) { // nobody else was faster
		return "", err
	}
	return tree, nil
}

// link does what the packages' install scripts would: it puts the compose plugin where the docker command looks for it, and
// names an iptables, with which the engine redirects the containers' name look-ups inside their own network namespaces.
// Then the tree is complete.
func link(tree string) error {
	plugins := filepath.Join(tree, "config", "cli-plugins")
	return errors.Join(
		os.MkdirAll(plugins, 0o755),
		os.Symlink("../../usr/libexec/docker/cli-plugins/docker-compose", filepath.Join(plugins, "docker-compose")),
		os.Symlink("xtables-nft-multi", filepath.Join(tree, "usr/sbin/iptables")),
		os.WriteFile(filepath.Join(tree, done), nil, 0o644),
	)
}

// download fills work/machine and work/compose with packages.
func download(ctx context.Context, work string) error {
	machine := filepath.Join(work, "machine")
	if err := os.MkdirAll(filepath.Join(machine, "partial"), 0o755); err != nil {
		return err
	}
	// One archive of several may be out of reach: what is missing then is told by the install.
	updated := command(ctx, work, "apt-get", "-qq", "update")
	args := append([]string{"-qq", "-y", "install", "--download-only", "--reinstall", "--no-install-recommends",
		"-o", "Dir::Cache::archives=" + machine}, debianPackages...)
	if err := command(ctx, work, "apt-get", args...); err != nil {
		return errors.Join(updated, err)
	}
	return downloadCompose(ctx, filepath.Join(work, "compose"))
}

// downloadCompose asks the machine's own Debian mirror for the release that has the second version of compose. The lists
// of that release stay below dir: the machine's packages are not mixed.
func downloadCompose(ctx context.Context, dir string) error {
	sources, err := releaseSources(composeRelease)
	if err != nil {
		return err
	}
	for _, d := range []string{"lists/partial", "cache"} {
		if err := os.MkdirAll(filepath.Join(dir, d), 0o755); err != nil {
			return err
		}
	}
	list := filepath.Join(dir, "release.list")
	if err := os.WriteFile(list, []byte(sources), 0o644); err != nil {
		return err
	}
	options := []string{"-qq", "-o", "Dir::Etc::SourceParts=/dev/null", "-o", "Dir::Etc::SourceList=" + list,
		"-o", "Dir::State::Lists=" + filepath.Join(dir, "lists"), "-o", "Dir::Cache=" + filepath.Join(dir, "cache"),
		"-o", "Acquire::Languages=none", "-o", "Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false"}
	for _, verb := range [][]string{{"update"}, {"download", composePackage}} {
		if err := command(ctx, dir, "apt-get", append(options[:len(options):len(options)], verb...)...); err != nil {
			return err
		}
	}
	return nil
}

// mirror is the first Debian archive of the machine, in either form that apt reads.
var mirror = regexp.MustCompile(`(?m)^(?:URIs:|deb(?: \[[^\]]*\])?)\s+(https?://\S+/debian/?)(?:\s|$)`)

// releaseSources names the machine's Debian archive with another release.
func releaseSources(release string) (string, error) {
	files, _ := filepath.Glob("/etc/apt/sources.list.d/*")
	for _, f := range append(files, "/etc/apt/sources.list") {
		b, err := os.ReadFile(f)
		if err != nil {
			continue
		}
		if m := mirror.FindSubmatch(b); m != nil {
			return fmt.Sprintf("deb %s %s main\n", m[1], release), nil
		}
	}
	return "", fmt.Errorf("no Debian archive in apt's sources")
}

func command(ctx context.Context, dir, name string, args ...string) error {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s %s: %w: %s", name, strings.Join(args, " "), err, lastLine(string(out)))
	}
	return nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// libraries is where a tree has shared libraries, as LD_LIBRARY_PATH.
func libraries(tree string) string {
	dirs, _ := filepath.Glob(filepath.Join(tree, "usr/lib/*-linux-gnu*"))
	return strings.Join(dirs, ":")
}
