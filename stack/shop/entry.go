package shop

import (
	"bytes"
	"math/rand/v2"
	"strconv"
	"time"
)

// keepStale is how long an entry is kept for the case that the database fails.
const keepStale = 24 * time.Hour

// entryMark is the prefix of every entry in the cache, so that a foreign value under the same key is not taken for an
// answer.
const entryMark = "shop1 "

// entry is an answer in the cache: the body as clients get it, and its expiry. The expiry is stored inside, because the
// cache may keep the entry much longer.
type entry struct {
	until time.Time
	body  []byte
}

func (e entry) fresh(now time.Time) bool { return e.body != nil && now.Before(e.until) }

// encode returns "shop1 <expiry, in Unix milliseconds>\n<body>".
func (e entry) encode() []byte {
	b := make([]byte, 0, len(entryMark)+14+len(e.body))
	b = strconv.AppendInt(append(b, entryMark...), e.until.UnixMilli(), 10)
	return append(append(b, '\n'), e.body...)
}

// decode returns false for a value that encode did not write, or that is truncated.
func decode(raw []byte) (entry, bool) {
	rest, ok := bytes.CutPrefix(raw, []byte(entryMark))
	until, body, cut := bytes.Cut(rest, []byte{'\n'})
	millis, err := strconv.ParseInt(string(until), 10, 64)
	if !ok || !cut || err != nil || len(body) < 2 || body[0] != '{' || body[len(body)-1] != '}' {
		return entry{}, false
	}
	return entry{until: time.UnixMilli(millis), body: body}, true
}

// lifetime returns how long an entry is fresh and how long it is kept. If entries are kept past their expiry, it varies
// by a fifth in either direction, so that entries that were filled together do not expire together.
func lifetime(ttl time.Duration, stale bool) (fresh, kept time.Duration) {
	if !stale {
		return ttl, ttl
	}
	return ttl*4/5 + time.Duration(rand.Int64N(int64(ttl)*2/5+1)), keepStale + ttl
}
