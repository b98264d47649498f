package tools

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	core "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"
	httpwasm "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/http/wasm/v3"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/types/known/anypb"
	"istio.io/istio/pkg/wasm"
	"sigs.k8s.io/yaml"
)

// TestAgentKeepsHold lets the agent's code rewrite the filter of hold-headers.yaml, as it does between istiod and Envoy: the
// module must come from the image, and what the file is for must be left.
func TestAgentKeepsHold(t *testing.T) {
	at, _, _ := push(t)
	manifest, err := os.ReadFile(root + "/envoy/istio/hold-headers.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var filter struct {
		Spec struct {
			ConfigPatches []struct {
				Patch struct{ Value json.RawMessage }
			}
		}
	}
	if err := yaml.Unmarshal([]byte(strings.ReplaceAll(string(manifest), "registry.example.com/chatguard:latest", at)), &filter); err != nil {
		t.Fatal(err)
	}
	sent := &core.TypedExtensionConfig{}
	if err := protojson.Unmarshal(filter.Spec.ConfigPatches[0].Patch.Value, sent); err != nil {
		t.Fatal(err)
	}
	resource, err := anypb.New(sent)
	if err != nil {
		t.Fatal(err)
	}
	cache := wasm.NewLocalFileCache(t.TempDir(), wasm.Options{})
	defer cache.Cleanup()
	resources := []*anypb.Any{resource}
	if err := wasm.MaybeConvertWasmExtensionConfig(resources, cache); err != nil {
		t.Fatal(err)
	}
	got, plugin := &core.TypedExtensionConfig{}, &httpwasm.Wasm{}
	if err := resources[0].UnmarshalTo(got); err != nil {
		t.Fatal(err)
	}
	if err := got.GetTypedConfig().UnmarshalTo(plugin); err != nil {
		t.Fatal(err)
	}
	file := plugin.GetConfig().GetVmConfig().GetCode().GetLocal().GetFilename()
	if _, err := os.Stat(file); err != nil || !plugin.GetConfig().GetAllowOnHeadersStopIteration().GetValue() {
		t.Errorf("%v: %v", err, plugin.GetConfig())
	}
}
