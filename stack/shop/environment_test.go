package shop

import "testing"

func TestEnvironment_IsReadAsItIsMeant(t *testing.T) {
	e := Environment{Replica: "shop-3", Release: "1.4.1", Database: "db", DatabasePort: 5433, DatabaseReplica: "db-2", Cache: "cache:6380",
		DatabasePassword: "a", CachePassword: "b", JWTSecret: "c"}
	s, err := Parse(e.Pairs())
	if err != nil {
		t.Fatal(err)
	}
	got := Environment{Replica: s.Replica, Release: s.Release, Database: s.DBHost, DatabasePort: s.DBPort, DatabaseReplica: s.DBReplicaHost,
		Cache: s.CacheAddr, DatabasePassword: s.DBPassword, CachePassword: s.CachePassword, JWTSecret: s.JWTSecret}
	if got != e {
		t.Errorf("got %+v, want %+v", got, e)
	}
}
