package shop

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"

	"firedrill/internal/topology"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/redis/go-redis/v9"
	"github.com/sony/gobreaker/v2"
)

// problem is an error that is reported to a client: a status, a sentence without internal details, and the hop that
// failed the request. The cause goes to the log.
type problem struct {
	status int
	say    string
	cause  error
	at     string // X-Failed-At; "" for the app itself
}

// Hops in the shop that can fail a request, as in the X-Failed-At header.
const (
	atMiddleware = topology.HopMiddleware
	atAuth       = topology.HopAuth
	atApp        = topology.HopApp
	atCache      = topology.HopCache
	atPool       = topology.HopPool // no database connection became free in time
	atDatabase   = topology.HopDatabase
)

func (p *problem) Error() string {
	if p.cause != nil {
		return p.say + ": " + p.cause.Error()
	}
	return p.say
}

func (p *problem) Unwrap() error { return p.cause }

func refuse(status int, say string) *problem { return &problem{status: status, say: say} }

// failedAt returns the hop that an error comes from. An error without a hop, such as a panic, is the app's own.
func failedAt(err error) string {
	var p *problem
	if errors.As(err, &p) && p.at != "" {
		return p.at
	}
	return atApp
}

// statusGone is nginx's status for a client that closed the connection before the response.
const statusGone = 499

// dependency classifies an error of a call to the database or the cache; nil stays nil.
func dependency(name string, err error) error {
	var p *problem
	switch {
	case err == nil, errors.As(err, &p):
		return err
	case errors.Is(err, context.Canceled):
		return &problem{statusGone, "client went away", err, atApp}
	case outOfFiles(err):
		return &problem{http.StatusServiceUnavailable, name + " unavailable", err, atApp}
	case errors.Is(err, gobreaker.ErrOpenState), errors.Is(err, gobreaker.ErrTooManyRequests):
		return &problem{http.StatusServiceUnavailable, name + " unavailable", err, name}
	case timedOut(err):
		at := name
		if is[*noneFree](err) {
			at = atPool
		}
		return &problem{http.StatusGatewayTimeout, name + " timed out", err, at}
	case unreachable(err):
		return &problem{http.StatusServiceUnavailable, name + " unavailable", err, name}
	}
	return &problem{http.StatusInternalServerError, name + " error", err, name}
}

// outOfFiles reports that the app itself could not open more connections. The resolver reports this as text only.
func outOfFiles(err error) bool { return strings.Contains(err.Error(), syscall.EMFILE.Error()) }

// timedOut includes timeouts reported by the server: a cancelled statement, a lock that was not available.
func timedOut(err error) bool {
	var netErr net.Error
	switch sqlState(err) {
	case "57014", "55P03":
		return true
	}
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, redis.ErrPoolTimeout) || errors.As(err, &netErr) && netErr.Timeout()
}

// unreachable reports that there was no answer, or one that says that the server accepts no requests at the moment.
func unreachable(err error) bool {
	if state := sqlState(err); state != "" {
		return state == "53300" || strings.HasPrefix(state, "57P0") || strings.HasPrefix(state, "08") || strings.HasPrefix(state, "28")
	}
	var reply redis.Error
	if errors.As(err, &reply) {
		return !aboutOneKey(reply)
	}
	var dial *pgconn.ConnectError
	var op *net.OpError
	return errors.As(err, &dial) || errors.As(err, &op) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || pgconn.SafeToRetry(err)
}

// aboutOneKey reports that a Redis error concerns only one key or a lack of memory, in contrast to a Redis that serves
// nothing.
func aboutOneKey(reply redis.Error) bool {
	return strings.HasPrefix(reply.Error(), "WRONGTYPE") || strings.HasPrefix(reply.Error(), "OOM")
}

func is[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}

func sqlState(err error) string {
	var pgErr *pgconn.PgError
	if errors.As(err, &pgErr) {
		return pgErr.Code
	}
	return ""
}

// down reports that a dependency failed as a whole: a breaker counts it, and an expired answer is better.
func down(err error) bool {
	var p *problem
	if errors.As(err, &p) {
		return p.status == http.StatusServiceUnavailable || p.status == http.StatusGatewayTimeout
	}
	return false
}
