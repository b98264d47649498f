package main

import (
	"strconv"

	"github.com/chatguard/chatguard/filter/host"
)

// exchange is what a host saw: the client's status, what went to the upstream,
// and what the client got.
func exchange(status int, upstream, client string) *host.Result {
	headers := host.Headers{{":status", strconv.Itoa(status)}}
	return &host.Result{
		Upstream: &host.Message{Headers: host.Headers{}, Pieces: [][]byte{[]byte(upstream)}},
		Client:   &host.Message{Headers: headers, Pieces: [][]byte{[]byte(client)}},
	}
}
