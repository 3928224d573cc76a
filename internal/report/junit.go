package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"strconv"

	"firedrill/internal/grade"
	"firedrill/internal/plain"
	"firedrill/internal/quantity"
)

// The elements of a JUnit report, as CI servers read them.
type (
	junitSuites struct {
		XMLName xml.Name     `xml:"testsuites"`
		Name    string       `xml:"name,attr"`
		Suites  []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name       string          `xml:"name,attr"`
		Tests      int             `xml:"tests,attr"`
		Failures   int             `xml:"failures,attr"`
		Errors     int             `xml:"errors,attr"`
		Skipped    int             `xml:"skipped,attr"`
		Time       string          `xml:"time,attr"`
		Timestamp  string          `xml:"timestamp,attr"`
		Properties []junitProperty `xml:"properties>property"`
		Cases      []junitCase     `xml:"testcase"`
	}
	junitProperty struct {
		Name  string `xml:"name,attr"`
		Value string `xml:"value,attr"`
	}
	junitCase struct {
		Class   string      `xml:"classname,attr"`
		Name    string      `xml:"name,attr"`
		Time    string      `xml:"time,attr"`
		Failure *junitWhy   `xml:"failure"`
		Error   *junitWhy   `xml:"error"`
		Skipped *junitWhy   `xml:"skipped"`
		Out     *junitWords `xml:"system-out"`
	}
	junitWhy struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr"`
	}
	junitWords struct {
		Text string `xml:",chardata"`
	}
)

// JUnit writes the result for a CI server: a test suite for the drill, and a test case for its verdict and for each
// gate, fault check and objective. A missed objective is a failure; a gate or proof that failed is an error. An
// inconclusive objective is skipped, but the drill's verdict is then a failure: a CI server that reads only this file
// must not show green for something unproven.
func JUnit(w io.Writer, r *grade.Result) error {
	s := junitSuite{
		Name: plain.Masked(r.Scenario) + " on " + plain.Masked(r.Lab), Timestamp: r.Start.Format("2006-01-02T15:04:05"),
		Properties: []junitProperty{
			{"run", plain.Masked(r.Run)}, {"scenario", plain.Masked(r.Scenario)}, {"lab", plain.Masked(r.Lab)},
			{"seed", strconv.FormatUint(r.Seed, 10)}, {"verdict", string(r.Verdict)},
		},
	}
	if r.Score != nil && r.Letter != nil {
		s.Properties = append(s.Properties, junitProperty{"score", quantity.RoundedText(*r.Score, 1)}, junitProperty{"letter", *r.Letter})
	}
	length, phases := 0.0, map[string]float64{}
	for _, p := range r.Phases {
		length += p.Seconds
		phases[p.Name] = p.Seconds
	}
	phases["run"] = length
	s.Time = quantity.RoundedText(length, 3)
	s.Cases = append(s.Cases, verdictCase(r))
	for i := range r.Gates {
		s.Cases = append(s.Cases, gateCase(&r.Gates[i]))
	}
	for i := range r.Faults {
		s.Cases = append(s.Cases, proofCases(&r.Faults[i])...)
	}
	for i := range r.Objectives {
		o := &r.Objectives[i]
		s.Cases = append(s.Cases, objectiveCase(o, phases[o.Phase]))
	}
	s.count(plain.Masked(r.Scenario))
	out, err := xml.MarshalIndent(junitSuites{Name: "firedrill", Suites: []junitSuite{s}}, "", "  ")
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	if _, err := io.WriteString(w, xml.Header+string(out)+"\n"); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	return nil
}

// count sets the totals of the suite from its cases.
func (s *junitSuite) count(scenario string) {
	s.Tests = len(s.Cases)
	for i := range s.Cases {
		c := &s.Cases[i]
		c.Class = "firedrill." + scenario + "." + c.Class
		switch {
		case c.Failure != nil:
			s.Failures++
		case c.Error != nil:
			s.Errors++
		case c.Skipped != nil:
			s.Skipped++
		}
	}
}

func verdictCase(r *grade.Result) junitCase {
	c := junitCase{Class: "gate", Name: "the drill is valid, and its verdict is pass", Time: "0"}
	why := &junitWhy{Message: plain.Masked(r.Reason), Type: string(r.Verdict)}
	switch r.Verdict {
	case grade.Pass:
		c.Out = &junitWords{plain.Masked(r.Reason)}
	case grade.Invalid:
		c.Error = why
	default:
		c.Failure = why
	}
	return c
}

// gateCase returns the case of a gate; a failed gate is an error.
func gateCase(g *grade.Gate) junitCase {
	c := junitCase{Class: "gate", Name: plain.Masked(g.Name), Time: "0"}
	if !g.OK {
		c.Error = &junitWhy{Message: plain.Masked(g.Why), Type: string(grade.Invalid)}
	}
	return c
}

// proofCases returns the cases of a fault's checks: it acted, users could notice it, and it is gone.
func proofCases(f *grade.Fault) []junitCase {
	var all []junitCase
	for _, look := range looks(f) {
		c := junitCase{Class: "gate", Name: plain.Masked(f.ID) + " on " + plain.Masked(f.Target) + ": " + look.what, Time: "0"}
		switch {
		case look.check == nil:
			c.Error = &junitWhy{Message: "nobody looked", Type: string(grade.Invalid)}
		case look.check.OK:
			c.Out = &junitWords{plain.Masked(look.check.Saw)}
		default:
			c.Error = &junitWhy{Message: plain.Masked(look.check.Saw), Type: string(grade.Invalid)}
		}
		all = append(all, c)
	}
	return all
}

func objectiveCase(o *grade.Objective, seconds float64) junitCase {
	c := junitCase{Class: "objective", Name: plain.Masked(o.Text), Time: quantity.RoundedText(seconds, 3)}
	if o.Key {
		c.Name += " (key)"
	}
	why := &junitWhy{Message: plain.Masked(o.Why), Type: string(o.Verdict)}
	switch o.Verdict {
	case grade.Pass:
		c.Out = &junitWords{plain.Masked(o.Why)}
	case grade.Fail:
		c.Failure = why
	default:
		c.Skipped = why
	}
	return c
}
