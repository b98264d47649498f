package host

import "github.com/chatguard/chatguard/filter/abi"

// metrics is Envoy's store as the filter sees it. It outlives the VM.
type metrics struct {
	byName map[string]*metric
	byID   []*metric // the ID is the index shifted by two, or the kind
}

type metric struct {
	name       string
	kind       abi.Metric
	value      uint64 // of a counter or gauge; of a histogram the sum
	recordings uint64
}

// Metrics returns the counters and gauges by name; a histogram as its name with ".count" and ".sum".
func (h *Host) Metrics() map[string]uint64 {
	all := map[string]uint64{}
	for name, m := range h.metrics.byName {
		if m.kind == abi.Histogram {
			all[name+".count"], all[name+".sum"] = m.recordings, m.value
		} else {
			all[name] = m.value
		}
	}
	return all
}

func (s *metrics) define(kind abi.Metric, name string) (uint32, abi.Status) {
	if kind > abi.Histogram {
		return 0, abi.BadArgument
	}
	m := s.byName[name]
	if m == nil || m.kind != kind {
		m = &metric{name: name, kind: kind}
		if s.byName == nil {
			s.byName = map[string]*metric{}
		}
		s.byName[name] = m
	}
	s.byID = append(s.byID, m)
	return uint32(len(s.byID)-1)<<2 | uint32(kind), abi.OK
}

func (s *metrics) find(id uint32) *metric {
	i := int(id >> 2)
	if i >= len(s.byID) || uint32(s.byID[i].kind) != id&3 {
		return nil
	}
	return s.byID[i]
}

func (s *metrics) increment(id uint32, delta int64) abi.Status {
	m := s.find(id)
	switch {
	case id&3 >= uint32(abi.Histogram):
		return abi.BadArgument
	case m == nil:
		return abi.NotFound
	case m.kind == abi.Counter && delta <= 0:
		return abi.BadArgument
	}
	m.value += uint64(delta)
	return abi.OK
}

func (s *metrics) record(id uint32, value uint64) abi.Status {
	m := s.find(id)
	if m == nil {
		return abi.NotFound
	}
	switch m.kind {
	case abi.Gauge:
		m.value = value
	case abi.Histogram:
		m.recordings++
		m.value += value
	default:
		m.value += value
	}
	return abi.OK
}

func (s *metrics) get(id uint32) (uint64, abi.Status) {
	m := s.find(id)
	switch {
	case id&3 >= uint32(abi.Histogram):
		return 0, abi.BadArgument
	case m == nil:
		return 0, abi.NotFound
	}
	return m.value, abi.OK
}
