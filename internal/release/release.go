// Package release names the builds of the app under test: a version number with a build id, as in "1.4.1+b7e02c41...".
// The id encodes the flaw of a bad build so that a responder cannot read it: the app decodes it to behave accordingly,
// and the faults that deploy it encode it. A build id that encodes no flaw is that of a sound build.
package release

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// First is the version that a lab starts with.
const First = "1.4.0"

// Flaw is the flaw of a build.
type Flaw uint8

// Flaws. The numbers are part of build ids: add new ones at the end.
const (
	None           Flaw = iota
	Errors              // a share of one route's requests fails
	Leak                // memory leaks, per request or per second
	NPlusOne            // a list runs one database query per item
	SlowMiddleware      // every route is slower
	PoisonedRecord      // one product cannot be shown
	LyingHealth         // users get no answers while the health checks pass
	StopAccepting       // new connections are not accepted for a while, periodically
	ClockSkew           // tokens are checked against a clock that is ahead
	flaws
)

// Build is the flaw of one build and its parameters. Fields that the flaw does not use are 0.
type Build struct {
	Flaw   Flaw
	Route  uint8  // Errors: the failing route, as an index into Routes
	Share  uint8  // Errors: percentage of failing requests
	Status uint16 // Errors, LyingHealth: the status of the answer; for LyingHealth 0 means no answer
	Amount uint32 // Leak: KiB per step; PoisonedRecord: the product's id
	Millis uint32 // SlowMiddleware: the delay; StopAccepting: the length; ClockSkew: the offset
	Every  uint32 // StopAccepting, Leak: period in milliseconds; for Leak, 0 means per request
}

// Span returns Millis as a duration.
func (b Build) Span() time.Duration { return time.Duration(b.Millis) * time.Millisecond }

// Period returns Every as a duration.
func (b Build) Period() time.Duration { return time.Duration(b.Every) * time.Millisecond }

// Routes are the app's routes that a build can fail, by their names in logs and metrics.
var Routes = []string{"order", "browse", "product", "login", "profile", "orders", "like"}

// After returns the version of a build that is deployed after another version. Builds with the same flaw differ by the
// salt.
func After(version string, b Build, salt string) string {
	return next(version) + "+" + encode(b, salt)
}

// next increments the last number of a version. A version without such a number is followed by the first one.
func next(version string) string {
	number, _, _ := strings.Cut(version, "+")
	at := strings.LastIndexByte(number, '.') + 1
	patch, err := strconv.Atoi(number[at:])
	if at == 0 || err != nil || patch < 0 {
		return next(First)
	}
	return fmt.Sprintf("%s%d", number[:at], patch+1)
}

// Read returns the build of a version; without a valid build id it is sound.
func Read(version string) Build {
	_, id, _ := strings.Cut(version, "+")
	b, ok := decode(id)
	if !ok || b.Flaw >= flaws || int(b.Route) >= len(Routes) {
		return Build{}
	}
	return b
}
