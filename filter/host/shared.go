package host

import (
	"sync"

	"github.com/chatguard/chatguard/filter/abi"
)

// Shared is the data that the VMs with one vm_id share, in all workers of a proxy. Hosts that are given the same one stand
// for its workers; each may run in a goroutine of its own.
type Shared struct {
	mu     sync.Mutex
	values map[string]sharedValue
	cas    uint32
}

// sharedValue is an entry. cas changes with every write.
type sharedValue struct {
	data []byte
	cas  uint32
}

func (s *Shared) get(key string) (sharedValue, abi.Status) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v, ok := s.values[key]
	if !ok {
		return v, abi.NotFound
	}
	return v, abi.OK
}

// set writes an entry as Envoy does: cas counts only if there is an entry, and 0 overwrites any.
func (s *Shared) set(key string, data []byte, cas uint32) abi.Status {
	s.mu.Lock()
	defer s.mu.Unlock()
	if v, ok := s.values[key]; ok && cas != 0 && cas != v.cas {
		return abi.CasMismatch
	}
	if s.values == nil {
		s.values = map[string]sharedValue{}
	}
	s.cas++
	s.values[key] = sharedValue{data: append([]byte(nil), data...), cas: s.cas}
	return abi.OK
}

// SharedData returns an entry of the shared data.
func (h *Host) SharedData(key string) ([]byte, bool) {
	v, st := h.opts.Shared.get(key)
	return v.data, st == abi.OK
}

// SetSharedData writes an entry as another VM would.
func (h *Host) SetSharedData(key string, data []byte) { h.opts.Shared.set(key, data, 0) }

// SharedValues copies all of the shared data.
func (h *Host) SharedValues() map[string][]byte {
	s := h.opts.Shared
	s.mu.Lock()
	defer s.mu.Unlock()
	all := map[string][]byte{}
	for key, v := range s.values {
		all[key] = append([]byte(nil), v.data...)
	}
	return all
}

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
