package scenarios

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"firedrill/internal/quantity"
	"firedrill/internal/source"
)

// ParseObjective reads one objective as text, phase included, such as "fault: failed{class=reset} <= 5%". Routes are not
// checked. The error is a source.Mistake.
func ParseObjective(text string) (Objective, error) {
	phase, bound, ok := strings.Cut(text, ":")
	phase = strings.TrimSpace(phase)
	if !ok || !slices.Contains(objectivePhases, phase) {
		return Objective{}, source.Unknown("phase", phase, objectivePhases)
	}
	o, bad := (&bounds{text: bound}).parse(phase)
	if bad != nil {
		return Objective{}, bad.mistake
	}
	return o, nil
}

// slip is a mistake and how many characters into the text it stands.
type slip struct {
	at      int
	mistake source.Mistake
}

// bounds reads the text of one objective from left to right.
type bounds struct {
	text     string
	pos      int
	workload Workload
	checked  bool // a name that the workload does not have is a mistake
}

// parse reads what follows an objective's phase. The objective's text is made from what was understood, so that a report
// shows what is graded.
func (p *bounds) parse(phase string) (Objective, *slip) {
	o := Objective{Phase: phase, Weight: 1}
	s, bad := p.signal(phase)
	if bad != nil {
		return Objective{}, bad
	}
	o.Signal = s.name
	for _, step := range []func(signal, *Objective) *slip{p.over, p.labels, p.operator, p.value} {
		if bad := step(s, &o); bad != nil {
			return Objective{}, bad
		}
	}
	o.Text = o.String()
	return o, nil
}

// slip makes a mistake at a byte of the text.
func (p *bounds) slip(at int, hint, format string, args ...any) *slip {
	return &slip{utf8.RuneCountInString(p.text[:at]), source.Mistake{Message: fmt.Sprintf(format, args...), Hint: hint}}
}

func (p *bounds) space() {
	for p.pos < len(p.text) && p.text[p.pos] == ' ' {
		p.pos++
	}
}

// word reads letters, digits and dashes.
func (p *bounds) word() string {
	p.space()
	start := p.pos
	for p.pos < len(p.text) && (p.text[p.pos] == '-' || isWord(p.text[p.pos])) {
		p.pos++
	}
	return p.text[start:p.pos]
}

func isWord(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}

// eat reads that text if it comes next.
func (p *bounds) eat(text string) bool {
	p.space()
	if !strings.HasPrefix(p.text[p.pos:], text) {
		return false
	}
	p.pos += len(text)
	return true
}

func (p *bounds) signal(phase string) (signal, *slip) {
	p.space()
	start := p.pos
	name := p.word()
	if slices.Contains([]string{"bad", Lost, Doubled}, name) {
		name += " " + p.word()
	}
	s, ok := findSignal(name, p.workload)
	if !ok && !p.checked {
		s, ok = auditSignal(name)
	}
	if !ok {
		return s, p.slip(start, source.Suggest(name, signalNames(p.workload)), "unknown signal %q", name)
	}
	if s.phases != nil && !slices.Contains(s.phases, phase) {
		return s, p.slip(start, "write it as \""+s.phases[0]+": "+s.example()+"\"", "%q cannot be bounded in phase %q", name, phase)
	}
	return s, nil
}

func (p *bounds) over(s signal, o *Objective) *slip {
	open := p.eat("(")
	start := p.pos
	switch {
	case !s.over && open:
		return p.slip(start-1, "write "+s.example(), "%q takes no duration in parentheses", s.name)
	case s.over && !open:
		return p.slip(start, "write "+s.example(), "%q lacks its duration", s.name)
	case !open:
		return nil
	}
	end := strings.IndexByte(p.text[start:], ')')
	if end < 0 {
		return p.slip(start-1, "write "+s.example(), "a parenthesis is not closed")
	}
	d, ok := parseDuration(strings.TrimSpace(p.text[start : start+end]))
	if !ok {
		return p.slip(start, "write a number with a unit, such as 300ms or 1s", "%q is not a duration", p.text[start:start+end])
	}
	o.Over, p.pos = d, start+end+1
	return nil
}

// parseDuration reads a duration above zero and up to an hour, the longest that a drill lasts.
func parseDuration(text string) (time.Duration, bool) {
	d, err := quantity.Duration(text)
	return d, err == nil && d > 0 && d <= time.Hour
}
