package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"runtime"
	"runtime/debug"
	"strings"
	"time"
)

const mainModule = "github.com/chatguard/chatguard"

// The linker writes what the module was built from between these two marks (cmd/go/internal/modload, ModInfoProg): the only
// way in, as debug/buildinfo does not read WebAssembly.
var (
	infoStart = []byte("\x30\x77\xaf\x0c\x92\x74\x08\x02\x41\xe1\xc1\x07\xe6\xd6\x18\xe6")
	infoEnd   = []byte("\xf9\x32\x43\x31\x86\x18\x20\x72\x00\x82\x42\x10\x41\x16\xd8\xf2")
)

// buildInfo reads what a Go program was built from.
func buildInfo(program []byte) (*debug.BuildInfo, error) {
	_, rest, ok := bytes.Cut(program, infoStart)
	info, _, closed := bytes.Cut(rest, infoEnd)
	if !ok || !closed {
		return nil, errors.New("the module does not say what it was built from")
	}
	return debug.ParseBuildInfo(string(info))
}

// document is as much of SPDX 2.3 as we say (https://spdx.github.io/spdx-spec/v2.3/).
type document struct {
	Version       string         `json:"spdxVersion"`
	DataLicense   string         `json:"dataLicense"`
	ID            string         `json:"SPDXID"`
	Name          string         `json:"name"`
	Namespace     string         `json:"documentNamespace"`
	Creation      creation       `json:"creationInfo"`
	Packages      []pack         `json:"packages"`
	Relationships []relationship `json:"relationships"`
}

type creation struct {
	Created  string   `json:"created"`
	Creators []string `json:"creators"`
}

type pack struct {
	ID        string     `json:"SPDXID"`
	Name      string     `json:"name"`
	Version   string     `json:"versionInfo"`
	Location  string     `json:"downloadLocation"`
	Analyzed  bool       `json:"filesAnalyzed"`
	License   string     `json:"licenseDeclared"`
	Concluded string     `json:"licenseConcluded"`
	Copyright string     `json:"copyrightText"`
	FileName  string     `json:"packageFileName,omitempty"`
	Checksums []checksum `json:"checksums,omitempty"`
	Refs      []ref      `json:"externalRefs,omitempty"`
}

type checksum struct {
	Algorithm string `json:"algorithm"`
	Value     string `json:"checksumValue"`
}

type ref struct {
	Category string `json:"referenceCategory"`
	Type     string `json:"referenceType"`
	Locator  string `json:"referenceLocator"`
}

type relationship struct {
	Element string `json:"spdxElementId"`
	Type    string `json:"relationshipType"`
	Related string `json:"relatedSpdxElement"`
}

// sbom lists the Go modules that are in a module, as SPDX.
func sbom(module []byte, sum string, m Meta) ([]byte, error) {
	info, err := buildInfo(module)
	if err != nil {
		return nil, err
	}
	const top = "SPDXRef-chatguard"
	d := document{
		Version: "SPDX-2.3", DataLicense: "CC0-1.0", ID: "SPDXRef-DOCUMENT", Name: "chatguard-" + m.Version,
		Namespace: "https://" + mainModule + "/spdx/" + sum,
		Creation:  creation{m.Created.Format(time.RFC3339), []string{"Tool: chatguard-image"}},
		Packages: []pack{{
			ID: top, Name: "chatguard", Version: m.Version, Location: "https://" + mainModule, License: "Apache-2.0",
			Concluded: "Apache-2.0", Copyright: "NOASSERTION", FileName: pluginFile, Checksums: []checksum{{"SHA256", sum}},
			Refs: purl(info.Main.Path, m.Version),
		}},
		Relationships: []relationship{{"SPDXRef-DOCUMENT", "DESCRIBES", top}},
	}
	add := func(name, version string) {
		id := "SPDXRef-" + strings.NewReplacer("/", "-", "_", "-", "~", "-").Replace(name)
		d.Packages = append(d.Packages, pack{
			ID: id, Name: name, Version: version, Location: "NOASSERTION", License: "NOASSERTION", Concluded: "NOASSERTION",
			Copyright: "NOASSERTION", Refs: purl(name, version),
		})
		d.Relationships = append(d.Relationships, relationship{top, "DEPENDS_ON", id})
	}
	// The standard library's version is not in the build information. The module holds its text: ours, if both were built by
	// the same Go.
	if bytes.Contains(module, []byte(runtime.Version())) {
		add("stdlib", strings.TrimPrefix(runtime.Version(), "go"))
	}
	for _, dep := range info.Deps {
		if dep.Replace != nil {
			dep = dep.Replace
		}
		add(dep.Path, dep.Version)
	}
	return json.MarshalIndent(d, "", "  ")
}

func purl(path, version string) []ref {
	return []ref{{"PACKAGE-MANAGER", "purl", "pkg:golang/" + path + "@" + version}}
}
