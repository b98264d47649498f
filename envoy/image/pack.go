package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/partial"
	"github.com/google/go-containerregistry/pkg/v1/static"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

const (
	pluginFile = "plugin.wasm" // the name that the fetchers look for
	sbomType   = "application/spdx+json"
)

// Meta is what the image says of itself.
type Meta struct {
	Version  string
	Revision string // "": not said
	Created  time.Time
}

// Packed is a module as an image, and the list of its parts.
type Packed struct {
	Image        v1.Image
	Digest       v1.Hash // of the image's manifest: what a WasmPlugin's sha256 means for an image
	ModuleSHA256 string  // of the module: what sha256 means for a file
	SBOM         []byte

	sbomImage v1.Image // refers to Image
}

// Pack makes an image of a module.
func Pack(module []byte, m Meta) (*Packed, error) {
	if !bytes.HasPrefix(module, []byte("\x00asm")) {
		return nil, errors.New("this is no WebAssembly module")
	}
	sum := sha256.Sum256(module)
	p := &Packed{ModuleSHA256: hex.EncodeToString(sum[:])}
	var err error
	if p.SBOM, err = sbom(module, p.ModuleSHA256, m); err != nil {
		return nil, err
	}
	if p.Image, err = image(module, m); err != nil {
		return nil, err
	}
	if p.Digest, err = p.Image.Digest(); err != nil {
		return nil, err
	}
	p.sbomImage, err = refer(p.Image, p.SBOM)
	return p, err
}

func image(module []byte, m Meta) (v1.Image, error) {
	content, err := archive(module, m.Created)
	if err != nil {
		return nil, err
	}
	layer, err := tarball.LayerFromOpener(func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(content)), nil },
		tarball.WithMediaType(types.OCILayer), tarball.WithCompressionLevel(gzip.BestCompression))
	if err != nil {
		return nil, err
	}
	img := mutate.ConfigMediaType(mutate.MediaType(empty.Image, types.OCIManifestSchema1), types.OCIConfigJSON)
	img, err = mutate.Append(img, mutate.Addendum{Layer: layer, History: v1.History{Created: v1.Time{Time: m.Created}, CreatedBy: "chatguard"}})
	if err != nil {
		return nil, err
	}
	config, err := img.ConfigFile()
	if err != nil {
		return nil, err
	}
	config = config.DeepCopy()
	config.OS, config.Architecture, config.Created = "wasip1", "wasm", v1.Time{Time: m.Created}
	if img, err = mutate.ConfigFile(img, config); err != nil {
		return nil, err
	}
	return mutate.Annotations(img, annotations(m)).(v1.Image), nil
}

func annotations(m Meta) map[string]string {
	all := map[string]string{
		"org.opencontainers.image.title":       "chatguard",
		"org.opencontainers.image.description": "Security filter for chat traffic in Envoy and Istio, a proxy-wasm module",
		"org.opencontainers.image.licenses":    "Apache-2.0",
		"org.opencontainers.image.source":      "https://" + mainModule,
		"org.opencontainers.image.version":     m.Version,
		"org.opencontainers.image.created":     m.Created.Format(time.RFC3339),
	}
	if m.Revision != "" {
		all["org.opencontainers.image.revision"] = m.Revision
	}
	return all
}

// archive is the layer: one file that nobody owns.
func archive(module []byte, created time.Time) ([]byte, error) {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	err := w.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: pluginFile, Mode: 0o644, Size: int64(len(module)), ModTime: created, Format: tar.FormatUSTAR})
	if err == nil {
		_, err = w.Write(module)
	}
	return b.Bytes(), errors.Join(err, w.Close())
}

// refer makes the image that a registry lists as img's SBOM (OCI 1.1, referrers).
func refer(img v1.Image, sbom []byte) (v1.Image, error) {
	subject, err := partial.Descriptor(img)
	if err != nil {
		return nil, err
	}
	ref := mutate.ConfigMediaType(mutate.MediaType(empty.Image, types.OCIManifestSchema1), sbomType)
	if ref, err = mutate.AppendLayers(ref, static.NewLayer(sbom, sbomType)); err != nil {
		return nil, err
	}
	return mutate.Subject(ref, v1.Descriptor{MediaType: subject.MediaType, Size: subject.Size, Digest: subject.Digest}).(v1.Image), nil
}
