package check

import "github.com/chatguard/chatguard/filter/detect/lex"

// notHomes are users of systems, images and examples, and folders beside those of
// users.
var notHomes = lex.SetOf("user users username root admin administrator ubuntu debian centos fedora ec2user ec2 vagrant node jenkins git runner circleci travis gitpod codespace vscode jovyan app deploy deployer www wwwdata postgres mysql oracle hadoop spark airflow docker linuxbrew pi alpine coder developer dev me myuser yourname youruser name someone public shared default guest test example john johndoe jdoe alice bob foo assistant page index login about contact ")

// checkHome accepts the name of a person's home folder or prompt.
func checkHome(v []byte, _ []int32) Verdict {
	var buf [16]byte
	if Placeholder(v) || placeholderPassword(v) || notHomes.Has(lex.Fold(v, &buf)) {
		return Reject
	}
	return Plain
}

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
