// Package images owns the origin of a lab's images: found in the engine, pulled from a registry, or built on this
// machine from Debian packages; the image of this binary; and Postgres with the shop's data. It knows an engine only
// through Store and Baker, and does not know how containers are run.
package images

import (
	"context"
	"io"
)

// Store is the part of an engine that this package uses.
type Store interface {
	// Image looks a reference up and returns its id.
	Image(ctx context.Context, ref string) (id string, found bool, err error)
	// Pull fetches an image from its registry and calls progress with every message: the first one shows that a
	// registry answered, a long silence that the pull stalled.
	Pull(ctx context.Context, ref string, progress func(string)) error
	// Load reads an image from a tar in the format of "docker save". It may call write more than once.
	Load(ctx context.Context, write func(io.Writer) error) error
}

// From is the origin of an image in the engine.
type From string

// Origins of an image.
const (
	Present From = "present"
	Pulled  From = "pulled"
	Built   From = "built"
)

// Image is an image in the engine.
type Image struct {
	Service string `json:"service"`
	Ref     string `json:"ref"`
	ID      string `json:"id"`
	From    From   `json:"from"`
	Why     string `json:"why"` // short reason
}

// Modes of finding images, as labs.yaml names them.
const (
	Auto  = "auto"  // the existing one, else pull, else build
	Pull  = "pull"  // only official images
	Build = "build" // only images built on this machine
)

// Want is one image that a lab needs.
type Want struct {
	Service string // nginx, redis or postgres
	Image   string // reference instead of the default, or ""
}

// Request asks for the images of a lab.
type Request struct {
	Mode     string
	Arch     string // the engine's, as Go names it
	Wants    []Want
	Cache    string       // folder for downloaded packages; "" for the user's cache
	Progress func(string) // receives one line for each action and its reason; may be nil
}

// official lists the registry image of each service: one release line, on Alpine Linux. For Redis it is the last line
// under the BSD licence, and the one closest to Debian's package.
var official = map[string]string{
	"nginx":    "docker.io/library/nginx:1.28-alpine",
	"redis":    "docker.io/library/redis:7.2-alpine",
	"postgres": "docker.io/library/postgres:17-alpine",
}
