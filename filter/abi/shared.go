package abi

import "unsafe"

// absent is a version that no value has yet: setting with it makes a value only if there is none. (0 would overwrite
// whatever is there.) Versions count up from 1.
const absent = ^uint32(0)

// GetShared returns a value of the data that all VMs with one vm_id share, in all workers, with its version; no value and
// version 0 if there is none. The bytes lie in the arena.
func GetShared(key string) (value []byte, version uint32, st Status) {
	var p *byte
	var n int
	st = Status(current.ProxyGetSharedData(unsafe.StringData(key), len(key), &p, &n, &version))
	if st == NotFound {
		return nil, 0, OK
	}
	value, st = found(p, n, st)
	return value, version, st
}

// SwapShared sets a shared value if it still has the version that GetShared told; else it is CasMismatch.
func SwapShared(key string, value []byte, version uint32) Status {
	if version == 0 {
		version = absent
	}
	return Status(current.ProxySetSharedData(unsafe.StringData(key), len(key), unsafe.SliceData(value), len(value), version))
}
