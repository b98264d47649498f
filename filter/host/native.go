//go:build !wasip1

package host

import (
	"context"
	"unsafe"

	"github.com/chatguard/chatguard/filter/abi"
)

// NewNative makes a host for the plugin that is linked into the process. The SDK keeps one state a process, so another
// host that is started blocks until this one is closed.
func NewNative(opts Options) *Host {
	return newHost(context.Background(), opts, openNative)
}

func openNative(h *Host) (guest, error) {
	n := &native{h: h}
	n.abi = abi.Attach(n)
	if h.opts.Register != nil {
		h.opts.Register()
	}
	return n, nil
}

// native is a guest, and the abi.Host that the guest calls.
type native struct {
	h      *Host
	abi    *abi.Guest
	handed [][]byte
}

func (n *native) close() { n.abi.Detach() }

func (n *native) alloc(size int) ([]byte, uint32) {
	b := n.abi.Alloc(size)
	n.handed = append(n.handed, b)
	return b, 0
}

func (n *native) forget() {
	for _, b := range n.handed {
		for i := range b {
			b[i] = poison
		}
	}
	clear(n.handed)
	n.handed = n.handed[:0]
}

func (n *native) call(name string, a ...uint32) (uint32, error) {
	arg := func(i int) int { return int(a[i]) }
	switch name {
	case "vm_start":
		return bit(n.abi.VMStart(a[0], arg(1))), nil
	case "configure":
		return bit(n.abi.Configure(a[0], arg(1))), nil
	case "context_create":
		n.abi.ContextCreate(a[0], a[1])
	case "tick":
		n.abi.Tick(a[0])
	case "queue_ready":
		n.abi.QueueReady(a[0], a[1])
	case "request_headers":
		return n.abi.RequestHeaders(a[0], arg(1), a[2] != 0), nil
	case "request_body":
		return n.abi.RequestBody(a[0], arg(1), a[2] != 0), nil
	case "request_trailers":
		return n.abi.RequestTrailers(a[0], arg(1)), nil
	case "response_headers":
		return n.abi.ResponseHeaders(a[0], arg(1), a[2] != 0), nil
	case "response_body":
		return n.abi.ResponseBody(a[0], arg(1), a[2] != 0), nil
	case "response_trailers":
		return n.abi.ResponseTrailers(a[0], arg(1)), nil
	case "log":
		n.abi.Log(a[0])
	case "done":
		return bit(n.abi.Done(a[0])), nil
	case "delete":
		n.abi.Delete(a[0])
	}
	return 0, nil
}

// do runs a host call and hands its bytes over in the guest's memory.
func (n *native) do(c *hostcall, a *args, value **byte, size *int) uint32 {
	if value != nil {
		*value, *size = nil, 0
	}
	st := n.h.dispatch(c, a)
	if st != abi.OK || value == nil || len(a.outB) == 0 {
		return uint32(st)
	}
	b, _ := n.alloc(len(a.outB))
	if b == nil {
		return uint32(abi.InvalidMemoryAccess)
	}
	copy(b, a.outB)
	*value, *size = unsafe.SliceData(b), len(a.outB)
	return uint32(st)
}

func mem(p *byte, n int) []byte { return unsafe.Slice(p, n) }
