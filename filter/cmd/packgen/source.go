package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"go.yaml.in/yaml/v3"
)

// source is one file of rules; policies/README.md describes the fields.
type source struct {
	Source   string              `yaml:"source"`
	Licence  string              `yaml:"licence"`
	Types    []typeEntry         `yaml:"types"`
	Contexts map[string][]string `yaml:"contexts"`
	Stops    map[string][]string `yaml:"stops"`
	Rules    []entry             `yaml:"rules"`
	Phones   string              `yaml:"-"`
	Names    map[string]string   `yaml:"-"` // texts of nameLists, by file
}

type typeEntry struct {
	ID      string   `yaml:"id"`
	Groups  []string `yaml:"groups"`
	Aliases []string `yaml:"aliases"`
	Regions []string `yaml:"regions"`
	Tags    []string `yaml:"tags"`
	About   string   `yaml:"about"`
}

type entry struct {
	ID        string   `yaml:"id"`
	Type      string   `yaml:"type"`
	Pattern   string   `yaml:"pattern"`
	Literals  []string `yaml:"literals"`
	Keywords  []string `yaml:"keywords"`
	Phrases   []string `yaml:"phrases"`
	Matcher   string   `yaml:"matcher"`
	Form      string   `yaml:"form"`
	Left      string   `yaml:"left"`
	Right     string   `yaml:"right"`
	Glued     bool     `yaml:"glued"`
	Max       int      `yaml:"max"`
	Gap       *int     `yaml:"gap"`
	Check     string   `yaml:"check"`
	Args      []int32  `yaml:"args"`
	Context   context  `yaml:"context"`
	Score     score    `yaml:"score"`
	Entropy   float64  `yaml:"entropy"`
	Stop      []string `yaml:"stop"`
	Container bool     `yaml:"container"`
	Calls     bool     `yaml:"calls"`
	Commas    string   `yaml:"commas"`
	Plain     bool     `yaml:"plain"`
	Harmless  []string `yaml:"harmless"`
	Match     []string `yaml:"match"`
	Alone     []string `yaml:"alone"`
	Skip      []string `yaml:"skip"`
	Source    string   `yaml:"source"`
	Licence   string   `yaml:"licence"`

	file string
}

type context struct {
	Words    []string `yaml:"words"`
	Lists    []string `yaml:"lists"`
	Before   int      `yaml:"before"`
	After    int      `yaml:"after"`
	Required bool     `yaml:"required"`
}

type score struct {
	Base    *float64 `yaml:"base"`
	Context *float64 `yaml:"context"`
	Valid   *float64 `yaml:"valid"`
	Min     *float64 `yaml:"min"`
	Weak    *float64 `yaml:"weak"`
}

// readSources reads all rule files under dir, in order of their names.
func readSources(dir string) (*source, error) {
	var files []string
	for _, sub := range []string{"entities", "secrets", "attacks"} {
		names, err := filepath.Glob(filepath.Join(dir, sub, "*.yaml"))
		if err != nil {
			return nil, err
		}
		slices.Sort(names)
		files = append(files, names...)
	}
	all := &source{Contexts: map[string][]string{}, Stops: map[string][]string{}}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		var s source
		dec := yaml.NewDecoder(bytes.NewReader(data))
		dec.KnownFields(true)
		if err := dec.Decode(&s); err != nil {
			return nil, fmt.Errorf("%s: %w", filepath.Base(name), err)
		}
		if err := all.merge(&s, filepath.Base(name)); err != nil {
			return nil, fmt.Errorf("%s: %w", filepath.Base(name), err)
		}
	}
	phones, err := os.ReadFile(filepath.Join(dir, "entities", "phones.txt"))
	if err != nil {
		return nil, err
	}
	all.Phones, all.Names = string(phones), map[string]string{}
	for _, list := range nameLists {
		data, err := os.ReadFile(filepath.Join(dir, "entities", list.file))
		if err != nil {
			return nil, err
		}
		all.Names[list.file] = string(data)
	}
	return all, nil
}

func (all *source) merge(s *source, file string) error {
	all.Types = append(all.Types, s.Types...)
	for name, words := range s.Contexts {
		if _, ok := all.Contexts[name]; ok {
			return fmt.Errorf("context list %s is defined twice", name)
		}
		all.Contexts[name] = words
	}
	for name, words := range s.Stops {
		if _, ok := all.Stops[name]; ok {
			return fmt.Errorf("stop list %s is defined twice", name)
		}
		all.Stops[name] = words
	}
	for _, e := range s.Rules {
		e.file = file
		if e.Source == "" {
			e.Source, e.Licence = s.Source, s.Licence
		}
		all.Rules = append(all.Rules, e)
	}
	return nil
}
