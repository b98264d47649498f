package host

// Memory is the size of the guest's linear memory in bytes, which never shrinks; 0 for a native guest or one that has
// ended. Envoy ends a VM that wants more than 1 GiB.
func (h *Host) Memory() int {
	if h.vm == nil {
		return 0
	}
	w, ok := h.vm.guest.(*wasm)
	if !ok {
		return 0
	}
	return int(w.mod.Memory().Size())
}
