package compose

import "syscall"

// dieWithParent makes the kernel ask the engine to end, and with it its containers, when the test run is cut off.
func dieWithParent() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
}
