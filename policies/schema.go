//go:build !wasip1

package policies

import "embed"

// Schema is the JSON Schema (draft 2020-12) of policy documents. The filter's
// module goes without it.
//
//go:embed policy.schema.json
var Schema []byte

// RuleSources are the files of rules as people write them, with samples.
//
//go:embed entities/*.yaml secrets/*.yaml attacks/*.yaml
var RuleSources embed.FS
