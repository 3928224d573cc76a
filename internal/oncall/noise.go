package oncall

import (
	"math/rand/v2"
	"time"
)

// Noise is activity beside an incident that is unrelated to it.
type Noise struct {
	Report string   // a statement that a database session repeats
	Count  []string // a command that a cache client repeats
	Every  time.Duration
	Bursts []Burst
}

// Burst is a number of requests for missing pages, as a scanner sends them. The app logs a warning for each.
type Burst struct {
	After time.Duration // since the previous burst, or since the start of the load
	Paths []string
}

var (
	// The time of a report is a wait: it looks slow, and takes no resources from users.
	reports = []string{
		"SELECT count(*), sum(total_cents), pg_sleep(1.5) FROM orders WHERE created_at > now() - interval '1 hour'",
		"SELECT count(DISTINCT user_id), max(total_cents), pg_sleep(2) FROM orders",
	}
	counts = [][]string{{"DBSIZE"}, {"SCAN", "0", "COUNT", "50"}, {"INFO", "keyspace"}}
	absent = []string{"/products/999999", "/products/0", "/products/abc", "/products?page=-1", "/wp-login.php", "/.env", "/admin"}
)

// Noisy draws a round's noise from its seed. Its bursts last for the longest possible round.
func Noisy(seed uint64) Noise {
	random := rand.New(rand.NewPCG(seed, streamNoise))
	n := Noise{Report: reports[random.IntN(len(reports))], Count: counts[random.IntN(len(counts))], Every: time.Duration(2+random.IntN(4)) * time.Second}
	for all := time.Duration(0); all < limit; {
		b := Burst{After: time.Duration(6+random.IntN(20)) * time.Second}
		for range 4 + random.IntN(12) {
			b.Paths = append(b.Paths, absent[random.IntN(len(absent))])
		}
		all += b.After
		n.Bursts = append(n.Bursts, b)
	}
	return n
}
