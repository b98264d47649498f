package policies

import (
	"embed"
	"strings"
)

// presetDocs are the presets as the filter reads them, made by presetgen: a
// line for each, its name, a tab and the document.
//
//go:embed compiled/presets.txt
var presetDocs string

// presetSources are the presets as people write and read them. The filter does
// not refer to them, so the module does not hold them.
//
//go:embed presets/*.yaml
var presetSources embed.FS

// Preset returns a shipped policy by name, as a policy document in JSON.
func Preset(name string) (doc []byte, ok bool) {
	for line := range strings.Lines(presetDocs) {
		if n, text, _ := strings.Cut(line, "\t"); n == name {
			return []byte(text), true
		}
	}
	return nil, false
}

// PresetSource returns a shipped policy as it was written, with its comments.
func PresetSource(name string) (text []byte, ok bool) {
	text, err := presetSources.ReadFile("presets/" + name + ".yaml")
	return text, err == nil
}

// Presets lists the names of the shipped policies.
func Presets() []string {
	var names []string
	for line := range strings.Lines(presetDocs) {
		name, _, _ := strings.Cut(line, "\t")
		names = append(names, name)
	}
	return names
}
