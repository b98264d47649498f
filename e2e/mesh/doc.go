// Package mesh is what the tests of the control planes share: the tools and binaries that they need, a chatbot behind the
// proxy, and exchanges with it.
//
// It promises that a test which cannot run on a person's machine says why and how it could, and that in CI it fails instead.
package mesh
