package shop

import (
	"time"

	"firedrill/internal/release"
)

// Settings are the settings of one process, read once from its environment. Values are used exactly as written: a
// trailing space in a password is part of the password.
type Settings struct {
	Port             int
	Replica          string
	Deploy           string
	Release          string
	DBHost           string
	DBReplicaHost    string
	DBPort           int
	DBName           string
	DBUser           string
	DBPassword       string
	DBPool           int
	DBTimeout        time.Duration
	DBConnectTimeout time.Duration
	CacheAddr        string
	CachePassword    string
	CacheTimeout     time.Duration
	CacheTTL         time.Duration
	CachePool        int

	JWTSecret string
	JWTTTL    time.Duration

	Retries        int
	Breaker        bool
	ReadYourWrites bool
	StaleOnError   bool
	CacheOptional  bool
	CacheWarm      bool
	SingleFlight   bool
	LocalCache     int
	ShedLimit      int
	RateLimit      int
}

// Knob is one environment variable that the shop reads.
type Knob struct {
	Name    string
	Default string // naive default; "" with Needed
	Needed  bool   // the shop does not start without it
	Secret  bool   // shown only as the start of its hash
	Want    string // description of valid values
	About   string // its effect, for the docs

	set func(*Settings, string) bool // returns false for an invalid value
}

// Knobs lists every variable that the shop reads, in the order of the docs.
func Knobs() []Knob { return append([]Knob(nil), knobs...) }

var knobs = []Knob{
	number("PORT", "8080", 1, 65535, "port to listen on", func(s *Settings) *int { return &s.Port }),
	text("REPLICA", "shop-1", "name of this replica, in every response and log line", func(s *Settings) *string { return &s.Replica }),
	text("RELEASE", release.First, "version of the shop with its build id, shown by /version", func(s *Settings) *string { return &s.Release }),
	text("DEPLOY", "1", "name of this deployment, shown by /version", func(s *Settings) *string { return &s.Deploy }),

	needed("DB_HOST", "host of Postgres", func(s *Settings) *string { return &s.DBHost }),
	text("DB_REPLICA_HOST", "", "host of a replica of Postgres that the lists of users' orders are read from; empty for none", func(s *Settings) *string { return &s.DBReplicaHost }),
	number("DB_PORT", "5432", 1, 65535, "port of Postgres, and of its replica", func(s *Settings) *int { return &s.DBPort }),
	text("DB_NAME", "shop", "database", func(s *Settings) *string { return &s.DBName }),
	text("DB_USER", "shop", "role to log in as", func(s *Settings) *string { return &s.DBUser }),
	secret(needed("DB_PASSWORD", "its password", func(s *Settings) *string { return &s.DBPassword })),
	number("DB_POOL", "4", 1, 1000, "most connections to Postgres at once", func(s *Settings) *int { return &s.DBPool }),
	span("DB_TIMEOUT", "30s", "bound on a request's work in the database, with the wait for a connection", func(s *Settings) *time.Duration { return &s.DBTimeout }),
	span("DB_CONNECT_TIMEOUT", "10s", "bound on making one connection to Postgres", func(s *Settings) *time.Duration { return &s.DBConnectTimeout }),

	needed("CACHE_ADDR", "host:port of Redis", func(s *Settings) *string { return &s.CacheAddr }),
	secret(text("CACHE_PASSWORD", "", "password of Redis; empty for none", func(s *Settings) *string { return &s.CachePassword })),
	span("CACHE_TIMEOUT", "5s", "bound on one cache command, with the wait for a connection and its dial", func(s *Settings) *time.Duration { return &s.CacheTimeout }),
	span("CACHE_TTL", "60s", "how long a cached answer is fresh", func(s *Settings) *time.Duration { return &s.CacheTTL }),
	number("CACHE_POOL", "10", 1, 1000, "most connections to Redis at once", func(s *Settings) *int { return &s.CachePool }),

	secret(needed("JWT_SECRET", "key that tokens are signed with; replicas must share it", func(s *Settings) *string { return &s.JWTSecret })),
	span("JWT_TTL", "1h", "how long a token is good", func(s *Settings) *time.Duration { return &s.JWTTTL }),

	number("RETRIES", "0", 0, 10, "second tries of a database read whose connection broke", func(s *Settings) *int { return &s.Retries }),
	toggle("BREAKER", "fail at once while the database, or the cache, is known to be down", func(s *Settings) *bool { return &s.Breaker }),
	toggle("READ_YOUR_WRITES", "read from the primary what the replica can't answer, or lacks the user's own last order of", func(s *Settings) *bool { return &s.ReadYourWrites }),
	toggle("STALE_ON_ERROR", "keep cached answers past CACHE_TTL, and serve them when the database can't answer", func(s *Settings) *bool { return &s.StaleOnError }),
	toggle("CACHE_OPTIONAL", "go on without the cache when it fails, instead of failing the request", func(s *Settings) *bool { return &s.CacheOptional }),
	toggle("CACHE_WARM", "fill the cache with every product and page at the start", func(s *Settings) *bool { return &s.CacheWarm }),
	toggle("SINGLE_FLIGHT", "let requests that miss the same cache key share one database read", func(s *Settings) *bool { return &s.SingleFlight }),
	number("LOCAL_CACHE", "0", 0, 1000000, "answers to keep in the process for when Redis fails; 0 for none", func(s *Settings) *int { return &s.LocalCache }),
	number("SHED_LIMIT", "0", 0, 1000000, "requests in flight beyond which a new one gets 503 at once; 0 for no limit", func(s *Settings) *int { return &s.ShedLimit }),
	number("RATE_LIMIT", "0", 0, 1000000, "requests a second beyond which one gets 429; 0 for no limit", func(s *Settings) *int { return &s.RateLimit }),
}
