package eval

import "hash/fnv"

// Split names a part of the cases: dev is about 70 % of the groups, val the
// rest. A case without a group is a group of its own.
func Split(c *Case) string {
	key := c.Group
	if key == "" {
		key = c.ID
	}
	h := fnv.New32a()
	h.Write([]byte(c.Corpus + "\x00" + key))
	if h.Sum32()%10 < 7 {
		return "dev"
	}
	return "val"
}
