package oncall

import (
	"errors"
	"fmt"
	"strings"

	"firedrill/scenarios"
)

// AskOf parses a responder's request to the desk. known is false for an unknown verb. The error of an incomplete
// diagnosis lists the possible words.
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

// diagnosisWords lists the components and mechanisms of a diagnosis.
func diagnosisWords() string {
	var b strings.Builder
	fmt.Fprintf(&b, "diagnose COMPONENT MECHANISM [EVIDENCE]\ncomponents: %s\nmechanisms:", strings.Join(scenarios.Components, ", "))
	for _, m := range scenarios.Mechanisms {
		fmt.Fprintf(&b, "\n  %-22s %s", m.Name, m.About)
	}
	return b.String()
}
