package envoy

import "syscall"

// dieWithParent makes the kernel end the child when we are killed: a test run that is cut off leaves no Envoy behind.
func dieWithParent() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
