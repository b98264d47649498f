package policies

import (
	"bytes"
	_ "embed"
)

// apiDocs are the descriptions of chat APIs, one a line, made by presetgen.
//
//go:embed compiled/apis.txt
var apiDocs []byte

// APIs returns the documents that describe chat APIs, in order of file names. They may not be changed.
func APIs() [][]byte {
	var docs [][]byte
	for line := range bytes.Lines(apiDocs) {
		docs = append(docs, line)
	}
	return docs
}
