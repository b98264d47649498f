// Package policies embeds the data of the filter: rules, presets and
// descriptions of chat APIs, in the form in which the program uses them.
package policies

import _ "embed"

//go:embed compiled/rules.bin
var rules string

//go:embed model/attack.bin
var attackModel string

// AttackModel returns the weights of package attack.
func AttackModel() string { return attackModel }

// Rules returns the compiled detection rules (package filter/detect/table).
func Rules() string { return rules }
