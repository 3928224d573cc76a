package oncall

import (
	"errors"
	"fmt"
	"strings"

	"firedrill/scenarios"
)

// AskOf reads what a responder says to the desk. known is false for a word that the desk does not take. The error of a
// diagnosis that names too little lists the words for one.
func AskOf(words []string) (q Ask, known bool, err error) {
	q.Verb = words[0]
	switch words[0] {
	case Acked, Hinted, Resolved, GaveUp:
		return q, true, nil
	case Diagnose:
		if len(words) < 3 {
			return q, true, errors.New(diagnosisWords())
		}
		q.Diagnosis = Diagnosis{Component: words[1], Mechanism: words[2], Evidence: strings.Join(words[3:], " ")}
		return q, true, nil
	}
	return q, false, nil
}

// diagnosisWords lists what a diagnosis may name.
func diagnosisWords() string {
	var b strings.Builder
	fmt.Fprintf(&b, "diagnose COMPONENT MECHANISM [EVIDENCE]\ncomponents: %s\nmechanisms:", strings.Join(scenarios.Components, ", "))
	for _, m := range scenarios.Mechanisms {
		fmt.Fprintf(&b, "\n  %-22s %s", m.Name, m.About)
	}
	return b.String()
}
