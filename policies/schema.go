//go:build !wasip1

package policies

import _ "embed"

// Schema is the JSON Schema (draft 2020-12) of policy documents. The filter's
// module goes without it.
//
//go:embed policy.schema.json
var Schema []byte
