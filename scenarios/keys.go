package scenarios

import (
	"time"

	"firedrill/internal/source"
)

// longest is how long a phase may last. A drill is practice, not a soak test.
const longest = 30 * time.Minute

// keys are the keys of a scenario, in the order in which one is best written.
func (r *reader) keys() []source.Key[Scenario] {
	return []source.Key[Scenario]{
		{Name: "title", Doc: "the incident in one line, as a headline", Required: true, Schema: source.LineSchema,
			Read: func(s *Scenario, v source.Value) { s.Title = v.Line() }},
		{Name: "hop", Doc: "where on the request's journey it bites", Required: true, Schema: source.EnumSchema(Hops),
			Read: func(s *Scenario, v source.Value) { s.Hop = v.OneOf("hop", Hops) }},
		{Name: "level", Doc: "how hard it is to find, from 1 (first week) to 5", Required: true, Schema: source.IntSchema(1, 5),
			Read: func(s *Scenario, v source.Value) { s.Level = int(v.Int(1, 5)) }},
		{Name: "teaches", Doc: "what a responder takes away, in one line", Schema: source.LineSchema,
			Read: func(s *Scenario, v source.Value) { s.Teaches = v.Line() }},
		{Name: "brief", Doc: "what the responder is told before anything happens; a quiet evening unless said", Schema: source.TextSchema,
			Read: func(s *Scenario, v source.Value) { s.Brief = v.Text() }},
		{Name: "page", Doc: "what the pager says: what users report, never the cause", Required: true, Schema: source.TextSchema,
			Read: func(s *Scenario, v source.Value) { s.Page = v.Text() }},
		{Name: "lab", Doc: "the lab it is meant for; fragile unless said", Schema: source.LineSchema,
			Read: func(s *Scenario, v source.Value) { s.Lab, s.labAt = v.Line(), v.Place() }},
		{Name: "seed", Doc: "the seed of all that is random; a fresh one for each drill unless said", Schema: source.IntSchema(1, 1<<53),
			Read: func(s *Scenario, v source.Value) { s.Seed = uint64(v.Int(1, 1<<53)) }},
		{Name: "load", Doc: "the traffic of the drill", Schema: source.Object(r.loadKeys()),
			Read: func(s *Scenario, v source.Value) { source.Read(v, &s.Load, r.loadKeys()) }},
		{Name: "timeline", Doc: "how long each phase lasts", Schema: source.Object(timelineKeys),
			Read: func(s *Scenario, v source.Value) { source.Read(v, &s.Timeline, timelineKeys) }},
		{Name: "faults", Doc: "what is done to the lab in the fault phase; an empty list for a false alarm", Required: true, Schema: r.faultsSchema(),
			Read: func(_ *Scenario, v source.Value) { r.faults = v.List() }},
		{Name: "objectives", Doc: "the bounds that the drill is graded by, beside those that every drill has", Required: true, Schema: source.ListSchema(r.objectiveSchema(true), 1),
			Read: func(s *Scenario, v source.Value) { s.Objectives = r.readObjectives(v, true) }},
		{Name: "signature", Doc: "what its lab shows, measured; judged apart, and not counted", Schema: source.ListSchema(r.objectiveSchema(false), 1),
			Read: func(s *Scenario, v source.Value) { s.Signature = r.readObjectives(v, false) }},
		{Name: "cause", Doc: "what a right diagnosis names", Required: true, Schema: source.Object(causeKeys),
			Read: func(s *Scenario, v source.Value) { source.Read(v, &s.Cause, causeKeys) }},
		{Name: "hints", Doc: "help for a responder who is stuck, from vague to plain", Schema: source.ListSchema(source.LineSchema, 1),
			Read: func(s *Scenario, v source.Value) { s.Hints = texts(v) }},
		{Name: "fix", Doc: "what a responder types to end it", Schema: source.ListSchema(source.LineSchema, 1),
			Read: func(s *Scenario, v source.Value) { s.Fix = texts(v) }},
		{Name: "trigger", Doc: "what makes the incident come back if it was not really ended, as typed; nothing but the load unless said", Schema: source.ListSchema(source.LineSchema, 1),
			Read: func(s *Scenario, v source.Value) { s.Trigger = texts(v) }},
		{Name: "hardening", Doc: "what makes the drill pass untouched", Schema: source.TextSchema,
			Read: func(s *Scenario, v source.Value) { s.Hardening = v.Text() }},
		{Name: "restarts", Doc: "whether to restart every service, without a thought, ends it too; false unless said", Schema: source.BoolSchema,
			Read: func(s *Scenario, v source.Value) { s.Restarts = v.Bool() }},
	}
}

// loadKeys are the keys of a scenario's load.
func (r *reader) loadKeys() []source.Key[Load] {
	return []source.Key[Load]{
		{Name: "rate", Doc: "requests a second; 200/s unless said", Schema: source.RateSchema,
			Read: func(l *Load, v source.Value) { l.Rate = v.Rate(100_000) }},
		{Name: "arrivals", Doc: "even (constant, unless said) or at random as people come (poisson)", Schema: source.EnumSchema(arrivals),
			Read: func(l *Load, v source.Value) { l.Arrivals = v.OneOf("arrivals", arrivals) }},
		{Name: "mix", Doc: "routes and their weights, which need not add up to anything", Schema: r.mixSchema(),
			Read: func(l *Load, v source.Value) { l.Mix = r.readMix(v) }},
		{Name: "timeout", Doc: "how long a user waits for one request; 10s unless said", Schema: source.DurationSchema,
			Read: func(l *Load, v source.Value) { l.Timeout = v.Duration(time.Millisecond, 5*time.Minute) }},
		{Name: "newcomers", Doc: "share of requests that come from new visitors, over a connection of their own; 0% unless said. The others' connections stand, and hide damage to names, handshakes and certificates", Schema: source.PercentSchema,
			Read: func(l *Load, v source.Value) { l.Newcomers = v.Percent() }},
		{Name: "max_in_flight", Doc: "requests that may wait at once, the next are dropped and counted; enough for every request to time out unless said", Schema: source.IntSchema(1, 1_000_000),
			Read: func(l *Load, v source.Value) { l.MaxInFlight = int(v.Int(1, 1_000_000)) }},
	}
}

var timelineKeys = []source.Key[Timeline]{
	{Name: "warmup", Doc: "discarded; 3s unless said", Schema: source.DurationSchema,
		Read: func(t *Timeline, v source.Value) { t.Warmup = v.Duration(0, longest) }},
	{Name: "baseline", Doc: "what is normal; 12s unless said", Schema: source.DurationSchema,
		Read: func(t *Timeline, v source.Value) { t.Baseline = v.Duration(time.Second, longest) }},
	{Name: "fault", Doc: "from the first injection to the revert; 15s unless said", Schema: source.DurationSchema,
		Read: func(t *Timeline, v source.Value) { t.Fault = v.Duration(time.Second, longest) }},
	{Name: "recovery", Doc: "after the revert; 12s unless said", Schema: source.DurationSchema,
		Read: func(t *Timeline, v source.Value) { t.Recovery = v.Duration(time.Second, longest) }},
}

var causeKeys = []source.Key[Cause]{
	{Name: "component", Doc: "the part at fault, such as postgres", Required: true, Schema: source.TextSchema,
		Read: func(c *Cause, v source.Value) { c.Component = v.Text() }},
	{Name: "mechanism", Doc: "what is wrong with it, such as stopped", Required: true, Schema: source.TextSchema,
		Read: func(c *Cause, v source.Value) { c.Mechanism = v.Text() }},
}

var arrivals = []string{"constant", "poisson"}
