// Package policy reads policy documents: what is to be done with which
// findings, where, and which policy an exchange gets.
//
// A document is either complete or refused: Parse returns a Config in which
// every name is resolved and every policy stands on its own, or all of the
// document's errors, each with the path and the offset of what is wrong.
// Unknown fields are errors, because a misspelt one would protect nothing.
// No error repeats more of a document than names; a document holds no secret.
//
// What a Config selects and what its rules say is immutable and shared by all
// streams of a worker.
//
// # The document
//
// A document has policies and says where they apply (see Config), or it is
// itself one policy, with rules or extends on top (see Policy), that applies to
// everything. All names are camelCase, all values of a closed set are in
// CamelCase as they are written here, and case counts.
//
// Where a policy is named, the names of the document come first and those of
// the presets (package policies) second.
package policy
