// Package e2e tests the filter where it runs: e2e/README.md is the way in.
package e2e
