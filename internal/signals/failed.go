package signals

import (
	"net/http"

	"firedrill/internal/record"
	"firedrill/internal/topology"
)

// answers maps a sample's failed_at hop to the hop that scenarios name.
var answers = topology.AnswersOfFailures()

// failedAt names the hop that failed a request, in the names of scenarios: as reported by the client or the app, else
// derived from the error's class and status. It is topology.HopUnknown where neither decides: the request was not
// answered in time, or its record is older than the app's report.
func failedAt(s *record.Sample) string {
	if s.FailedAt == topology.HopTLS && s.Class != record.ClassTLS {
		return topology.HopProxy // it accepted the connection and then gave up
	}
	if hop, ok := answers[s.FailedAt]; ok {
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

// refusedBy names the hop of a rejected request. A rejection by nginx itself comes from a limit of its own.
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

// brokenBehind names the hop of a 5xx made by nginx. If no app accepts connections, nginx answers 502 at once. An app
// that broke off after a long wait, or did not answer in time, may itself have waited for another hop. All other cases
// are nginx's own, such as a timeout shorter than the users'.
func brokenBehind(status int, long bool) string {
	switch {
	case status == http.StatusBadGateway && !long:
		return topology.HopApp
	case (status == http.StatusBadGateway || status == http.StatusGatewayTimeout) && long:
		return topology.HopUnknown
	}
	return topology.HopProxy
}

// misdirected reports that nginx sent the request to an address that never answered, while other addresses did: its
// upstream address is then wrong. It learns the answering addresses from each sample it sees.
func (m *meter) misdirected(s *record.Sample) bool {
	if s.Source == "app" && s.Upstream != m.lastAsk {
		m.lastAsk = s.Upstream
		m.asked[s.Upstream] = true
	}
	return s.Class == record.ClassHTTP5Nginx && s.Upstream != "" && len(m.asked) > 0 && !m.asked[s.Upstream]
}
