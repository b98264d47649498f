package guard

import (
	"github.com/chatguard/chatguard/filter/chat"
	"github.com/chatguard/chatguard/filter/detect"
	"github.com/chatguard/chatguard/filter/document"
	"github.com/chatguard/chatguard/filter/policy"
	"github.com/chatguard/chatguard/policies"
)

// Options is what a configuration needs besides its document.
type Options struct {
	Key        []byte // for hashes and fingerprints; from the environment, never from the document
	TokenKeys  string // for tokens, "id:base64,id:base64"; from the environment, too
	RequireKey bool   // a policy that needs a key is an error without one
}

// Load parses and compiles a policy document in JSON. The error is
// policy.Errors if the document is at fault.
func Load(doc []byte, o Options) (*Guard, error) {
	c, err := policy.Parse(doc, policy.Options{
		Catalog: detect.Catalog(), Preset: policies.Preset, Presets: policies.Presets(), Key: o.Key, TokenKeys: o.TokenKeys, RequireKey: o.RequireKey,
		CheckDetector: func(d *policy.Detector) error {
			_, err := detect.Cost(customDetector(d))
			return err
		},
		CheckAPIs: func(apis []*document.Node) []*policy.Error {
			_, errs := chat.Builtin().With(apis)
			return errs
		},
	})
	if err != nil {
		return nil, err
	}
	g, err := New(c)
	if err != nil {
		return nil, err
	}
	g.key = o.Key
	return g, nil
}
