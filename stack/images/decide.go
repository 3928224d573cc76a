package images

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// action is the way to get the image of one service.
type action int

const (
	use         action = iota // use the one in the engine
	pull                      // pull it, or fail
	pullOrBuild               // pull it, or build it if no registry has it
	build
)

// step is the action for one service.
type step struct {
	service string
	action  action
	ref     string // the image to use or to pull
	why     string
}

// decide returns the step for a service. built is the reference of the image that a build would produce; have reports
// whether the engine has an image.
func decide(mode string, w Want, built string, have func(string) bool) (step, error) {
	s := step{service: w.Service}
	theirs, known := official[w.Service]
	if !known {
		return s, fmt.Errorf("unknown service %q: want one of %s", w.Service, strings.Join(slices.Sorted(maps.Keys(official)), ", "))
	}
	switch {
	case w.Image != "" && have(w.Image):
		s.action, s.ref, s.why = use, w.Image, "the lab names it"
	case w.Image != "" && mode == Build:
		return s, fmt.Errorf("image %q of %q is not in the engine, and images are not pulled with \"images: build\"\n"+
			"hint: docker pull %s", w.Image, w.Service, w.Image)
	case w.Image != "":
		s.action, s.ref, s.why = pull, w.Image, "the lab names it"
	case mode == Pull || mode == Auto && have(theirs):
		s.ref, s.why = theirs, "the official image"
		if !have(theirs) {
			s.action = pull
		}
	case mode == Auto && !have(built):
		s.action, s.ref, s.why = pullOrBuild, theirs, "the official image"
	case mode == Auto || mode == Build:
		s.ref, s.why = built, "built from Debian packages before"
		if !have(built) {
			s.action, s.why = build, "\"images: build\""
		}
	default:
		return s, fmt.Errorf("unknown way to get images %q: want auto, pull or build", mode)
	}
	return s, nil
}

// plan returns the steps for all services.
func plan(r Request, built map[string]string, have func(string) bool) ([]step, error) {
	var steps []step
	for _, w := range r.Wants {
		s, err := decide(r.Mode, w, built[w.Service], have)
		if err != nil {
			return nil, err
		}
		steps = append(steps, s)
	}
	return steps, nil
}
