package policies

import (
	_ "embed"
	"strings"
)

// apiDocs are the descriptions of chat APIs, one a line, made by presetgen.
//
//go:embed compiled/apis.txt
var apiDocs string

// APIs returns the documents that describe chat APIs, in order of file names.
func APIs() [][]byte {
	var docs [][]byte
	for line := range strings.Lines(apiDocs) {
		docs = append(docs, []byte(line))
	}
	return docs
}
