package host

import "github.com/chatguard/chatguard/filter/abi"

// sharedValue is an entry of the data that the VMs with one vm_id share. cas changes with every write.
type sharedValue struct {
	data []byte
	cas  uint32
}

func (h *Host) getShared(key string) (sharedValue, abi.Status) {
	v, ok := h.shared[key]
	if !ok {
		return v, abi.NotFound
	}
	return v, abi.OK
}

func (h *Host) setShared(key string, data []byte, cas uint32) abi.Status {
	if v, ok := h.shared[key]; ok && cas != 0 && cas != v.cas {
		return abi.CasMismatch
	}
	h.cas++
	h.shared[key] = sharedValue{data: append([]byte(nil), data...), cas: h.cas}
	return abi.OK
}

// SharedData returns an entry of the shared data.
func (h *Host) SharedData(key string) ([]byte, bool) {
	v, ok := h.shared[key]
	return v.data, ok
}

// SetSharedData writes an entry as another VM would.
func (h *Host) SetSharedData(key string, data []byte) { h.setShared(key, data, 0) }

// queue is a shared queue; root is the plugin context that hears of what is put in.
type queue struct {
	name  string
	root  *root
	items [][]byte
}

func (h *Host) registerQueue(name string, r *root) uint32 {
	if id := h.resolveQueue(name); id != 0 {
		h.queues[id].root = r
		return id
	}
	id := uint32(len(h.queues) + 1)
	h.queues[id] = &queue{name: name, root: r}
	return id
}

func (h *Host) resolveQueue(name string) uint32 {
	for id, q := range h.queues {
		if q.name == name {
			return id
		}
	}
	return 0
}

func (h *Host) enqueue(id uint32, item []byte) abi.Status {
	q := h.queues[id]
	if q == nil {
		return abi.NotFound
	}
	q.items = append(q.items, append([]byte(nil), item...))
	h.later(func() {
		if !q.root.done {
			h.call(&frame{vm: q.root.vm, root: q.root}, "queue_ready", q.root.id, id)
		}
	})
	return abi.OK
}

func (h *Host) dequeue(id uint32) ([]byte, abi.Status) {
	q := h.queues[id]
	switch {
	case q == nil:
		return nil, abi.NotFound
	case len(q.items) == 0:
		return nil, abi.Empty
	}
	item := q.items[0]
	q.items = q.items[1:]
	return item, abi.OK
}

// SharedValues copies all of the shared data.
func (h *Host) SharedValues() map[string][]byte {
	all := map[string][]byte{}
	for key, v := range h.shared {
		all[key] = append([]byte(nil), v.data...)
	}
	return all
}
