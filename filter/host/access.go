package host

import (
	"strings"

	"github.com/chatguard/chatguard/filter/abi"
)

// headerMap returns the map that a host call may use now, nil if Envoy does not offer it: headers only until they are
// passed on; all of them for reading while the stream is logged.
func (f *frame) headerMap(m abi.Map, change bool) *Headers {
	s := f.target()
	if s == nil {
		return nil
	}
	logging := s.logging && !change
	switch m {
	case abi.RequestHeaders:
		if logging || s.req.headersOpen {
			return s.req.headers
		}
	case abi.RequestTrailers:
		if s.req.trailersOpen {
			return s.req.trailers
		}
	case abi.ResponseHeaders:
		if logging || s.resp.headersOpen {
			return s.resp.headers
		}
	case abi.ResponseTrailers:
		if logging || s.resp.trailersOpen {
			return s.resp.trailers
		}
	}
	return nil
}

func (f *frame) changeMap(m uint32, change func(*Headers)) abi.Status {
	h := f.headerMap(abi.Map(m), true)
	if h == nil {
		return abi.BadArgument
	}
	change(h)
	return abi.OK
}

// body returns the buffer that is open for a direction: all that is held if the last body callback paused, else the data
// of the running one. nil if there is none.
func (d *flow) body() *[]byte {
	if d.buffering {
		return &d.buffer
	}
	return d.chunk
}

func (h *Host) getBuffer(f *frame, b abi.Buffer, start, size int) ([]byte, abi.Status) {
	var data []byte
	switch s := f.target(); {
	case b == abi.VMConfiguration:
		data = h.opts.VMConfiguration
	case b == abi.PluginConfiguration:
		if !f.root.reading {
			return nil, abi.NotFound
		}
		data = f.root.config
	case s == nil || b > abi.ResponseBody:
		return nil, abi.NotFound
	default:
		if p := s.flow(b).body(); p != nil {
			data = *p
		}
	}
	if start > len(data) {
		h.problem("get_buffer_bytes behind the end")
		return nil, abi.BadArgument
	}
	return data[start : start+min(size, len(data)-start)], abi.OK
}

// setBuffer does as Envoy's Buffer::copyFrom: at 0 it takes size bytes away and puts data there, at or behind the end it
// appends.
func (h *Host) setBuffer(f *frame, b abi.Buffer, start, size int, data []byte) abi.Status {
	s := f.target()
	if s == nil || b > abi.ResponseBody {
		return abi.BadArgument
	}
	p := s.flow(b).body()
	if p == nil {
		h.problem("set_buffer_bytes without a body")
		return abi.OK
	}
	switch old := *p; {
	case start == 0:
		rest := old[min(size, len(old)):]
		*p = append(append(make([]byte, 0, len(data)+len(rest)), data...), rest...)
	case start >= len(old):
		*p = append(append(make([]byte, 0, len(data)+len(old)), old...), data...)
	default:
		return abi.BadArgument
	}
	return abi.OK
}

func (s *Stream) setProperty(path, value string) abi.Status {
	if s == nil {
		return abi.NotFound
	}
	s.state["wasm."+path] = value
	return abi.OK
}

// property finds a property: what the test gave the stream, filter state that was set, and the few that follow from the
// configuration and the headers.
func (h *Host) property(f *frame, path string) ([]byte, abi.Status) {
	value, ok := "", true
	switch path {
	case "plugin_root_id":
		value = h.opts.RootID
	case "plugin_name":
		value = h.opts.Name
	case "plugin_vm_id":
		value = h.opts.VMID
	default:
		value, ok = f.target().property(path)
	}
	if !ok {
		return nil, abi.NotFound
	}
	return []byte(value), abi.OK
}

func (s *Stream) property(path string) (string, bool) {
	if s == nil {
		return "", false
	}
	if v, ok := s.state["wasm."+path]; ok {
		return v, true
	}
	dotted := strings.ReplaceAll(path, "\x00", ".")
	for _, key := range [...]string{path, dotted} {
		if v, ok := s.props[key]; ok {
			return v, true
		}
	}
	if name, ok := strings.CutPrefix(dotted, "request.headers."); ok {
		return s.req.header(name)
	}
	if name, ok := strings.CutPrefix(dotted, "response.headers."); ok {
		return s.resp.header(name)
	}
	switch dotted {
	case "request.path":
		return s.req.header(":path")
	case "request.url_path":
		p, ok := s.req.header(":path")
		p, _, _ = strings.Cut(p, "?")
		return p, ok
	case "request.host":
		return s.req.header(":authority")
	case "request.method":
		return s.req.header(":method")
	case "request.scheme":
		return s.req.header(":scheme")
	case "request.id":
		return s.req.header("x-request-id")
	}
	return "", false
}

func (d *flow) header(name string) (string, bool) {
	if d.headers == nil {
		return "", false
	}
	return d.headers.Get(name), d.headers.Has(name)
}
