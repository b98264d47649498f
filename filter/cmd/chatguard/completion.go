package main

import (
	"flag"
	"fmt"
	"io"
	"strings"
)

var completionCommand = &command{
	name:  "completion",
	args:  "bash|zsh|fish",
	short: "write a completion script for a shell",
	long: `
  source <(chatguard completion bash)                                     in ~/.bashrc
  source <(chatguard completion zsh)                                      in ~/.zshrc
  chatguard completion fish > ~/.config/fish/completions/chatguard.fish`,
	run: completion,
}

func completion(e *env, _ *flags, args []string) (int, error) {
	if len(args) != 1 {
		return 0, usageError("name one shell: bash, zsh or fish")
	}
	switch args[0] {
	case "bash":
		bash(e.stdout)
	case "zsh":
		fmt.Fprintln(e.stdout, "autoload -U +X bashcompinit && bashcompinit")
		bash(e.stdout)
	case "fish":
		fish(e.stdout)
	default:
		return 0, usageError("name one shell: bash, zsh or fish")
	}
	return exitOK, nil
}

func bash(w io.Writer) {
	fmt.Fprint(w, "_chatguard() {\n  local cur=${COMP_WORDS[COMP_CWORD]} words=\n")
	fmt.Fprint(w, "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n")
	fmt.Fprintf(w, "    words='%s help'\n  else\n    case ${COMP_WORDS[1]} in\n", strings.Join(commandNames(), " "))
	for _, c := range commands {
		fmt.Fprintf(w, "      %s) words='%s' ;;\n", c.name, strings.Join(c.flagNames(), " "))
	}
	fmt.Fprint(w, "    esac\n  fi\n  case $cur in\n    -*) COMPREPLY=($(compgen -W \"$words\" -- \"$cur\")) ;;\n")
	fmt.Fprint(w, "    *) if [ \"$COMP_CWORD\" -eq 1 ]; then COMPREPLY=($(compgen -W \"$words\" -- \"$cur\")); else COMPREPLY=($(compgen -f -- \"$cur\")); fi ;;\n")
	fmt.Fprint(w, "  esac\n}\ncomplete -o filenames -F _chatguard chatguard\n")
}

func fish(w io.Writer) {
	for _, c := range commands {
		fmt.Fprintf(w, "complete -c chatguard -n __fish_use_subcommand -a %s -d %q\n", c.name, c.short)
		newFlags(c).VisitAll(func(x *flag.Flag) {
			_, text := flag.UnquoteUsage(x)
			fmt.Fprintf(w, "complete -c chatguard -n '__fish_seen_subcommand_from %s' -l %s -d %q\n", c.name, x.Name, text)
		})
	}
}

func commandNames() (names []string) {
	for _, c := range commands {
		names = append(names, c.name)
	}
	return names
}

func (c *command) flagNames() (names []string) {
	newFlags(c).VisitAll(func(x *flag.Flag) { names = append(names, "--"+x.Name) })
	return names
}
