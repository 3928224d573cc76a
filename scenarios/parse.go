package scenarios

import (
	"fmt"
	"math"
	"path"
	"path/filepath"
	"regexp"
	"strings"

	"firedrill/internal/source"
)

// reader is one reading of a scenario.
type reader struct {
	catalogue Catalogue
	workload  Workload
	faults    []source.Value // read last, when the timeline is known
	placed    []placed       // the objectives and the signature, checked when the load is known
}

func newReader(cat Catalogue) *reader {
	if cat == nil {
		cat = Recorded(Workload{})
	}
	return &reader{catalogue: cat, workload: cat.Workload()}
}

var nameForm = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)

// Parse reads and checks a scenario, whose name is that of the file. The error is a source.Mistakes with every mistake
// in it. Without a catalogue (nil) it is read like the scenario of a record (Recorded) from an unknown stack.
func Parse(file string, src []byte, cat Catalogue) (*Scenario, error) {
	f, root := source.Open(file, src)
	r := newReader(cat)
	s := defaults(r.workload)
	s.Name = strings.TrimSuffix(path.Base(filepath.ToSlash(file)), ".yaml")
	s.Source, s.labAt = src, source.Mistake{File: file}
	if !nameForm.MatchString(s.Name) {
		f.Add(1, 1, fmt.Sprintf("%q cannot be a scenario's name, which is its file's name", s.Name), "use lower case words with dashes between, such as db-outage.yaml")
	}
	source.Read(root, s, r.keys())
	s.Faults = r.readFaults(s.Timeline)
	if checks(r.catalogue) {
		r.checkJudgeable(s)
	}
	s.Objectives = withCommon(s, r.workload)
	if s.Load.MaxInFlight == 0 {
		s.Load.MaxInFlight = roomFor(s.Load)
	}
	if err := f.Err(); err != nil {
		return nil, err
	}
	return s, nil
}

// roomFor is how many requests wait at once when none is answered before its timeout (Little's law), and a quarter
// more: a lab that stands still must not make the load look dropped.
func roomFor(l Load) int {
	return int(math.Ceil(l.Rate * l.Timeout.Seconds() * 1.25))
}

func (r *reader) readMix(v source.Value) []Share {
	var mix []Share
	entries := v.Entries()
	for _, e := range entries {
		route := r.readRoute(e)
		if weight := e.Value.Number(1e6); route != "" && weight > 0 {
			mix = append(mix, Share{route, weight})
		}
	}
	if entries != nil && len(entries) == 0 {
		v.Mistake("the mix is empty", "name at least one route with a weight, such as "+r.workload.exampleMix())
	}
	return mix
}

// readRoute reads the route of a mix's entry.
func (r *reader) readRoute(e source.Entry) string {
	if !checks(r.catalogue) {
		return e.Key
	}
	return e.Name.OneOf("route", r.workload.Routes)
}

func (r *reader) mixSchema() source.Schema {
	routes := source.Schema{}
	for _, route := range r.workload.Routes {
		routes[route] = source.NumberSchema(1e6)
	}
	return source.Schema{"type": "object", "properties": routes, "additionalProperties": false, "minProperties": 1}
}

func texts(v source.Value) []string {
	var lines []string
	for _, entry := range v.Filled("write at least one, or leave the key out") {
		lines = append(lines, entry.Line())
	}
	return lines
}
