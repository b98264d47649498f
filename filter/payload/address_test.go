package payload

import "testing"

// TestAddressSpellings holds how sure each spelling of a host makes: an odd
// one of an inner address, and metadata services, surer than a plain one.
func TestAddressSpellings(t *testing.T) {
	for url, want := range map[string][2]float32{
		"http://127.0.0.1":                  {0.8, 0.9},
		"http://localhost:8080":             {0.8, 0.9},
		"http://api.localhost.":             {0.8, 0.9},
		"http://10.1.2.3":                   {0.8, 0.9},
		"http://172.31.0.1":                 {0.8, 0.9},
		"http://172.32.0.1":                 {0, 0.8},
		"http://192.168.1.1:8443":           {0.8, 0.9},
		"http://100.64.1.1":                 {0.8, 0.9},
		"http://0.0.0.0":                    {0.8, 0.9},
		"http://169.254.169.254":            {0.9, 1},
		"http://100.100.100.200":            {0.9, 1},
		"http://2130706433":                 {0.9, 1},
		"http://0x7f000001":                 {0.9, 1},
		"http://0177.0.0.01":                {0.9, 1},
		"http://0x7f.1":                     {0.9, 1},
		"http://127.1":                      {0.9, 1},
		"http://0":                          {0.9, 1},
		"http://169.254.43518":              {0.9, 1},
		"http://0x41414141A9FEA9FE":         {0.9, 1},
		"http://425.510.425.510":            {0.9, 1},
		"http://[::1]:80":                   {0.8, 0.9},
		"http://[::]":                       {0.8, 0.9},
		"http://[fe80::1%25eth0]":           {0.8, 0.9},
		"http://[fd12:3456::1]":             {0.8, 0.9},
		"http://[fd00:ec2::254]":            {0.9, 1},
		"http://[::ffff:127.0.0.1]":         {0.9, 1},
		"http://[::ffff:7f00:1]":            {0.9, 1},
		"http://[0:0:0:0:0:ffff:a9fe:a9fe]": {0.9, 1},
		"http://[64:ff9b::a00:1]":           {0.9, 1},
		"http://[2001:4860:4860::8888]":     {0, 0.8},
		"http://[::ffff:8.8.8.8]":           {0, 0.8},
		"http://[1:2:3:4:5:6:7:8:9]":        {0, 0.8},
		"http://[::1":                       {0, 0.8},
		"http://[:]":                        {0, 0.8},
		"http://a:b@127.0.0.1:80":           {0.8, 0.9},
		"http://example.com@10.0.0.1":       {0.8, 0.9},
		"http://10.0.0.1@example.com":       {0, 0.8},
		`http:\\127.0.0.1`:                  {0.8, 0.9},
		"https://10.0.0.1.nip.io":           {0.9, 1},
		"https://LOCALTEST.me":              {0.9, 1},
		"http://metadata.google.internal":   {0.9, 1},
		"http://db.internal":                {0.8, 0.9},
		"http://kubernetes.default.svc":     {0.8, 0.9},
		"http://a.svc.cluster.local":        {0.8, 0.9},
		"https://example.com":               {0, 0.8},
		"https://8.8.8.8":                   {0, 0.8},
		"https://134744072":                 {0, 0.8},
		"https://mylocalhost":               {0, 0.8},
		"https://localhost.example.com":     {0, 0.8},
		"https://08.8.8.8":                  {0, 0.8},
		"https://1.2.3.4.5":                 {0, 0.8},
		"https://":                          {0, 0.8},
		"https://..":                        {0, 0.8},
	} {
		best := float32(0)
		for _, f := range Scan([]byte(url), 0, nil) {
			if f.Kind == Address {
				best = max(best, f.Strength)
			}
		}
		if best < want[0] || best > want[1] {
			t.Errorf("%s: %.2f, want %v", url, best, want)
		}
	}
}
