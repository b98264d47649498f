package policy

// RequestMode is how requests go on.
type RequestMode uint8

const (
	Buffered RequestMode = iota // after the verdict on all of them
	Streamed                    // while they come
)

// streamed refuses rules that a request which goes on while it comes cannot be
// held to: what was sent cannot be taken back, and who says a text, which
// decides on its scope, may stand behind it.
func (l *loader) streamed(p *Policy, x layer) {
	if p.RequestMode != Streamed {
		return
	}
	at := x.node
	if n := at.Get("requestMode"); n != nil {
		at = n
	}
	for i := range p.Rules {
		switch r := &p.Rules[i]; {
		case r.Direction&Request == 0:
		case r.Action == Block:
			l.fail(at, "Streamed requests cannot be blocked for what is in them, as rule \""+r.Name+"\" says")
		case r.Scopes != AllScopes:
			l.fail(at, "Streamed requests are masked in all scopes, but rule \""+r.Name+"\" names some")
		}
	}
}
