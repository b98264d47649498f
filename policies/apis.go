package policies

import (
	"embed"
	"io/fs"
)

//go:embed apis/*.json
var apiFiles embed.FS

// APIs returns the documents that describe chat APIs, in order of file names.
func APIs() [][]byte {
	names, _ := fs.Glob(apiFiles, "apis/*.json")
	docs := make([][]byte, 0, len(names))
	for _, name := range names {
		doc, err := apiFiles.ReadFile(name)
		if err != nil {
			panic("policies: " + name) // embedded: cannot be missing
		}
		docs = append(docs, doc)
	}
	return docs
}
