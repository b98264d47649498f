package scenario

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// auditSchema is envoy/audit.schema.json of the repository that the tests run in.
var auditSchema = sync.OnceValues(func() (*jsonschema.Schema, error) {
	dir, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	for {
		file := filepath.Join(dir, "envoy", "audit.schema.json")
		if _, err := os.Stat(file); err == nil {
			return jsonschema.NewCompiler().Compile(file)
		}
		if parent := filepath.Dir(dir); parent != dir {
			dir = parent
			continue
		}
		return nil, fmt.Errorf("no envoy/audit.schema.json above the working directory")
	}
})

// AuditFaults tells what in audit lines is not as the schema says that operators are given.
func AuditFaults(lines []string) (faults []string) {
	schema, err := auditSchema()
	if err != nil {
		return []string{err.Error()}
	}
	for _, l := range lines {
		doc, err := jsonschema.UnmarshalJSON(strings.NewReader(l))
		if err == nil {
			err = schema.Validate(doc)
		}
		if err != nil {
			faults = append(faults, fmt.Sprintf("audit line %s: %v", l, err))
		}
	}
	return faults
}
