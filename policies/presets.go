package policies

import (
	"embed"
	"io/fs"
	"path"
	"strings"
)

//go:embed presets/*.json
var presetFiles embed.FS

// Preset returns a shipped policy by name. It is a policy document.
func Preset(name string) (doc []byte, ok bool) {
	doc, err := presetFiles.ReadFile("presets/" + name + ".json")
	return doc, err == nil
}

// Presets lists the names of the shipped policies.
func Presets() []string {
	files, _ := fs.Glob(presetFiles, "presets/*.json")
	for i, f := range files {
		files[i] = strings.TrimSuffix(path.Base(f), ".json")
	}
	return files
}

// PresetSource returns a preset as it was written, to be read by people.
func PresetSource(name string) (text []byte, ok bool) { return Preset(name) }
