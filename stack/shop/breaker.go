package shop

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/sony/gobreaker/v2"
)

// A breaker opens after tripAfter consecutive failures, or when half of at least tripSample calls within tripWindow
// failed. It lets one call try again after probeAfter.
const (
	tripAfter  = 5
	tripSample = 20
	tripWindow = 2 * time.Second
	probeAfter = 500 * time.Millisecond
)

// breaker fails calls at once while their dependency is known to be down. A nil breaker lets every call through.
type breaker struct {
	*gobreaker.CircuitBreaker[struct{}]
}

func newBreaker(name string, log *slog.Logger) *breaker {
	return &breaker{gobreaker.NewCircuitBreaker[struct{}](gobreaker.Settings{
		Name:         name,
		Interval:     tripWindow,
		BucketPeriod: tripWindow / 10,
		Timeout:      probeAfter,
		ReadyToTrip:  tripped,
		IsSuccessful: func(err error) bool { return !down(err) },
		IsExcluded:   func(err error) bool { return errors.Is(err, context.Canceled) },
		OnStateChange: func(name string, from, to gobreaker.State) {
			log.Warn("breaker", "of", name, "from", from.String(), "to", to.String())
		},
	})}
}

func tripped(c gobreaker.Counts) bool {
	return c.ConsecutiveFailures >= tripAfter || c.Requests >= tripSample && 2*c.TotalFailures >= c.Requests
}

// do makes the call unless the breaker is open. The error is one from the function dependency.
func (b *breaker) do(name string, call func() error) error {
	named := func() error { return dependency(name, call()) }
	if b == nil {
		return named()
	}
	_, err := b.Execute(func() (struct{}, error) { return struct{}{}, named() })
	return dependency(name, err)
}

// state is 0 closed, 1 half-open, 2 open.
func (b *breaker) state() float64 {
	if b == nil {
		return 0
	}
	return float64(b.State())
}
