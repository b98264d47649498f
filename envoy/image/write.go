package main

import (
	"archive/tar"
	"errors"
	"io/fs"
	"os"
	"strings"

	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/remote"
)

// Push writes the image to a registry and its SBOM as a referrer.
func (p *Packed) Push(to string, options ...remote.Option) error {
	ref, err := name.ParseReference(to)
	if err != nil {
		return err
	}
	if err := remote.Write(ref, p.Image, options...); err != nil {
		return err
	}
	digest, err := p.sbomImage.Digest()
	if err != nil {
		return err
	}
	return remote.Write(ref.Context().Digest(digest.String()), p.sbomImage, options...)
}

// WriteLayout replaces what is at path with an OCI layout of the image, under the tag, and its SBOM: a directory, or for a
// path that ends in .tar an archive of one.
func (p *Packed) WriteLayout(path, tag string) error {
	if !strings.HasSuffix(path, ".tar") {
		return p.writeDir(path, tag)
	}
	dir, err := os.MkdirTemp("", "image-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := p.writeDir(dir, tag); err != nil {
		return err
	}
	return archiveDir(dir, path)
}

func (p *Packed) writeDir(dir, tag string) error {
	for _, part := range []string{"blobs", "index.json", "oci-layout"} { // nothing else is ours to remove
		if err := os.RemoveAll(dir + "/" + part); err != nil {
			return err
		}
	}
	l, err := layout.Write(dir, empty.Index)
	if err != nil {
		return err
	}
	named := layout.WithAnnotations(map[string]string{"org.opencontainers.image.ref.name": tag})
	return errors.Join(l.AppendImage(p.Image, named), l.AppendImage(p.sbomImage))
}

// archiveDir writes a directory's files in their order, without owners and times.
func archiveDir(dir, file string) error {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	w := tar.NewWriter(f)
	root := os.DirFS(dir)
	err = fs.WalkDir(root, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(root, path)
		if err != nil {
			return err
		}
		h := &tar.Header{Typeflag: tar.TypeReg, Name: path, Mode: 0o644, Size: int64(len(b)), Format: tar.FormatUSTAR}
		if err := w.WriteHeader(h); err != nil {
			return err
		}
		_, err = w.Write(b)
		return err
	})
	return errors.Join(err, w.Close(), f.Close())
}
