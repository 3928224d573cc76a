package shop

import (
	"context"
	"net/http"
	"time"

	"golang.org/x/sync/singleflight"
)

// Where an answer came from, as X-Cache says it.
const (
	fromCache = "hit"   // Redis had it, fresh
	fromLocal = "local" // Redis failed, the process had it, fresh
	fromDB    = "miss"  // the database was asked
	fromStale = "stale" // the database can't answer, this is what we had
)

// entries is where the cache's entries lie. A key that is not there is nil, and no error.
type entries interface {
	get(ctx context.Context, key string) ([]byte, error)
	set(ctx context.Context, key string, value []byte, kept time.Duration) error
	setAll(ctx context.Context, values map[string][]byte, kept time.Duration) error
}

// aside is the cache beside the database: look there first, else ask the database and leave the answer there.
type aside struct {
	remote   entries
	local    *local
	ttl      time.Duration
	stale    bool // answers are kept past ttl, for when the database can't answer
	optional bool // the cache's failure is not the request's
	single   bool // misses of a key share one load
	flights  singleflight.Group
	counted  func(from string)
}

// answer is a body with where it came from. Setback is a failure of the cache that the answer was found in spite of.
type answer struct {
	body    []byte
	from    string
	setback error
}

// get returns the answer under a key, from the cache if it is fresh there, else by load.
func (a *aside) get(ctx context.Context, key string, load func(context.Context) ([]byte, error)) (answer, error) {
	kept, from, setback := a.lookup(ctx, key)
	if setback != nil && !a.optional {
		return answer{}, setback
	}
	out := answer{kept.body, from, setback}
	if !kept.fresh(time.Now()) {
		body, err := a.load(ctx, key, load)
		switch {
		case err == nil:
			out.body, out.from = body, fromDB
		case down(err) && a.stale && kept.body != nil:
			out.from, out.setback = fromStale, err
		default:
			return answer{}, err
		}
	}
	a.counted(out.from)
	return out, nil
}

// lookup asks Redis, and the process's own copy where Redis has no answer. A copy of what Redis knows nothing of is not
// fresh, whatever it says.
func (a *aside) lookup(ctx context.Context, key string) (entry, string, error) {
	raw, err := a.remote.get(ctx, key)
	if err != nil {
		return a.local.get(key), fromLocal, err
	}
	if raw == nil {
		return entry{body: a.local.get(key).body}, fromLocal, nil
	}
	kept, ok := decode(raw)
	if !ok {
		return entry{body: a.local.get(key).body}, fromLocal, &problem{status: http.StatusInternalServerError, say: "cache entry malformed", at: atCache}
	}
	a.local.put(key, kept)
	return kept, fromCache, nil
}

func (a *aside) load(ctx context.Context, key string, load func(context.Context) ([]byte, error)) ([]byte, error) {
	fill := func(ctx context.Context) ([]byte, error) {
		body, err := load(ctx)
		if err == nil {
			_ = a.store(ctx, key, body) // an answer that couldn't be left in the cache is an answer
		}
		return body, err
	}
	if !a.single {
		return fill(ctx)
	}
	begun, leads := time.Now(), false
	flight := a.flights.DoChan(key, func() (any, error) {
		leads = true
		return fill(context.WithoutCancel(ctx)) // bounded by the database's timeout; others wait for it too
	})
	select {
	case r := <-flight:
		if !leads {
			spentOf(ctx).db.Add(int64(time.Since(begun)))
		}
		body, _ := r.Val.([]byte)
		return body, r.Err
	case <-ctx.Done():
		return nil, dependency(atDatabase, ctx.Err())
	}
}

// put overwrites an answer that has changed. It is written and not deleted, so that there is a copy to fall back on.
func (a *aside) put(ctx context.Context, key string, body []byte) error {
	if err := a.store(ctx, key, body); err != nil && !a.optional {
		return err
	}
	return nil
}

func (a *aside) store(ctx context.Context, key string, body []byte) error {
	fresh, kept := lifetime(a.ttl, a.stale)
	e := entry{until: time.Now().Add(fresh), body: body}
	a.local.put(key, e)
	return a.remote.set(ctx, key, e.encode(), kept)
}

// storeAll fills the cache with many answers.
func (a *aside) storeAll(ctx context.Context, bodies map[string][]byte) error {
	values := make(map[string][]byte, len(bodies))
	_, kept := lifetime(a.ttl, a.stale)
	for key, body := range bodies {
		fresh, _ := lifetime(a.ttl, a.stale)
		e := entry{until: time.Now().Add(fresh), body: body}
		a.local.put(key, e)
		values[key] = e.encode()
	}
	return a.remote.setAll(ctx, values, kept)
}
