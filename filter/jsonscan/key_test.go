package jsonscan

import (
	"encoding/json"
	"testing"
)

// keyPlaces checks that each key is what its bytes of the body decode to.
type keyPlaces struct {
	sink
	t    *testing.T
	body string
	keys int
}

func (k *keyPlaces) Key(key []byte, pos int64, raw int) {
	k.keys++
	var want string
	if err := json.Unmarshal([]byte(`"`+k.body[pos:pos+int64(raw)]+`"`), &want); err != nil || want != string(key) {
		k.t.Errorf("key %q stands at %q: %v", key, k.body[pos:pos+int64(raw)], err)
	}
}

func TestPlacesOfKeys(t *testing.T) {
	const body = `{"plain": {"": 1, "a\u0040b\n": [{"\ud83d\ude00é": 2}], "` + "0123456789abcdef" + `": 3}}`
	for cut := range len(body) + 1 {
		k := &keyPlaces{t: t, body: body}
		var s Scanner
		s.Reset(Limits{}, k)
		_ = s.Write([]byte(body[:cut]))
		_ = s.Write([]byte(body[cut:]))
		if err := s.Close(); err != nil || k.keys != 5 {
			t.Fatalf("cut at %d: %d keys, %v", cut, k.keys, err)
		}
	}
}
