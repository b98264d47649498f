package check

// checkUsername accepts what may be a user's name where one is announced: with a
// digit, an underscore or a hyphen in it, or an initial and a name. Words alone,
// names in code and placeholders are none.
func checkUsername(v []byte, _ []int32) Verdict {
	for len(v) > 0 && (v[len(v)-1] == '.' || v[len(v)-1] == '-') {
		v = v[:len(v)-1]
	}
	k := kindsOf(v)
	initial := len(v) > 4 && v[1] == '.' && k.letters == len(v)-1
	if k.letters == 0 || Placeholder(v) || placeholderPassword(v) || isUUID(v) || isPathName(v) && !initial || k.digits == 0 && !initial {
		return Reject
	}
	return Plain
}
