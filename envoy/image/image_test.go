package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"log"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/registry"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

// fakeModule is the least that counts as a Go module compiled to WebAssembly.
func fakeModule() []byte {
	info := "path\tgithub.com/chatguard/chatguard/filter/cmd/plugin\nmod\tgithub.com/chatguard/chatguard\t(devel)\t\n" +
		"dep\texample.com/a_b/c\tv1.2.3\th1:Xuwzknb4+OHBSYFXif0aBdV0F4MShL8L5YYFda9uUIs=\n"
	return bytes.Join([][]byte{[]byte("\x00asm\x01\x00\x00\x00"), infoStart, []byte(info), infoEnd}, nil)
}

var meta = Meta{Version: "1.2.3", Revision: "abc", Created: time.Unix(1700000000, 0).UTC()}

func packed(t *testing.T, module []byte) *Packed {
	t.Helper()
	p, err := Pack(module, meta)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// pluginOf reads an image as the fetchers of Istio and Envoy Gateway do: one layer of that very type, and in it plugin.wasm.
func pluginOf(t *testing.T, img v1.Image) []byte {
	t.Helper()
	layers, err := img.Layers()
	if err != nil || len(layers) != 1 {
		t.Fatalf("%d layers, %v", len(layers), err)
	}
	if mt, err := layers[0].MediaType(); err != nil || mt != types.OCILayer {
		t.Errorf("a layer of type %s, %v", mt, err)
	}
	r, err := layers[0].Compressed()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	z, err := gzip.NewReader(r)
	if err != nil {
		t.Fatal(err)
	}
	files := tar.NewReader(z)
	h, err := files.Next()
	if err != nil || h.Name != "plugin.wasm" {
		t.Fatalf("%v %v", h, err)
	}
	b, err := io.ReadAll(files)
	if _, more := files.Next(); err != nil || !errors.Is(more, io.EOF) {
		t.Errorf("%v, and then %v", err, more)
	}
	return b
}

// TestRegistry pushes and reads back, from a real registry's side of the protocol.
func TestRegistry(t *testing.T) {
	s := httptest.NewServer(registry.New(registry.WithReferrersSupport(true), registry.Logger(log.New(io.Discard, "", 0))))
	defer s.Close()
	p := packed(t, fakeModule())
	tag := strings.TrimPrefix(s.URL, "http://") + "/guards/chatguard:1.2.3"
	if err := p.Push(tag); err != nil {
		t.Fatal(err)
	}
	ref, err := name.ParseReference(tag)
	if err != nil {
		t.Fatal(err)
	}
	img, err := remote.Image(ref)
	if err != nil {
		t.Fatal(err)
	}
	if got := pluginOf(t, img); !bytes.Equal(got, fakeModule()) {
		t.Errorf("read back: %d bytes", len(got))
	}
	manifest, err := img.Manifest()
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]string{"version": "1.2.3", "revision": "abc", "created": "2023-11-14T22:13:20Z", "licenses": "Apache-2.0"} {
		if got := manifest.Annotations["org.opencontainers.image."+key]; got != want {
			t.Errorf("annotation %s is %q", key, got)
		}
	}
	referrers, err := remote.Referrers(ref.Context().Digest(p.Digest.String()))
	if err != nil {
		t.Fatal(err)
	}
	index, err := referrers.IndexManifest()
	if err != nil || len(index.Manifests) != 1 || index.Manifests[0].ArtifactType != sbomType {
		t.Fatalf("referrers %+v %v", index, err)
	}
	sbom, err := remote.Image(ref.Context().Digest(index.Manifests[0].Digest.String()))
	if err != nil {
		t.Fatal(err)
	}
	layers, err := sbom.Layers()
	if err != nil || len(layers) != 1 {
		t.Fatalf("%d layers, %v", len(layers), err)
	}
	r, err := layers[0].Compressed()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if b, err := io.ReadAll(r); err != nil || !bytes.Equal(b, p.SBOM) {
		t.Errorf("the SBOM was not read back: %v", err)
	}
}

// TestSBOM sees that every part is named, with a locator that scanners understand.
func TestSBOM(t *testing.T) {
	p := packed(t, fakeModule())
	var d document
	if err := json.Unmarshal(p.SBOM, &d); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, x := range d.Packages {
		got = append(got, x.Refs[0].Locator)
	}
	want := "pkg:golang/github.com/chatguard/chatguard@1.2.3 pkg:golang/example.com/a_b/c@v1.2.3"
	if strings.Join(got, " ") != want || d.Packages[0].Checksums[0].Value != p.ModuleSHA256 {
		t.Errorf("%s", p.SBOM)
	}
	if _, err := Pack([]byte("\x00asm\x01\x00\x00\x00"), meta); err == nil {
		t.Error("a module without build information has a list of its parts")
	}
	if _, err := Pack([]byte("#!/bin/sh"), meta); err == nil {
		t.Error("a script is packed as a module")
	}
}

// TestReproducible compares all bytes of two runs, as an archive.
func TestReproducible(t *testing.T) {
	dir := t.TempDir()
	var archives [2][]byte
	for i := range archives {
		file := filepath.Join(dir, "image.tar")
		if err := packed(t, fakeModule()).WriteLayout(file, "1.2.3"); err != nil {
			t.Fatal(err)
		}
		var err error
		if archives[i], err = os.ReadFile(file); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(archives[0], archives[1]) {
		t.Error("two runs differ")
	}
}

// TestModule packs the module that was built, into a directory that another image was in.
func TestModule(t *testing.T) {
	module, err := os.ReadFile("../../build/chatguard.wasm")
	if err != nil {
		t.Skip("no module was built: ", err)
	}
	dir := t.TempDir()
	for _, m := range [][]byte{fakeModule(), module} {
		if err := packed(t, m).WriteLayout(dir, "1.2.3"); err != nil {
			t.Fatal(err)
		}
	}
	l, err := layout.FromPath(dir)
	if err != nil {
		t.Fatal(err)
	}
	img, err := l.Image(packed(t, module).Digest)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(pluginOf(t, img), module) {
		t.Error("the module in the image differs")
	}
	if blobs, err := filepath.Glob(dir + "/blobs/sha256/*"); err != nil || len(blobs) != 6 {
		t.Errorf("%d blobs, of two images with a config and a layer each there are 6 (%v)", len(blobs), err)
	}
}
