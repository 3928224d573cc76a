// Package release names the builds of the app under test: a version number with a build id, as in "1.4.1+b7e02c41...".
// What a bad build does wrong stands in its id, where no one reads it who does not know how: the app does, since it has
// to behave so, and the faults that deploy it do. A build id that says nothing is that of a sound build.
package release

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// First is the version that a lab comes up with.
const First = "1.4.0"

// Flaw is what a build does wrong.
type Flaw uint8

// Flaws. The numbers stand in the ids of builds: a new one goes to the end.
const (
	None           Flaw = iota
	Errors              // a share of one route's requests fails
	Leak                // memory is kept for good, by the request or by the second
	NPlusOne            // a list asks the database once for each item
	SlowMiddleware      // every route takes longer
	PoisonedRecord      // one product can't be shown
	LyingHealth         // users get nothing, and the health checks say that all is well
	StopAccepting       // no new connection is taken for a while, again and again
	ClockSkew           // tokens are read by a clock that is ahead
	flaws
)

// Build is what one build does wrong, and how much of it. Which fields count is the flaw's; the others are 0.
type Build struct {
	Flaw   Flaw
	Route  uint8  // Errors: whose requests fail, as a place in Routes
	Share  uint8  // Errors: how many of a hundred requests fail
	Status uint16 // Errors, LyingHealth: what requests are answered; 0 of LyingHealth is nothing at all
	Amount uint32 // Leak: KiB at a time; PoisonedRecord: the product's id
	Millis uint32 // SlowMiddleware: how much longer; StopAccepting: for how long; ClockSkew: how far ahead
	Every  uint32 // StopAccepting, Leak: milliseconds from one time to the next; of Leak, 0 is with each request
}

// Span is Millis as a duration.
func (b Build) Span() time.Duration { return time.Duration(b.Millis) * time.Millisecond }

// Period is Every as a duration.
func (b Build) Period() time.Duration { return time.Duration(b.Every) * time.Millisecond }

// Routes are the app's routes whose requests a build can fail, by the names that logs and metrics give them.
var Routes = []string{"order", "browse", "product", "login", "profile", "orders", "like"}

// After returns the version of a build that is deployed over another one. Builds that do the same wrong differ by the salt.
func After(version string, b Build, salt string) string {
	return next(version) + "+" + encode(b, salt)
}

// next counts the last number of a version up. One that has no such number begins at the first.
func next(version string) string {
	number, _, _ := strings.Cut(version, "+")
	at := strings.LastIndexByte(number, '.') + 1
	patch, err := strconv.Atoi(number[at:])
	if at == 0 || err != nil || patch < 0 {
		return next(First)
	}
	return fmt.Sprintf("%s%d", number[:at], patch+1)
}

// Read returns what is wrong with a version; a build that says nothing, or nothing that makes sense, is sound.
func Read(version string) Build {
	_, id, _ := strings.Cut(version, "+")
	b, ok := decode(id)
	if !ok || b.Flaw >= flaws || int(b.Route) >= len(Routes) {
		return Build{}
	}
	return b
}
