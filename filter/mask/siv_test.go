package mask

import (
	"bytes"
	"encoding/hex"
	"testing"
)

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestSIVVectors has the examples of RFC 5297, appendix A.
func TestSIVVectors(t *testing.T) {
	for _, c := range []struct {
		name, key string
		ads       []string
		text, out string
	}{
		{"A.1", "fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff",
			[]string{"101112131415161718191a1b1c1d1e1f2021222324252627"},
			"112233445566778899aabbccddee",
			"85632d07c6e8f37f950acd320a2ecc9340c02b9690c4dc04daef7f6afe5c"},
		{"A.2", "7f7e7d7c7b7a79787776757473727170404142434445464748494a4b4c4d4e4f",
			[]string{"00112233445566778899aabbccddeeffdeaddadadeaddadaffeeddccbbaa99887766554433221100", "102030405060708090a0", "09f911029d74e35bd84156c5635688c0"},
			"7468697320697320736f6d6520706c61696e7465787420746f20656e6372797074207573696e67205349562d414553",
			"7bdb6e3b432667eb06f4d14bff2fbd0fcb900f2fddbe404326601965c889bf17dba77ceb094fa663b7a3f748ba8af829ea64ad544a272e9c485b62a3fd5c0d"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, err := newSIV(unhex(t, c.key))
			if err != nil {
				t.Fatal(err)
			}
			ads := make([][]byte, len(c.ads))
			for i := range ads {
				ads[i] = unhex(t, c.ads[i])
			}
			text, want := unhex(t, c.text), unhex(t, c.out)
			got := s.seal([]byte("x"), text, ads...)
			if string(got) != "x"+string(want) {
				t.Errorf("sealed %x, want %x", got[1:], want)
			}
			if back, ok := s.open([]byte("y"), want, ads...); !ok || string(back) != "y"+string(text) {
				t.Errorf("opened %x %v", back, ok)
			}
		})
	}
}

// TestCMACVectors has the examples of RFC 4493, section 4.
func TestCMACVectors(t *testing.T) {
	s, err := newSIV(unhex(t, "2b7e151628aed2a6abf7158809cf4f3c00000000000000000000000000000000"))
	if err != nil {
		t.Fatal(err)
	}
	text := unhex(t, "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710")
	for n, want := range map[int]string{
		0: "bb1d6929e95937287fa37d129b756746", 16: "070a16b46b4d4144f79bdd9dd04a287c",
		40: "dfa66747de9ae63030ca32611497c827", 64: "51f0bebf7e3b9d92fc49741779363cfe",
	} {
		if got := s.cmacText(text[:n]); !bytes.Equal(got[:], unhex(t, want)) {
			t.Errorf("%d bytes: %x, want %s", n, got, want)
		}
	}
}

// TestSIVForged holds that no bit can be changed, and nothing left out.
func TestSIVForged(t *testing.T) {
	for _, size := range []int{32, 48, 64} {
		key := make([]byte, size)
		for i := range key {
			key[i] = byte(3*i + size)
		}
		s, err := newSIV(key)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range []int{0, 1, 15, 16, 17, 31, 32, 33, 100} {
			text, ad := bytes.Repeat([]byte("secret"), 20)[:n], []byte("type")
			sealed := s.seal(nil, text, ad, nil)
			if got, ok := s.open(nil, sealed, ad, nil); !ok || !bytes.Equal(got, text) {
				t.Fatalf("%d bytes, key of %d: %q %v", n, size, got, ok)
			}
			for i := range sealed {
				for bit := range 8 {
					sealed[i] ^= 1 << bit
					if got, ok := s.open([]byte("z"), sealed, ad, nil); ok || string(got) != "z" {
						t.Fatalf("%d bytes: bit %d of byte %d does not matter", n, bit, i)
					}
					sealed[i] ^= 1 << bit
				}
			}
			for cut := range sealed {
				if _, ok := s.open(nil, sealed[:cut], ad, nil); ok {
					t.Fatalf("%d bytes: the first %d of %d will do", n, cut, len(sealed))
				}
			}
			for _, other := range [][][]byte{{}, {ad}, {nil, ad}, {[]byte("typ"), []byte("e")}, {ad, nil, nil}} {
				if _, ok := s.open(nil, sealed, other...); ok {
					t.Fatalf("%d bytes: opened with %q", n, other)
				}
			}
		}
	}
}

func TestSIVKeySizes(t *testing.T) {
	for n := range 80 {
		_, err := newSIV(make([]byte, n))
		if want := n == 32 || n == 48 || n == 64; (err == nil) != want && n%2 == 0 {
			t.Errorf("key of %d bytes: %v", n, err)
		}
	}
}
