// Package stubstatus parses the status page of nginx's stub_status module.
package stubstatus

import "fmt"

// Status is the content of the page. Accepted, Handled and Requests count since nginx started.
type Status struct {
	Active, Accepted, Handled, Requests int
	Reading, Writing, Waiting           int // current connections
}

// Parse parses the page. Its format: https://nginx.org/en/docs/http/ngx_http_stub_status_module.html
func Parse(page string) (Status, error) {
	var s Status
	_, err := fmt.Sscanf(page, "Active connections: %d\nserver accepts handled requests\n %d %d %d\nReading: %d Writing: %d Waiting: %d",
		&s.Active, &s.Accepted, &s.Handled, &s.Requests, &s.Reading, &s.Writing, &s.Waiting)
	if err != nil {
		return Status{}, fmt.Errorf("not a page of nginx's stub_status: %w", err)
	}
	return s, nil
}
