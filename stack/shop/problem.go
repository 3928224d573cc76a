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

// problem is an error that a client is told of: a status, a sentence that gives nothing away, and the station that failed
// the request. What really happened is in the cause, which goes to the log.
type problem struct {
	status int
	say    string
	cause  error
	at     string // X-Failed-At; "" for the app itself
}

// Stations of a request's way through the shop that can fail it, as X-Failed-At names them.
const (
	atMiddleware = topology.HopMiddleware
	atAuth       = topology.HopAuth
	atApp        = topology.HopApp
	atCache      = topology.HopCache
	atPool       = topology.HopPool // no connection to the database came free in time
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

// failedAt is the station that an error comes from. What nobody named, a panic included, is the app's own.
func failedAt(err error) string {
	var p *problem
	if errors.As(err, &p) && p.at != "" {
		return p.at
	}
	return atApp
}

// statusGone is nginx's word for a client that went away before the answer.
const statusGone = 499

// dependency says which way a call to the database or the cache failed, if it did.
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

// outOfFiles says that the app itself could open no more connections. The resolver's errors tell of it in words alone.
func outOfFiles(err error) bool { return strings.Contains(err.Error(), syscall.EMFILE.Error()) }

// timedOut includes the server's own word that it gave up: a cancelled statement, a lock that was not to be had.
func timedOut(err error) bool {
	var netErr net.Error
	switch sqlState(err) {
	case "57014", "55P03":
		return true
	}
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, redis.ErrPoolTimeout) || errors.As(err, &netErr) && netErr.Timeout()
}

// unreachable is true when no answer came, or one that says that the server takes no requests just now.
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

// aboutOneKey tells an answer of a Redis that is well but for one key, or for want of room, from one that serves nobody.
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

// down says that a dependency failed as a whole: what a breaker counts, and what a stale answer is better than.
func down(err error) bool {
	var p *problem
	if errors.As(err, &p) {
		return p.status == http.StatusServiceUnavailable || p.status == http.StatusGatewayTimeout
	}
	return false
}
