package shop

import (
	"context"
	"net/http"
	"time"

	"golang.org/x/sync/singleflight"
)

// Origins of an answer, as in the X-Cache header.
const (
	fromCache = "hit"   // Redis had a fresh entry
	fromLocal = "local" // Redis failed, the local copy was fresh
	fromDB    = "miss"  // from the database
	fromStale = "stale" // the database failed, from an expired entry
)

// entries stores the cache's entries. A missing key is nil without an error.
type entries interface {
	get(ctx context.Context, key string) ([]byte, error)
	set(ctx context.Context, key string, value []byte, kept time.Duration) error
	setAll(ctx context.Context, values map[string][]byte, kept time.Duration) error
}

// aside is a cache-aside cache: it reads from the cache first, else from the database, and then fills the cache.
type aside struct {
	remote   entries
	local    *local
	ttl      time.Duration
	stale    bool // entries are kept past ttl, for when the database fails
	optional bool // a failure of the cache does not fail the request
	single   bool // concurrent misses of a key share one load
	flights  singleflight.Group
	counted  func(from string)
}

// answer is a body with its origin. Setback is an error of the cache that did not fail the request.
type answer struct {
	body    []byte
	from    string
	setback error
}

// get returns the answer for a key, from the cache if it is fresh there, else from load.
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

// lookup asks Redis, and the local copy if Redis fails. If Redis answers that it has no entry, a local copy does not
// count as fresh.
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
			_ = a.store(ctx, key, body) // a failure to fill the cache does not fail the request
		}
		return body, err
	}
	if !a.single {
		return fill(ctx)
	}
	begun, leads := time.Now(), false
	flight := a.flights.DoChan(key, func() (any, error) {
		leads = true
		return fill(context.WithoutCancel(ctx)) // bounded by the database's timeout; other requests wait for it too
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

// put overwrites an answer that has changed. It does not delete it, so that there is a copy to fall back on.
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
