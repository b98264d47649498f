package check

import "testing"

func TestSecretChecks(t *testing.T) {
	for _, c := range []struct {
		name  string
		check func([]byte, []int32) Verdict
		args  []int32
		value string
		want  Verdict
	}{
		{"mixed", checkMixed, nil, "abc1", Plain},
		{"letters only", checkMixed, nil, "abcd", Reject},
		{"right checksum", checkCRC62, nil, "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", Valid},
		{"wrong checksum", checkCRC62, nil, "ghp_kQ3x8Zt1WmB6xVr9NpLs2YdJ7gE5cK4ewBcG", Plain},
		{"padding", checkEndsAA, nil, "sk-ant-api03-xAA", Valid},
		{"no padding", checkEndsAA, nil, "sk-ant-api03-xAB", Reject},
		{"password", checkPassword, nil, "hunter2", Plain},
		{"marks inside", checkPassword, nil, "a!bcdef", Plain},
		{"word", checkPassword, nil, "swordfish", Reject},
		{"word in quotes", checkPassword, []int32{passwordQuoted}, "swordfish", Plain},
		{"type name in quotes", checkPassword, []int32{passwordQuoted}, "string", Reject},
		{"variable", checkPassword, nil, "$DB_PASSWORD", Reject},
		{"template", checkPassword, nil, "${DB.PASSWORD1}", Reject},
		{"open braces", checkPassword, nil, "m{{h}o)p${e]n1", Plain},
		{"member", checkPassword, nil, "user.password1", Reject},
		{"call", checkPassword, nil, "get_password1()", Reject},
		{"path", checkPassword, nil, "/etc/passwd1", Reject},
		{"length", checkPassword, nil, "8-16", Reject},
		{"too weak for prose", checkPassword, []int32{passwordProse}, "hunter2", Reject},
		{"prose", checkPassword, []int32{passwordProse}, "HdXubDWqRxo", Plain},
		{"camel case in prose", checkPassword, []int32{passwordProse}, "myPasswordField", Reject},
		{"word in an address", checkURLPassword, nil, "swordfish", Plain},
		{"placeholder in an address", checkURLPassword, nil, "password", Reject},
		{"user and password", checkUserPassword, nil, "jo:kQ3x8Zt1", Plain},
		{"placeholder of curl", checkUserPassword, nil, "user:password", Reject},
		{"numbers of user and group", checkUserPassword, nil, "1000:1000", Reject},
		{"random", checkRandom, nil, "k7w2fd9x4bq1zt8m3vn6", Plain},
		{"hexadecimal", checkRandom, nil, "7c1f09e3b5a84d62f0e19c7b3d5a8264", Plain},
		{"camel case", checkRandom, nil, "getAccessTokenFromStore1", Reject},
		{"words", checkRandom, nil, "the_first_token_of_the_list_2024", Reject},
		{"version", checkRandom, nil, "rc0.13.0_20230412_0712-SNAPSHOT", Reject},
		{"uuid", checkRandom, nil, "7c1f09e3-b5a8-4d62-f0e1-9c7b3d5a8264", Reject},
		{"cursor", checkRandom, nil, "eyJvZmZzZXQiOjEwMCwibGltaXQiOjUwfQ", Reject},
		{"cut short", checkRandom, nil, "k7w2fd9x4bq1zt8m3vn6...", Reject},
		{"basic", checkBasicAuth, nil, "am86a1EzeDhadDFX", Valid},
		{"no colon", checkBasicAuth, nil, "YWJjZGVmZ2g=", Reject},
		{"word of prose", checkBasicAuth, nil, "knowledge", Reject},
	} {
		if got := c.check([]byte(c.value), c.args); got != c.want {
			t.Errorf("%s: %q is %d, want %d", c.name, c.value, got, c.want)
		}
	}
}
