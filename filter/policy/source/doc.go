// Package source reads policy documents as people write them, in YAML or in
// JSON, and turns them into the JSON that package policy parses and that the
// proxy hands to the filter.
//
// It keeps the place of every value, so that an error at an offset of the JSON
// is shown at the line and column of the file. It is not part of the module:
// there, documents come as JSON.
//
// What it reads is what the proxy will get: tags, anchors and merge keys are
// resolved, and what JSON cannot say (dates, infinities, keys that are no
// text, several documents in one file) is an error rather than a guess. A
// document whose aliases multiply it beyond MaxBytes is refused.
package source
