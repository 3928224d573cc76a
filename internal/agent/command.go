package agent

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/logging"
	"github.com/redis/go-redis/v9/maintnotifications"

	"firedrill/chaos"
)

// lifeline is a session's own connection to Redis. It stays open after its first use, so that a fault that uses up
// all client connections or changes the password does not lock out the agent.
type lifeline struct {
	mu     sync.Mutex
	client *redis.Client
}

func (l *lifeline) get(s *Session) (*redis.Client, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.client != nil {
		return l.client, nil
	}
	var err error
	if l.client, err = openRedis("", sessionName); err != nil {
		return nil, err
	}
	s.OnExit("redis", func(context.Context) error { return l.client.Close() })
	return l.client, nil
}

// openRedis creates a client with one connection, opened on first use. The user is the lab's own, or the spare one.
func openRedis(user, name string) (*redis.Client, error) {
	logging.Disable() // its log would go to the container's standard error
	options, err := redis.ParseURL(os.Getenv(EnvRedis))
	if err != nil {
		return nil, errors.New(EnvRedis + " holds no redis url") // the value is a secret
	}
	if user != "" {
		options.Username = user
	}
	options.ClientName, options.Protocol, options.DisableIdentity = name, 2, true
	options.PoolSize, options.PipelinePoolSize, options.MaxRetries, options.DialerRetries = 1, -1, -1, 1
	options.ContextTimeoutEnabled, options.ConnMaxIdleTime, options.ConnMaxLifetime = true, -1, -1
	options.DialTimeout, options.ReadTimeout, options.PoolTimeout = storeWithin, -1, storeWithin
	options.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	return redis.NewClient(options), nil
}

// runRedis runs one command.
func runRedis(ctx context.Context, s *Session, c chaos.Command) (StoreReply, error) {
	ctx, cancel := context.WithTimeout(ctx, positive(c.Within, storeWithin))
	defer cancel()
	client, err := s.redis.get(s)
	if err == nil && c.Fresh {
		client, err = openRedis("", sessionName)
	}
	if err != nil {
		return StoreReply{}, err
	}
	if c.Fresh {
		defer client.Close()
	}
	words, err := filled(c.Words)
	if err != nil {
		return StoreReply{}, err
	}
	answer, err := client.Do(ctx, words...).Result()
	if lockedOut(err) && !c.Fresh {
		answer, err = spare(ctx, words)
	}
	if errors.Is(err, redis.Nil) {
		err = nil
	}
	return StoreReply{Words: flat(nil, answer), Refused: refused(err)}, nil
}

// spare runs a command as the spare user.
func spare(ctx context.Context, words []any) (any, error) {
	client, err := openRedis(chaos.SpareUser, sessionName)
	if err != nil {
		return nil, err
	}
	defer client.Close()
	return client.Do(ctx, words...).Result()
}

func lockedOut(err error) bool {
	r := refused(err)
	return r != nil && slices.Contains([]string{"WRONGPASS", "NOAUTH", "NOPERM"}, r.Code)
}

// filled replaces the placeholders for secrets in a command.
func filled(words []string) ([]any, error) {
	out := make([]any, len(words))
	for i, w := range words {
		prefix, secret := "", w
		if len(w) > 1 && w[0] == '>' { // the form of ACL SETUSER
			prefix, secret = ">", w[1:]
		}
		switch secret {
		case chaos.LabPassword:
			options, err := redis.ParseURL(os.Getenv(EnvRedis))
			if err != nil {
				return nil, errors.New(EnvRedis + " holds no redis url")
			}
			secret = options.Password
		case chaos.RandomPassword:
			secret = rand.Text()
		}
		out[i] = prefix + secret
	}
	return out, nil
}

// flat flattens a nested reply.
func flat(out []string, v any) []string {
	switch v := v.(type) {
	case nil:
		return out
	case []any:
		for _, one := range v {
			out = flat(out, one)
		}
		return out
	}
	return append(out, fmt.Sprint(v))
}

// loginRedis opens one connection as the app does.
func loginRedis(ctx context.Context) (done func(), err error) {
	client, err := openRedis("", sessionName)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	if err := client.Ping(ctx).Err(); err != nil {
		return nil, errors.Join(err, client.Close())
	}
	return func() { _ = client.Close() }, nil
}
