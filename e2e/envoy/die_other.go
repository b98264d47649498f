//go:build !linux

package envoy

import "syscall"

func dieWithParent() *syscall.SysProcAttr { return nil }
