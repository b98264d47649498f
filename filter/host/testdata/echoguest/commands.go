package echoguest

import (
	"bytes"
	"os"
	"strconv"
	"strings"

	"github.com/chatguard/chatguard/filter/abi"
	"github.com/tetratelabs/proxy-wasm-go-sdk/proxywasm"
	"github.com/tetratelabs/proxy-wasm-go-sdk/proxywasm/types"
)

func (e *event) note(words ...string) { abi.Log(abi.Info, strings.Join(words, " ")) }

func (e *event) status(what string, st abi.Status) {
	if st != abi.OK {
		e.note(e.name, what, "status", strconv.Itoa(int(st)))
	}
}

func (e *event) maps() (headers, trailers abi.Map, body abi.Buffer) {
	if e.request {
		return abi.RequestHeaders, abi.RequestTrailers, abi.RequestBody
	}
	return abi.ResponseHeaders, abi.ResponseTrailers, abi.ResponseBody
}

// do obeys one command.
func (e *event) do(c []string) {
	arg := func(i int) string {
		if i < len(c) {
			return c[i]
		}
		return ""
	}
	num := func(i int) int { n, _ := strconv.Atoi(arg(i)); return n }
	headers, trailers, body := e.maps()
	switch c[0] {
	case "pause":
		e.action = types.ActionPause
	case "size":
		e.note(e.name, strconv.Itoa(e.size), strconv.FormatBool(e.end))
	case "body":
		b, st := abi.GetBuffer(body, 0, 1<<30)
		e.status("body", st)
		e.note(e.name, "body", string(b))
	case "get":
		v, ok := abi.Header(headers, arg(1))
		e.note(e.name, arg(1), v, strconv.FormatBool(ok))
	case "trailer":
		v, ok := abi.Header(trailers, arg(1))
		e.note(e.name, arg(1), v, strconv.FormatBool(ok))
	case "set":
		e.status("set", abi.SetHeader(headers, arg(1), arg(2)))
	case "add":
		e.status("add", abi.AddHeader(headers, arg(1), arg(2)))
	case "del":
		e.status("del", abi.RemoveHeader(headers, arg(1)))
	case "settrailer":
		e.status("settrailer", abi.SetHeader(trailers, arg(1), arg(2)))
	case "replace":
		e.status("replace", abi.SetBuffer(body, 0, 1<<30, []byte(arg(1))))
	case "fill":
		e.status("fill", abi.SetBuffer(body, 0, 1<<30, bytes.Repeat([]byte("x"), num(1))))
	case "cut":
		e.status("cut", abi.SetBuffer(body, 0, num(1), []byte(arg(2))))
	case "append":
		e.status("append", abi.SetBuffer(body, 1<<30, 0, []byte(arg(1))))
	case "middle":
		e.status("middle", abi.SetBuffer(body, 1, 1, []byte("?")))
	case "upper":
		b, _ := abi.GetBuffer(body, 0, 1<<30)
		if len(b) > 0 {
			e.status("upper", abi.SetBuffer(body, 0, len(b), bytes.ToUpper(b)))
		}
	case "reply":
		e.status("reply", abi.SendLocalReply(abi.LocalReply{Status: uint32(num(1)), Body: []byte(arg(2)), Headers: [][2]string{{"x-reply", "1"}}}))
	case "resume":
		e.status("resume", abi.ContinueStream(abi.Stream(num(1))))
	case "arm": // for the next armed
		e.p.armed = e.id
	case "armed": // does the rest for the stream that armed, once
		if e.p.armed != 0 {
			e.status("armed", abi.SetEffectiveContext(e.p.armed))
			e.p.armed, e.request = 0, true
			e.do(c[1:])
		}
	case "tick":
		_ = proxywasm.SetTickPeriodMilliSeconds(uint32(num(1)))
	default:
		e.doOther(c, arg, num)
	}
}

func (e *event) doOther(c []string, arg func(int) string, num func(int) int) {
	_, _, body := e.maps()
	switch c[0] {
	case "prop":
		v, st := abi.GetProperty(strings.ReplaceAll(arg(1), ".", "\x00"))
		e.note(e.name, arg(1), string(v), strconv.Itoa(int(st)))
	case "setprop":
		e.status("setprop", abi.SetProperty(arg(1), arg(2)))
	case "count":
		id, st := abi.DefineMetric(abi.Counter, arg(1))
		e.status("count", st)
		e.status("count", abi.IncrementMetric(id, int64(num(2))))
	case "record":
		id, _ := abi.DefineMetric(abi.Histogram, arg(1))
		e.status("record", abi.RecordMetric(id, uint64(num(2))))
	case "gauge":
		id, _ := abi.DefineMetric(abi.Gauge, arg(1))
		e.status("gauge", abi.RecordMetric(id, uint64(num(2))))
	case "share":
		_, cas, _ := proxywasm.GetSharedData(arg(1))
		e.note(e.name, "share", errorText(proxywasm.SetSharedData(arg(1), []byte(arg(2)), cas)))
	case "shared":
		v, _, err := proxywasm.GetSharedData(arg(1))
		e.note(e.name, "shared", string(v), errorText(err))
	case "sdk": // the same through the SDK's own functions
		b, err := proxywasm.GetHttpRequestBody(0, e.size)
		h, _ := proxywasm.GetHttpRequestHeaders()
		e.note(e.name, "sdk", string(b), errorText(err), strconv.FormatBool(len(h) > 5))
	case "read": // reads the body n times
		for range num(1) {
			abi.GetBuffer(body, 0, e.size)
		}
	case "stats":
		s := abi.Stats()
		e.note(e.name, "stats", strconv.Itoa(s.ArenaBytes), strconv.Itoa(s.Depth), strconv.FormatUint(s.Panics, 10))
	case "keep":
		e.p.kept, _ = abi.GetBuffer(body, 0, 64)
	case "kept":
		e.note(e.name, "kept", string(e.p.kept))
	case "garbage":
		garbage = make([]byte, num(1))
	case "panic":
		panic("secret: " + e.name)
	case "nil":
		var s *stream
		s.id++
	case "index":
		e.p.kept[num(1)]++
	case "exit":
		os.Exit(3)
	case "block": // nothing can wake it: fatal in Go, a trap
		select {}
	case "log":
		e.note(append([]string{e.name}, c[1:]...)...)
	}
}

var garbage []byte

func errorText(err error) string {
	if err == nil {
		return "ok"
	}
	return err.Error()
}
