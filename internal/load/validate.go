package load

import (
	"crypto/x509"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// maxUpload bounds the one body that all bulk requests of a plan share.
const maxUpload = 16 << 20

// runName is what may stand in a header, and leaves room in an idempotency key.
var runName = regexp.MustCompile(`^[A-Za-z0-9._-]{0,64}$`)

// Validate returns everything that is wrong with the plan at once, or nil. The mix may name the routes that are given.
func (p Plan) Validate(routes []string) error {
	var errs []error
	bad := func(wrong bool, format string, args ...any) {
		if wrong {
			errs = append(errs, fmt.Errorf(format, args...))
		}
	}
	bad(p.Arrivals != Constant && p.Arrivals != Poisson, "arrivals %q are neither %q nor %q", p.Arrivals, Constant, Poisson)
	bad(p.Timeout <= 0, "timeout %q is not positive", p.Timeout)
	bad(p.MaxInFlight <= 0, "max_in_flight \"%d\" is not positive", p.MaxInFlight)
	bad(p.Fresh < 0 || p.Fresh > 1, "fresh \"%g\" is not between 0 and 1", p.Fresh)
	bad(p.Upload < 0 || p.Upload > maxUpload, "upload \"%d\" is not between 0 and %d bytes", p.Upload, maxUpload)
	bad(!runName.MatchString(p.Run), "run %q is not at most 64 letters, digits, '.', '_' and '-'", p.Run)
	return errors.Join(append(errs, p.targetError(), p.stagesError(), p.mixError(routes))...)
}

func (p Plan) targetError() error {
	target, err := url.Parse(p.Target)
	switch {
	case err != nil:
		return fmt.Errorf("target %q: %w", p.Target, err)
	case target.Hostname() == "" || target.Scheme != "http" && target.Scheme != "https":
		return fmt.Errorf("target %q is no http or https url", p.Target)
	case strings.Trim(target.Path, "/") != "":
		return fmt.Errorf("target %q has a path; the routes bring their own", p.Target)
	case target.Scheme == "https" && !x509.NewCertPool().AppendCertsFromPEM([]byte(p.CA)):
		return errors.New("the ca holds no certificate")
	}
	return nil
}

func (p Plan) stagesError() error {
	if len(p.Stages) == 0 {
		return errors.New("there are no stages")
	}
	for i, s := range p.Stages {
		switch {
		case !(s.Rate >= 0) || s.Rate > maxRate:
			return fmt.Errorf("rate \"%g\" of stage %d is not between 0 and %g", s.Rate, i+1, float64(maxRate))
		case s.For < 0:
			return fmt.Errorf("stage %d lasts %q", i+1, s.For)
		case s.For == 0 && i < len(p.Stages)-1:
			return fmt.Errorf("stage %d has no end, and is not the last", i+1)
		}
	}
	return nil
}

func (p Plan) mixError(routes []string) error {
	sum := 0.0
	for _, w := range p.Mix {
		if !slices.Contains(routes, w.Route) {
			return fmt.Errorf("there is no route %q (there are %s)", w.Route, strings.Join(routes, ", "))
		}
		if !(w.Weight >= 0) {
			return fmt.Errorf("weight \"%g\" of route %q is negative", w.Weight, w.Route)
		}
		sum += w.Weight
	}
	if !(sum > 0) {
		return errors.New("the mix names no route with a weight")
	}
	return nil
}
