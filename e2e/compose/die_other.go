//go:build !linux

package compose

import "syscall"

func dieWithParent() *syscall.SysProcAttr { return nil }
