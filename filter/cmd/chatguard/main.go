// Command chatguard checks policies and shows what they do, outside any proxy.
// It runs the engine that runs in the filter; see chatguard help.
//
// Exit status: 0 if what was asked for was done, 1 if the answer is no (a
// policy has errors, the module disagrees), 2 if it could not be done (wrong
// usage, a file that cannot be read). No message repeats text of a body.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
)

// Exit statuses.
const (
	exitOK    = 0
	exitNo    = 1
	exitUsage = 2
)

// env is what a command may touch, so that tests can hand it something else.
type env struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	getenv         func(string) string
}

// command is one word of the command line. run gets the flags parsed and
// returns a status, or an error for exitUsage.
type command struct {
	name  string
	args  string // after the name, for the usage line
	short string
	long  string // what it does in more words, and examples
	run   func(e *env, f *flags, args []string) (int, error)
	flags func(f *flags)
}

// commands are shown by help in this order.
var commands []*command

func init() {
	commands = []*command{
		initCommand, checkCommand, testCommand, scanCommand, explainCommand, replayCommand, renderCommand, evalCommand,
		presetsCommand, detectorsCommand, schemaCommand, completionCommand,
	}
}

func main() {
	os.Exit(run(&env{os.Stdin, os.Stdout, os.Stderr, os.Getenv}, os.Args[1:]))
}

func run(e *env, args []string) int {
	if len(args) == 0 {
		usage(e.stderr)
		return exitUsage
	}
	switch args[0] {
	case "help", "-h", "-help", "--help":
		return help(e, args[1:])
	}
	c := find(args[0])
	if c == nil {
		fmt.Fprintf(e.stderr, "chatguard: unknown command %q; chatguard help lists them\n", args[0])
		return exitUsage
	}
	f := newFlags(c)
	rest, err := f.parse(args[1:])
	if errors.Is(err, flag.ErrHelp) {
		f.help(e.stdout)
		return exitOK
	}
	status := exitUsage
	if err == nil {
		status, err = c.run(e, f, rest)
	}
	if err != nil {
		return failed(e, c, err)
	}
	return status
}

// failed says why a command could not do its work.
func failed(e *env, c *command, err error) int {
	var p *problems
	if errors.As(err, &p) {
		fmt.Fprintln(e.stderr, p.Error())
		return exitNo
	}
	fmt.Fprintf(e.stderr, "chatguard %s: %v\n", c.name, err)
	var u usageError
	if errors.As(err, &u) {
		fmt.Fprintf(e.stderr, "chatguard %s --help shows how it is used\n", c.name)
	}
	return exitUsage
}

func find(name string) *command {
	for _, c := range commands {
		if c.name == name {
			return c
		}
	}
	return nil
}

func help(e *env, args []string) int {
	if len(args) == 0 {
		usage(e.stdout)
		return exitOK
	}
	c := find(args[0])
	if c == nil {
		fmt.Fprintf(e.stderr, "chatguard: unknown command %q\n", args[0])
		return exitUsage
	}
	newFlags(c).help(e.stdout)
	return exitOK
}

func usage(w io.Writer) {
	fmt.Fprint(w, "chatguard checks policies for chat traffic and shows what they do.\n\nUsage: chatguard COMMAND [flags] [arguments]\n\n")
	for _, c := range commands {
		fmt.Fprintf(w, "  %-10s %s\n", c.name, c.short)
	}
	fmt.Fprint(w, "\nchatguard COMMAND --help shows the flags of a command, with examples.\n")
	fmt.Fprint(w, "Exit status: 0 done; 1 the answer is no (errors in a policy, module disagrees); 2 it could not be done.\n")
}

// usageError is a mistake in how a command was called.
type usageError string

func (e usageError) Error() string { return string(e) }

// flags are the flags of one command.
type flags struct {
	*flag.FlagSet
	c *command
}

func newFlags(c *command) *flags {
	f := &flags{flag.NewFlagSet(c.name, flag.ContinueOnError), c}
	f.SetOutput(io.Discard)
	f.Usage = func() {}
	if c.flags != nil {
		c.flags(f)
	}
	return f
}

// parse takes flags from anywhere among the arguments, up to "--".
func (f *flags) parse(args []string) (rest []string, err error) {
	for {
		if err := f.Parse(args); err != nil {
			if !errors.Is(err, flag.ErrHelp) {
				err = usageError(err.Error())
			}
			return nil, err
		}
		left := f.Args()
		if len(left) == 0 {
			return rest, nil
		}
		if used := len(args) - len(left); used > 0 && args[used-1] == "--" {
			return append(rest, left...), nil
		}
		rest, args = append(rest, left[0]), left[1:]
	}
}

func (f *flags) text(name string) string { return f.Lookup(name).Value.String() }
func (f *flags) on(name string) bool     { return f.text(name) == "true" }

func (f *flags) number(name string) int {
	n, _ := strconv.Atoi(f.text(name)) // the flag package let only numbers through
	return n
}

func (f *flags) help(w io.Writer) {
	fmt.Fprintf(w, "Usage: chatguard %s %s\n\n%s\n", f.c.name, f.c.args, strings.TrimSpace(f.c.long))
	first := true
	f.VisitAll(func(x *flag.Flag) {
		if first {
			fmt.Fprint(w, "\nFlags:\n")
			first = false
		}
		kind, text := flag.UnquoteUsage(x)
		fmt.Fprintf(w, "  --%s\n        %s", strings.TrimSpace(x.Name+" "+kind), text)
		if x.DefValue != "" && x.DefValue != "false" {
			fmt.Fprintf(w, " (default %s)", x.DefValue)
		}
		fmt.Fprintln(w)
	})
}
