package signals

import (
	"net/http"

	"firedrill/internal/record"
)

// FailedUnknown is the hop of a failed request of which neither the client nor the app can say who failed it: it was not
// answered in time, or its record is from before the app said so.
const FailedUnknown = "unknown"

// stations are the hops, as scenarios name them, of the stations that a sample may name.
var stations = map[string]string{
	record.AtDNS: "dns", record.AtConnect: "firewall", record.AtTLS: "tls", record.AtMiddleware: "middleware",
	record.AtAuth: "auth", record.AtApp: "app", record.AtCache: "cache", record.AtPool: "pool",
	record.AtDatabase: "database", record.AtReplica: "database", record.AtResponse: "response",
}

// failedAt names the hop that failed a request: by the word of the client or the app where there is one, else by what the
// error's class and status leave no doubt of.
func failedAt(s *record.Sample) string {
	if s.FailedAt == record.AtTLS && s.Class != record.ClassTLS {
		return "proxy" // it took the connection and then gave up on it
	}
	if hop, said := stations[s.FailedAt]; said {
		return hop
	}
	switch s.Class {
	case record.ClassDropped:
		return "client"
	case record.ClassDNS:
		return "dns"
	case record.ClassTLS:
		return "tls"
	case record.ClassRefused:
		return "firewall"
	case record.ClassReset:
		return "proxy"
	case record.ClassBadBody:
		return "response"
	case record.ClassHTTP4:
		return refusedBy(s)
	case record.ClassHTTP5Nginx:
		return brokenBehind(s.Status, s.Done-s.Due > Patience.Microseconds())
	}
	return FailedUnknown
}

// refusedBy is for requests that were turned away. What nginx refuses by itself is a limit of its own.
func refusedBy(s *record.Sample) string {
	switch {
	case s.Source == "nginx":
		return "proxy"
	case s.Status == http.StatusUnauthorized || s.Status == http.StatusForbidden:
		return "auth"
	case s.Status == http.StatusTooManyRequests:
		return "middleware"
	}
	return "app"
}

// brokenBehind is for nginx's own 5xx: without an app that takes connections it answers 502, and at once. An app that was
// asked for long and then broke off, or did not answer in time, may itself have waited for another. Everything else is
// nginx's, an impatience that no user shares included.
func brokenBehind(status int, long bool) string {
	switch {
	case status == http.StatusBadGateway && !long:
		return "app"
	case (status == http.StatusBadGateway || status == http.StatusGatewayTimeout) && long:
		return FailedUnknown
	}
	return "proxy"
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
