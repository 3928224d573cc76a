package shop

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/redis/go-redis/v9"
	"github.com/sony/gobreaker/v2"
)

type redisReply string

func (r redisReply) Error() string { return string(r) }
func (redisReply) RedisError()     {}

func TestDependency_ClassifiesErrors(t *testing.T) {
	pg := func(code string) error { return fmt.Errorf("query: %w", &pgconn.PgError{Code: code}) }
	for name, c := range map[string]struct {
		err    error
		status int
		down   bool
	}{
		"breaker open":       {gobreaker.ErrOpenState, 503, true},
		"breaker probing":    {gobreaker.ErrTooManyRequests, 503, true},
		"deadline":           {fmt.Errorf("query: %w", context.DeadlineExceeded), 504, true},
		"client went away":   {context.Canceled, 499, false},
		"dial refused":       {&net.OpError{Op: "dial", Err: errors.New("refused")}, 503, true},
		"out of files":       {&net.OpError{Op: "dial", Err: os.NewSyscallError("socket", syscall.EMFILE)}, 503, true},
		"no file for lookup": {&net.DNSError{Err: "socket: too many open files", Name: "redis"}, 503, true},
		"connection cut":     {io.ErrUnexpectedEOF, 503, true},
		"too many clients":   {pg("53300"), 503, true},
		"starting up":        {pg("57P03"), 503, true},
		"shut down":          {pg("57P01"), 503, true},
		"wrong password":     {pg("28P01"), 503, true},
		"statement cut off":  {pg("57014"), 504, true},
		"lock not to be had": {pg("55P03"), 504, true},
		"column is gone":     {pg("42703"), 500, false},
		"read-only":          {pg("25006"), 500, false},
		"sequence at end":    {pg("2200H"), 500, false},
		"no rows":            {pgx.ErrNoRows, 500, false},
		"redis pool":         {redis.ErrPoolTimeout, 504, true},
		"redis loading":      {redisReply("LOADING Redis is loading the dataset in memory"), 503, true},
		"redis password":     {redisReply("WRONGPASS invalid username-password pair"), 503, true},
		"redis wrong type":   {redisReply("WRONGTYPE Operation against a key"), 500, false},
		"redis full":         {redisReply("OOM command not allowed"), 500, false},
		"said already":       {refuse(404, "no such product"), 404, false},
	} {
		t.Run(name, func(t *testing.T) {
			err := dependency("x", c.err)
			var p *problem
			if !errors.As(err, &p) || p.status != c.status {
				t.Fatalf("got %v, want status %d", err, c.status)
			}
			if down(err) != c.down {
				t.Errorf("down is %v", down(err))
			}
			if at := failedAt(err); (at == atApp) == (c.status != 404 && c.status != 499 && name != "out of files" && name != "no file for lookup") {
				t.Errorf("failed at %q", at)
			}
			if !errors.Is(err, c.err) {
				t.Error("the cause is lost")
			}
		})
	}
	if err := dependency("x", nil); err != nil {
		t.Errorf("no error became %v", err)
	}
}
