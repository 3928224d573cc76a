// Package images owns where a lab's images come from: found in the engine, pulled from a registry, or built on this
// machine from Debian packages; the image of our own binary; and Postgres with the shop's data baked in. It knows an
// engine through Store and Baker only, and nothing of how containers are run.
package images

import (
	"context"
	"io"
)

// Store is what this package needs of an engine.
type Store interface {
	// Image looks a reference up and returns its id.
	Image(ctx context.Context, ref string) (id string, found bool, err error)
	// Pull fetches an image from its registry. Every message that comes meanwhile is a call of progress: the first shows
	// that a registry answered, and a silence that it does no more.
	Pull(ctx context.Context, ref string, progress func(string)) error
	// Load reads an image from a tar as "docker save" writes it. It may have write called more than once.
	Load(ctx context.Context, write func(io.Writer) error) error
}

// From says how an image came to be in the engine.
type From string

// Origins of an image.
const (
	Present From = "present"
	Pulled  From = "pulled"
	Built   From = "built"
)

// Image is an image that is in the engine.
type Image struct {
	Service string `json:"service"`
	Ref     string `json:"ref"`
	ID      string `json:"id"`
	From    From   `json:"from"`
	Why     string `json:"why"` // in a few words
}

// Modes of finding images, as labs.yaml names them.
const (
	Auto  = "auto"  // what is there, else pull, else build
	Pull  = "pull"  // the official images only
	Build = "build" // images built on this machine only
)

// Want is one image that a lab needs.
type Want struct {
	Service string // nginx, redis or postgres
	Image   string // reference to use in place of the default, or ""
}

// Request asks for the images of a lab.
type Request struct {
	Mode     string
	Arch     string // the engine's, as Go names it
	Wants    []Want
	Cache    string       // folder for downloaded packages; "" for the user's cache
	Progress func(string) // one line for what happens, and why; may be nil
}

// official are the images that a registry has for each service: one line of releases, on Alpine Linux. Of Redis it is
// the last line under the BSD licence, and the one that Debian's package is nearest to.
var official = map[string]string{
	"nginx":    "docker.io/library/nginx:1.28-alpine",
	"redis":    "docker.io/library/redis:7.2-alpine",
	"postgres": "docker.io/library/postgres:17-alpine",
}
