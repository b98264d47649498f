// Command mutate is `make mutate`: it changes one thing at a time in the code of a package, runs the package's tests, and
// tells which changes no test notices. Sources are not touched: a change is laid over them while go test builds.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

func main() {
	sample := flag.Int("sample", 0, "changes that are tried in each package, drawn evenly; 0 is all")
	seed := flag.Uint64("seed", 1, "of the draw")
	atOnce := flag.Int("at-once", 2, "changes that are tried at once")
	patience := flag.Duration("patience", time.Minute, "more than the tests of a package take: a change may make them run for ever")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	for _, dir := range flag.Args() {
		if err := run(ctx, dir, *sample, *seed, *atOnce, *patience); err != nil {
			fmt.Fprintln(os.Stderr, "mutate:", err)
			os.Exit(1)
		}
	}
}

// mutant is a change of the source: the bytes [from, to) of a file become text.
type mutant struct {
	file     string
	from, to int
	text     string
	at       token.Position
	what     string
	result   string // killed, survived, timed out, or does not compile
}

func run(ctx context.Context, dir string, sample int, seed uint64, atOnce int, patience time.Duration) error {
	all, err := mutants(dir)
	if err != nil {
		return err
	}
	total := len(all)
	if sample > 0 && sample < total {
		r := rand.New(rand.NewPCG(seed, 0))
		r.Shuffle(total, func(i, j int) { all[i], all[j] = all[j], all[i] })
		all = all[:sample]
		slices.SortFunc(all, func(a, b *mutant) int {
			return strings.Compare(a.file+fmt.Sprintf("%09d", a.from), b.file+fmt.Sprintf("%09d", b.from))
		})
	}
	next := make(chan *mutant)
	var wg sync.WaitGroup
	for range atOnce {
		wg.Go(func() {
			for m := range next {
				if err := m.try(ctx, dir, patience); err != nil {
					m.result = err.Error()
				}
			}
		})
	}
	for _, m := range all {
		next <- m
	}
	close(next)
	wg.Wait()
	count := map[string]int{}
	for _, m := range all {
		if count[m.result]++; m.result != killed && m.result != broken {
			fmt.Printf("%s: %s:%d:%d: %s\n", m.result, filepath.Join(dir, m.file), m.at.Line, m.at.Column, m.what)
		}
	}
	tried := len(all) - count[broken]
	fmt.Printf("%s: %d changes possible, %d tried, %d do not compile, %d noticed, %d made the tests run out of time, %d not noticed\n",
		dir, total, tried, count[broken], count[killed], count[slow], count[survived])
	return ctx.Err()
}

const (
	killed   = "killed"
	slow     = "timed out" // for ever, or only longer than the patience: a reader has to tell
	survived = "survived"
	broken   = "does not compile"
)

func (m *mutant) try(ctx context.Context, dir string, patience time.Duration) error {
	scratch, err := os.MkdirTemp("", "mutate-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(scratch)
	path, err := filepath.Abs(filepath.Join(dir, m.file))
	if err != nil {
		return err
	}
	src, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	changed := slices.Concat(src[:m.from], []byte(m.text), src[m.to:])
	overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{path: filepath.Join(scratch, "changed.go")}})
	if err != nil {
		return err
	}
	for name, content := range map[string][]byte{"changed.go": changed, "overlay.json": overlay} {
		if err := os.WriteFile(filepath.Join(scratch, name), content, 0o600); err != nil {
			return err
		}
	}
	out, err := exec.CommandContext(ctx, "go", "test", "-short", "-failfast", "-count=1", "-vet=off", "-timeout", patience.String(), "-overlay", filepath.Join(scratch, "overlay.json"), "./"+dir).CombinedOutput()
	switch {
	case err == nil:
		m.result = survived
	case bytes.Contains(out, []byte("[build failed]")):
		m.result = broken
	case bytes.Contains(out, []byte("panic: test timed out after")):
		m.result = slow
	default:
		m.result = killed
	}
	return nil
}

// mutants lists the changes of a package's code.
func mutants(dir string) (all []*mutant, err error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, err
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, name, nil, 0)
		if err != nil {
			return nil, err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if d, ok := n.(*ast.GenDecl); ok && d.Tok == token.IMPORT {
				return false
			}
			for _, c := range changes(n) {
				at := set.Position(c.from)
				all = append(all, &mutant{file: filepath.Base(name), from: at.Offset, to: set.Position(c.to).Offset, text: c.text, at: at, what: c.what})
			}
			return true
		})
	}
	return all, nil
}

type change struct {
	from, to   token.Pos
	text, what string
}

// other is what an operator becomes.
var other = map[token.Token][]token.Token{
	token.LSS: {token.LEQ}, token.LEQ: {token.LSS}, token.GTR: {token.GEQ}, token.GEQ: {token.GTR}, token.EQL: {token.NEQ}, token.NEQ: {token.EQL},
	token.LAND: {token.LOR}, token.LOR: {token.LAND}, token.ADD: {token.SUB}, token.SUB: {token.ADD}, token.AND: {token.OR}, token.OR: {token.AND},
	token.SHL: {token.SHR}, token.SHR: {token.SHL}, token.MUL: {token.QUO},
}

// changes are those of one node.
func changes(n ast.Node) (list []change) {
	switch x := n.(type) {
	case *ast.BinaryExpr:
		for _, op := range other[x.Op] {
			list = append(list, change{x.OpPos, x.OpPos + token.Pos(len(x.Op.String())), op.String(), x.Op.String() + " becomes " + op.String()})
		}
	case *ast.BasicLit:
		if v, err := strconv.ParseInt(x.Value, 0, 32); x.Kind == token.INT && err == nil {
			list = append(list, change{x.Pos(), x.End(), strconv.FormatInt(v+1, 10), x.Value + " becomes one more"})
		}
	case *ast.Ident:
		if opposite := map[string]string{"true": "false", "false": "true"}[x.Name]; opposite != "" {
			list = append(list, change{x.Pos(), x.End(), opposite, x.Name + " becomes " + opposite})
		}
	case *ast.BlockStmt:
		for _, s := range x.List {
			switch s := s.(type) {
			case *ast.ExprStmt, *ast.IncDecStmt:
				list = append(list, change{s.Pos(), s.End(), "", "a statement is gone"})
			case *ast.AssignStmt:
				if s.Tok != token.DEFINE {
					list = append(list, change{s.Pos(), s.End(), "", "an assignment is gone"})
				}
			}
		}
	}
	return list
}
