package host

import "slices"

// EnvoyProvides says whether Envoy, from 1.35 on, provides a function that a module imports. One that is missing keeps the
// module from loading. Of WASI it is what proxy-wasm-cpp-host implements and Go's runtime may use, not the stubs that only
// the newest have.
func EnvoyProvides(module, name string) bool {
	switch module {
	case "env":
		return slices.ContainsFunc(hostcalls, func(c *hostcall) bool { return c.name == name })
	case "wasi_snapshot_preview1":
		return slices.Contains(wasi, name)
	}
	return false
}

var wasi = []string{
	"args_get", "args_sizes_get", "clock_time_get", "environ_get", "environ_sizes_get", "fd_close", "fd_fdstat_get",
	"fd_fdstat_set_flags", "fd_prestat_dir_name", "fd_prestat_get", "fd_read", "fd_seek", "fd_write", "path_open",
	"poll_oneoff", "proc_exit", "random_get", "sched_yield",
}
