package scenarios

import (
	"slices"
	"strings"
	"time"

	"firedrill/internal/quantity"
	"firedrill/internal/source"
)

func (p *bounds) labels(s signal, o *Objective) *slip {
	if !p.eat("{") {
		return nil
	}
	o.Labels = map[string]string{}
	for {
		if bad := p.label(s, o); bad != nil {
			return bad
		}
		if p.eat("}") {
			return nil
		}
		if !p.eat(",") {
			return p.slip(p.pos, "write "+s.name+p.workload.exampleRoute(), "a brace is not closed")
		}
	}
}

func (p *bounds) label(s signal, o *Objective) *slip {
	p.space()
	start := p.pos
	name := p.word()
	if len(s.labels) == 0 {
		return p.slip(start, "write "+s.example(), "%q takes no labels", s.name)
	}
	if !slices.Contains(s.labels, name) {
		return p.slip(start, source.Suggest(name, s.labels), "unknown label %q of %q", name, s.name)
	}
	if _, twice := o.Labels[name]; twice {
		return p.slip(start, "", "label %q stands here twice", name)
	}
	if !p.eat("=") {
		return p.slip(p.pos, "write {"+name+"=...}", "label %q lacks its value", name)
	}
	p.space()
	start = p.pos
	value := p.word()
	known := map[string][]string{"route": p.workload.Routes, "class": Classes}[name]
	switch {
	case value == "":
		return p.slip(start, "", "label %q lacks its value", name)
	case known != nil && !slices.Contains(known, value) && (p.checked || name != "route"):
		return p.slip(start, source.Suggest(value, known), "unknown %s %q", name, value)
	}
	o.Labels[name] = value
	return nil
}

func (p *bounds) operator(s signal, o *Objective) *slip {
	p.space()
	start := p.pos
	op := p.word()
	for op == "" && p.pos < len(p.text) && strings.IndexByte("<>=!~", p.text[p.pos]) >= 0 {
		p.pos++
		if p.pos == len(p.text) || strings.IndexByte("<>=!~", p.text[p.pos]) < 0 {
			op = p.text[start:p.pos]
		}
	}
	if !slices.Contains(s.operators(), op) {
		return p.slip(start, "write "+s.example(), "%q needs one of %s here", s.name, strings.Join(s.operators(), ", "))
	}
	o.Op = op
	if op == "within" {
		o.Op = "<="
	}
	return nil
}

// value reads the rest: one value, or two with ".." between.
func (p *bounds) value(s signal, o *Objective) *slip {
	p.space()
	start, rest := p.pos, strings.TrimRight(p.text[p.pos:], " ")
	if s.unit == hop {
		if !slices.Contains(Hops, rest) {
			return p.slip(start, source.Suggest(rest, Hops), "unknown hop %q", rest)
		}
		o.Word = rest
		return nil
	}
	if o.Op != "in" {
		var bad *slip
		o.High, o.Relative, bad = p.bound(start, rest, s, o.Phase)
		return bad
	}
	low, high, ok := strings.Cut(rest, "..")
	if !ok {
		return p.slip(start, "write it as low..high, such as 20%..70%", "%q is not a range", rest)
	}
	var bad *slip
	if o.Low, o.Relative, bad = p.bound(start, strings.TrimSpace(low), s, o.Phase); bad != nil {
		return bad
	}
	start += len(low) + len("..")
	var relative bool
	if o.High, relative, bad = p.bound(start, strings.TrimSpace(high), s, o.Phase); bad != nil {
		return bad
	}
	if relative != o.Relative || o.Low >= o.High {
		return p.slip(start, "both ends in the same unit, the lower first", "%q is not a range", rest)
	}
	return nil
}

// bound reads one value in the unit of its signal.
func (p *bounds) bound(at int, text string, s signal, phase string) (v float64, relative bool, bad *slip) {
	wrong := p.slip(at, "write "+s.example(), "%q is not a bound for %q", text, s.name)
	if times, ok := strings.CutSuffix(text, "x baseline"); ok && s.relative() {
		if phase == "baseline" {
			return 0, false, p.slip(at, "write "+s.example(), "the baseline cannot be bounded by itself")
		}
		if v, err := quantity.Number(times); err == nil {
			return v, true, nil
		}
		return 0, false, wrong
	}
	if s.unit == latency || s.unit == interval {
		d, ok := parseDuration(text)
		if !ok {
			return 0, false, wrong
		}
		if s.unit == latency {
			return float64(d) / float64(time.Millisecond), false, nil
		}
		return d.Seconds(), false, nil
	}
	suffix := map[unit]string{fraction: "%", rate: "/s"}[s.unit]
	number, ok := strings.CutSuffix(text, suffix)
	v, err := quantity.Number(number)
	if !ok || err != nil || s.unit == fraction && v > 100 {
		return 0, false, wrong
	}
	if s.unit == fraction {
		v /= 100
	}
	return v, false, nil
}
