package agent

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/redis/go-redis/v9"

	"firedrill/chaos"
)

// Operations on the data stores. Their requests are types of the catalogue.
const (
	OpSQL     = "sql"     // chaos.Query -> StoreReply
	OpRedis   = "redis"   // chaos.Command -> StoreReply
	OpLogin   = "login"   // chaos.Logins -> StoreReply
	OpHold    = "hold"    // chaos.Hold; reverted when the agent ends
	OpHeld    = "held"    // HeldRequest -> chaos.Held
	OpRelease = "release" // HeldRequest
)

// EnvShop holds the URL with which the app logs in to Postgres.
const EnvShop = "FIREDRILL_POSTGRES_SHOP"

// storeWithin bounds a request to a store that sets no bound.
const storeWithin = 5 * time.Second

// maxRows bounds the rows of a reply.
const maxRows = 1000

// StoreReply is a store's reply. A refusal is a reply too.
type StoreReply struct {
	Rows    [][]string     `json:"rows,omitempty"`
	Words   []string       `json:"words,omitempty"`
	Count   int            `json:"count,omitempty"`
	Refused *chaos.Refused `json:"refused,omitempty"`
}

// HeldRequest names a hold.
type HeldRequest struct {
	Name string `json:"name"`
}

// storeOps returns the operations on the data stores.
func storeOps() map[string]Op {
	return map[string]Op{
		OpSQL: typed(runSQL), OpRedis: typed(runRedis), OpLogin: typed(login),
		OpHold: typed(hold), OpHeld: typed(heldNow), OpRelease: typed(release),
	}
}

// refused classifies why a store did not answer.
func refused(err error) *chaos.Refused {
	var pg *pgconn.PgError
	var refusal redis.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &pg):
		return &chaos.Refused{Code: pg.Code, Message: pg.Message}
	case errors.As(err, &refusal):
		code, _, _ := strings.Cut(refusal.Error(), " ")
		return &chaos.Refused{Code: code, Message: refusal.Error()}
	case errors.Is(err, context.DeadlineExceeded) || isTimeout(err):
		return &chaos.Refused{Code: chaos.CodeTimeout, Message: "no answer in time"}
	}
	return &chaos.Refused{Code: chaos.CodeUnreachable, Message: err.Error()}
}

func isTimeout(err error) bool {
	var t interface{ Timeout() bool }
	return errors.As(err, &t) && t.Timeout()
}

// login opens connections concurrently and keeps all of them until the last attempt has finished.
func login(ctx context.Context, _ *Session, l chaos.Logins) (StoreReply, error) {
	ctx, cancel := context.WithTimeout(ctx, storeWithin)
	defer cancel()
	open := loginPostgres
	if l.Store == chaos.InRedis {
		open = loginRedis
	}
	var reply StoreReply
	for range l.Count {
		done, err := open(ctx)
		if err != nil {
			reply.Refused = refused(err)
			continue
		}
		defer done()
		reply.Count++
	}
	return reply, nil
}
