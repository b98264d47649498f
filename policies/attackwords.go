package policies

import _ "embed"

// AttackWords are the lists of words that filter/payload reads.
//
//go:embed attacks/words.txt
var AttackWords string
