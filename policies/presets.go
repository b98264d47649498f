package policies

import (
	"embed"
	"io/fs"
	"path"
	"strings"
)

// presetDocs are the presets as the filter reads them, made by presetgen.
//
//go:embed compiled/presets/*.json
var presetDocs embed.FS

// presetSources are the presets as people write and read them. The filter does
// not refer to them, so the module does not hold them.
//
//go:embed presets/*.yaml
var presetSources embed.FS

// Preset returns a shipped policy by name, as a policy document in JSON.
func Preset(name string) (doc []byte, ok bool) {
	doc, err := presetDocs.ReadFile("compiled/presets/" + name + ".json")
	return doc, err == nil
}

// PresetSource returns a shipped policy as it was written, with its comments.
func PresetSource(name string) (text []byte, ok bool) {
	text, err := presetSources.ReadFile("presets/" + name + ".yaml")
	return text, err == nil
}

// Presets lists the names of the shipped policies.
func Presets() []string {
	files, _ := fs.Glob(presetDocs, "compiled/presets/*.json")
	for i, f := range files {
		files[i] = strings.TrimSuffix(path.Base(f), ".json")
	}
	return files
}
