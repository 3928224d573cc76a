package chaos

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// SQL queries the lab's Postgres from inside the lab's network. An error that Postgres returned, or a missing answer, is a *Refused;
// any other error means that it could not be asked.
type SQL interface {
	// Query runs statements one after the other over a new connection, and returns the rows of the last one.
	Query(ctx context.Context, q Query) ([][]string, error)
	Sessions
}

// Redis sends commands to the lab's Redis, likewise.
type Redis interface {
	// Do runs one command, and returns its answer without nesting.
	Do(ctx context.Context, c Command) ([]string, error)
	Sessions
}

// Sessions opens connections to a store. The agent holds those that stay open, and they end with it.
type Sessions interface {
	// Login opens that many new connections at once, as the app does, and returns how many were accepted.
	Login(ctx context.Context, l Logins) (int, error)
	// Hold keeps sessions open under a name until Release. It reopens those that break, unless they are to be opened once.
	Hold(ctx context.Context, h Hold) error
	// Held returns the status of a hold; an unknown one holds nothing.
	Held(ctx context.Context, name string) (Held, error)
	// Release closes the sessions. An unknown hold is released already.
	Release(ctx context.Context, name string) error
}

// Stores by name.
const (
	InPostgres = "postgres"
	InRedis    = "redis"
)

// Roles in Postgres.
const (
	AsAdmin = "admin" // the superuser; never read-only, whatever the server's default
	AsShop  = "shop"  // the role that the app logs in as
)

// Query is SQL for Postgres. Statements in one text are one transaction.
type Query struct {
	At     string        `json:"at,omitempty"` // the service that is asked: a replica, or the database unless said
	As     string        `json:"as"`
	SQL    []string      `json:"sql"`
	Within time.Duration `json:"within,omitempty"` // 0: five seconds
}

// Command is one command for Redis.
type Command struct {
	Words  []string      `json:"words"`
	Fresh  bool          `json:"fresh,omitempty"` // over a new connection, as the app's next one would be
	Within time.Duration `json:"within,omitempty"`
}

// Words of a command that the agent replaces, so that no secret crosses the wire.
const (
	LabPassword    = "\x00lab-password"    // the one that the lab came up with
	RandomPassword = "\x00random-password" // one that nobody knows
)

// Logins asks for connections at once.
type Logins struct {
	Store string `json:"store"`
	Count int    `json:"count"`
}

// Hold describes sessions to keep open.
type Hold struct {
	Name     string        `json:"name"` // of the hold, and of its sessions as the store shows them
	Store    string        `json:"store"`
	Sessions int           `json:"sessions"`
	SQL      []string      `json:"sql,omitempty"`   // run once in each session of Postgres
	Tick     []string      `json:"tick,omitempty"`  // SQL statements, or the words of one command, run again and again
	Every    time.Duration `json:"every,omitempty"` // the pause between the end of a tick and the next
	Once     bool          `json:"once,omitempty"`  // a session that was open and broke is not opened anew
}

// Held is the status of a hold.
type Held struct {
	Open  int    `json:"open"`  // sessions that are open now, their SQL done
	Ticks int    `json:"ticks"` // that succeeded
	Rows  int    `json:"rows"`  // that they returned in all
	Err   string `json:"err,omitempty"`
}

// Refused is an error that a store returned.
type Refused struct {
	Code    string `json:"code"` // SQLSTATE, or the first word of an error of Redis, or one of the codes below
	Message string `json:"message"`
}

// Codes for a store that did not answer.
const (
	CodeTimeout     = "timeout"
	CodeUnreachable = "unreachable"
)

func (r *Refused) Error() string { return fmt.Sprintf("%s (%s)", r.Message, r.Code) }

// Refusal returns the code of a refusal, "" for anything else.
func Refusal(err error) string {
	var r *Refused
	if errors.As(err, &r) {
		return r.Code
	}
	return ""
}
