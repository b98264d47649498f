// Package compose runs envoy/compose.yaml for real, with docker compose.
//
// Where there is a docker engine that can pull, the images are the official ones. In CI, where nothing can be pulled, the
// package unpacks Debian's engine into the cache, starts it by hand with a socket and a data directory of its own, and
// imports images under the same names, made of what package registries have: so the same file is what is tested. It
// installs nothing on the machine, never imports an image into an engine that it did not start, and what it starts ends
// with the test.
package compose
