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

// Spec describes the content of one image.
type Spec struct {
	Name     string          // name of the service: the image is firedrill/<name>
	Package  string          // installed with all its dependencies
	Version  string          // pattern of the package whose version is the image's
	Keep     []string        // patterns of the files to keep, as path.Match reads them; a folder with all in it ends in "/"
	Optional []string        // the same, but they may be missing
	OnPath   []string        // patterns of kept files that get a link in /usr/bin
	Files    imagetar.Tree   // added to the files of the packages, or replacing them
	Config   imagetar.Config // how it runs
}

// recipe is the version of this package. Increase it when a change affects images but not their specs.
const recipe = 1

// Tag returns the reference of the image of this spec in an engine. It is computed without the packages. Another spec
// has another tag, so that an image built by an older firedrill is not used.
func (s Spec) Tag() string {
	b, err := json.Marshal([]any{recipe, s, applets, skipped})
	if err != nil {
		panic("debian: a spec that is no JSON: " + err.Error())
	}
	sum := sha256.Sum256(b)
	return "firedrill/" + s.Name + ":recipe-" + hex.EncodeToString(sum[:4])
}

// NamedTag returns a readable reference with the version.
func (s Spec) NamedTag(version string) string { return "firedrill/" + s.Name + ":debian-" + version }
