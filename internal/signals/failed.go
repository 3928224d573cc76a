package signals

import (
	"net/http"

	"firedrill/internal/record"
	"firedrill/internal/topology"
)

// answers maps each hop that a sample may name as having failed it to the hop that scenarios name.
var answers = topology.AnswersOfFailures()

// failedAt names the hop that failed a request, as scenarios name it: what the client or the app says, else what follows
// from the error's class and status. It is topology.HopUnknown where neither decides: the request was not answered in time,
// or its record is from before the app said so.
func failedAt(s *record.Sample) string {
	if s.FailedAt == topology.HopTLS && s.Class != record.ClassTLS {
		return topology.HopProxy // it took the connection and then gave up on it
	}
	if hop, said := answers[s.FailedAt]; said {
		return hop
	}
	switch s.Class {
	case record.ClassDropped:
		return topology.HopClient
	case record.ClassDNS:
		return topology.HopDNS
	case record.ClassTLS:
		return topology.HopTLS
	case record.ClassRefused:
		return topology.HopFirewall
	case record.ClassReset:
		return topology.HopProxy
	case record.ClassBadBody:
		return topology.HopResponse
	case record.ClassHTTP4:
		return refusedBy(s)
	case record.ClassHTTP5Nginx:
		return brokenBehind(s.Status, s.Done-s.Due > Patience.Microseconds())
	}
	return topology.HopUnknown
}

// refusedBy is for requests that were turned away. What nginx refuses by itself is a limit of its own.
func refusedBy(s *record.Sample) string {
	switch {
	case s.Source == "nginx":
		return topology.HopProxy
	case s.Status == http.StatusUnauthorized || s.Status == http.StatusForbidden:
		return topology.HopAuth
	case s.Status == http.StatusTooManyRequests:
		return topology.HopMiddleware
	}
	return topology.HopApp
}

// brokenBehind is for nginx's own 5xx: without an app that takes connections it answers 502, and at once. An app that was
// asked for long and then broke off, or did not answer in time, may itself have waited for another. Everything else is
// nginx's, an impatience that no user shares included.
func brokenBehind(status int, long bool) string {
	switch {
	case status == http.StatusBadGateway && !long:
		return topology.HopApp
	case (status == http.StatusBadGateway || status == http.StatusGatewayTimeout) && long:
		return topology.HopUnknown
	}
	return topology.HopProxy
}

// misdirected says that nginx asked in vain where no request was ever answered, while it was answered elsewhere before: then
// it looks for the app in the wrong place. It learns such addresses from every sample that it is shown.
func (m *meter) misdirected(s *record.Sample) bool {
	if s.Source == "app" && s.Upstream != m.lastAsk {
		m.lastAsk = s.Upstream
		m.asked[s.Upstream] = true
	}
	return s.Class == record.ClassHTTP5Nginx && s.Upstream != "" && len(m.asked) > 0 && !m.asked[s.Upstream]
}
