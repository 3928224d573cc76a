package shop

import (
	"bytes"
	"math/rand/v2"
	"strconv"
	"time"
)

// keepStale is how long an entry is kept for the case that the database can't answer.
const keepStale = 24 * time.Hour

// entryMark opens every entry in the cache, so that what somebody else put under our key is not taken for an answer.
const entryMark = "shop1 "

// entry is an answer in the cache: the body as clients get it, and until when it is fresh. Its expiry is inside it, since
// the cache's own may come much later.
type entry struct {
	until time.Time
	body  []byte
}

func (e entry) fresh(now time.Time) bool { return e.body != nil && now.Before(e.until) }

// encode writes "shop1 <until, in Unix milliseconds>\n<body>".
func (e entry) encode() []byte {
	b := make([]byte, 0, len(entryMark)+14+len(e.body))
	b = strconv.AppendInt(append(b, entryMark...), e.until.UnixMilli(), 10)
	return append(append(b, '\n'), e.body...)
}

// decode is false for what encode didn't write, or what was cut off.
func decode(raw []byte) (entry, bool) {
	rest, ok := bytes.CutPrefix(raw, []byte(entryMark))
	until, body, cut := bytes.Cut(rest, []byte{'\n'})
	millis, err := strconv.ParseInt(string(until), 10, 64)
	if !ok || !cut || err != nil || len(body) < 2 || body[0] != '{' || body[len(body)-1] != '}' {
		return entry{}, false
	}
	return entry{until: time.UnixMilli(millis), body: body}, true
}

// lifetime returns how long an entry is fresh and how long it is kept. Where entries outlive their freshness, that
// varies by a fifth either way, so that those that were made together don't go stale together.
func lifetime(ttl time.Duration, stale bool) (fresh, kept time.Duration) {
	if !stale {
		return ttl, ttl
	}
	return ttl*4/5 + time.Duration(rand.Int64N(int64(ttl)*2/5+1)), keepStale + ttl
}
