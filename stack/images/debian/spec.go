// Package debian makes container images from Debian or Ubuntu packages, without a base image, without root, and without
// running anything that a package brings: apt-get resolves and fetches, and only the files that a service needs, with
// the libraries that its programs are linked to, go into the image. It knows nothing of an engine.
package debian

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"firedrill/stack/images/imagetar"
)

// Spec says what one image is made of.
type Spec struct {
	Name     string          // of the service: the image is firedrill/<name>
	Package  string          // installed with all that it depends on
	Version  string          // pattern of the package whose version is the image's
	Keep     []string        // patterns of the files to keep, as path.Match reads them; a folder with all in it ends in "/"
	Optional []string        // likewise, but they may be missing
	OnPath   []string        // patterns of kept files that get a link in /usr/bin
	Files    imagetar.Tree   // laid over what the packages bring
	Config   imagetar.Config // how it runs
}

// recipe counts changes of this package that change images without a change of their specs.
const recipe = 1

// Tag is the reference under which an engine keeps the image that this spec makes. It can be told without a look at the
// packages, and another spec has another tag: what was built from an older firedrill is not taken for today's.
func (s Spec) Tag() string {
	b, err := json.Marshal([]any{recipe, s, applets, skipped})
	if err != nil {
		panic("debian: a spec that is no JSON: " + err.Error())
	}
	sum := sha256.Sum256(b)
	return "firedrill/" + s.Name + ":recipe-" + hex.EncodeToString(sum[:4])
}

// NamedTag is the reference for people, by version.
func (s Spec) NamedTag(version string) string { return "firedrill/" + s.Name + ":debian-" + version }
