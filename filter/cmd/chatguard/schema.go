package main

import "github.com/chatguard/chatguard/policies"

var schemaCommand = &command{
	name:  "schema",
	short: "write the JSON Schema of policy documents",
	long: `
Editors that know JSON Schema check and complete policies with it. A YAML file names
it in its first line:

  # yaml-language-server: $schema=policy.schema.json

  chatguard schema > policy.schema.json`,
	run: func(e *env, _ *flags, args []string) (int, error) {
		if len(args) > 0 {
			return 0, usageError("nothing is read")
		}
		_, err := e.stdout.Write(policies.Schema)
		return exitOK, err
	},
}
