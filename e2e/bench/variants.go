package main

import (
	"context"
	"encoding/json"

	"github.com/chatguard/chatguard/e2e/envoy"
)

// variant is one way to configure Envoy. With a service, Envoy asks that process, as the cluster "service".
type variant struct {
	name    string
	masks   bool // an address in a request
	change  func(envoy.Listener) error
	service func(context.Context) (*service, error)
}

// variants are what is compared. The first one is the base of the ratios; "filter off", "data" and "filter on" are the filter
// with a policy that does not look, with personal data and credentials, and with the preset for all that it finds; "bare wasm" only reads the body, which is the least
// that a filter in Go can cost; the others mask e-mail addresses, social security
// numbers and card numbers in requests, as it is commonly done without it.
var variants = []variant{
	noFilter:   {"no filter", false, envoy.Listener.RemovePlugin, nil},
	filterOff:  {"filter off", false, func(l envoy.Listener) error { return setMode(l, "Off") }, nil},
	filterData: {"data", true, func(l envoy.Listener) error { return setPolicy(l, dataOnly()) }, nil},
	filterOn:   {"filter on", true, func(l envoy.Listener) error { return setMode(l, "Enforce") }, nil},
	bareWasm:   {"bare wasm", false, useProbe, nil},
	withLua:    {"Lua", true, func(l envoy.Listener) error { return setFilter(l, lua) }, nil},
	withGRPC:   {"ext_proc", true, func(l envoy.Listener) error { return setFilter(l, extProc) }, startExtProc},
}

// Their places in variants, and in every list by variant.
const (
	noFilter = iota
	filterOff
	filterData
	filterOn
	bareWasm
	withLua
	withGRPC
)

// balanced is the preset that looks for everything, in both directions.
func setMode(l envoy.Listener, mode string) error {
	return setPolicy(l, enforced(mode))
}

func setPolicy(l envoy.Listener, policy map[string]any) error {
	return l.SetPlugin("configuration.value.policies.public", policy)
}

// dataOnly masks in requests, as the Lua filter and the service do, and all personal data and credentials.
func dataOnly() map[string]any {
	return map[string]any{"limits": map[string]any{"bodyBytes": 1000000}, "rules": []any{
		map[string]any{"name": "credentials", "match": []any{"secrets"}, "direction": "Request", "action": "Mask", "mask": map[string]any{"style": "Redact"}},
		map[string]any{"name": "personal", "match": []any{"pii"}, "direction": "Request", "action": "Mask", "mask": map[string]any{"style": "Label"}},
	}}
}

// enforced looks for everything and blocks nothing: a text that reads like an attack has to come through.
func enforced(mode string) map[string]any {
	return map[string]any{"extends": "balanced", "mode": mode, "limits": map[string]any{"bodyBytes": 1000000}, "rules": []any{
		map[string]any{"name": "attacks", "match": []any{"attacks"}, "action": "Log"},
	}}
}

// setFilter puts another filter in the place of ours.
func setFilter(l envoy.Listener, filter map[string]any) error {
	v, err := l.Manager("http_filters")
	if err != nil {
		return err
	}
	return l.SetManager("http_filters", append([]any{filter}, v.([]any)[1:]...))
}

var lua = map[string]any{
	"name": "envoy.filters.http.lua",
	"typed_config": map[string]any{
		"@type":               "type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua",
		"default_source_code": map[string]any{"inline_string": luaSource},
	},
}

const luaSource = `
function envoy_on_request(handle)
  local body = handle:body()
  if body == nil or body:length() == 0 then
    return
  end
  local text = body:getBytes(0, body:length())
  text = text:gsub("[%w%.%%%+%-_]+@[%w%.%-]+%.%a%a+", "[EMAIL]")
  text = text:gsub("%d%d%d%-%d%d%-%d%d%d%d", "[SSN]")
  text = text:gsub("%d%d%d%d[ %-]?%d%d%d%d[ %-]?%d%d%d%d[ %-]?%d%d%d%d", "[CARD]")
  body:setBytes(text)
end
`

var extProc = map[string]any{
	"name": "envoy.filters.http.ext_proc",
	"typed_config": map[string]any{
		"@type":           "type.googleapis.com/envoy.extensions.filters.http.ext_proc.v3.ExternalProcessor",
		"grpc_service":    map[string]any{"envoy_grpc": map[string]any{"cluster_name": "service"}},
		"message_timeout": "10s",
		"processing_mode": map[string]any{"request_body_mode": "BUFFERED", "response_header_mode": "SKIP"},
	},
}

// addService adds the cluster "service", HTTP/2 on a port of this machine.
func addService(config []byte, port int) ([]byte, error) {
	var tree map[string]any
	if err := json.Unmarshal(config, &tree); err != nil {
		return nil, err
	}
	clusters, err := envoy.Get(tree, "static_resources.clusters")
	if err != nil {
		return nil, err
	}
	cluster := map[string]any{
		"name": "service", "type": "STATIC", "connect_timeout": "5s",
		"typed_extension_protocol_options": map[string]any{
			"envoy.extensions.upstreams.http.v3.HttpProtocolOptions": map[string]any{
				"@type":                "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
				"explicit_http_config": map[string]any{"http2_protocol_options": map[string]any{}},
			},
		},
		"load_assignment": map[string]any{"cluster_name": "service", "endpoints": []any{map[string]any{"lb_endpoints": []any{
			map[string]any{"endpoint": map[string]any{"address": map[string]any{"socket_address": map[string]any{
				"address": "127.0.0.1", "port_value": port,
			}}}},
		}}}},
	}
	if err := envoy.Set(tree, "static_resources.clusters", append(clusters.([]any), cluster)); err != nil {
		return nil, err
	}
	return json.Marshal(tree)
}

// probeModule reads the body, and looks its bytes up in a table if asked; see package probe.
const probeModule = "build/bench-probe.wasm"

func useProbe(l envoy.Listener) error {
	return l.SetPlugin("vm_config.code", map[string]any{"local": map[string]any{"filename": probeModule}})
}

func buildProbe(ctx context.Context) error {
	return goBuild(ctx, ".", []string{"GOOS=wasip1", "GOARCH=wasm"},
		"-buildmode=c-shared", "-trimpath", "-ldflags=-s -w", "-o", probeModule, "./e2e/bench/probe")
}
