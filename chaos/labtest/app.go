package labtest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"firedrill/chaos"
	"firedrill/internal/record"
	"firedrill/internal/release"

	"github.com/golang-jwt/jwt/v5"
)

// visitApp answers as the next replica of the app would. A lab without a replica has a site that is always healthy.
func (l *Lab) visitApp(v chaos.Visit) chaos.Seen {
	var replicas []string
	for _, name := range slices.Sorted(maps.Keys(l.services)) {
		if now := l.current(name); strings.HasPrefix(name, "shop-") && now != nil && now.status == "running" {
			replicas = append(replicas, name)
		}
	}
	if len(replicas) == 0 {
		return chaos.Seen{Answer: chaos.Answer{OK: true}, Status: 200}
	}
	l.visits++
	name := replicas[l.visits%len(replicas)]
	seen := l.app(name, v)
	seen.Replica = name
	seen.OK = seen.Status == 200
	return seen
}

// app answers as a release of the app would.
func (l *Lab) app(name string, v chaos.Visit) chaos.Seen {
	now := l.current(name)
	env := environment(now.env)
	b := release.Read(env["RELEASE"])
	path, _, _ := strings.Cut(v.Path, "?")
	switch {
	case path == "/readyz":
		return l.ready(name, env)
	case b.Flaw == release.LyingHealth && b.Status == 0:
		return chaos.Seen{Answer: chaos.Answer{Class: record.ClassTimeout}}
	case b.Flaw == release.LyingHealth,
		b.Flaw == release.PoisonedRecord && path == fmt.Sprintf("/products/%d", b.Amount),
		b.Flaw == release.Errors && path == failing[b.Route] && now.share(int(b.Share)):
		return chaos.Seen{Answer: chaos.Answer{Class: record.ClassHTTP5App}, Status: max(int(b.Status), 500)}
	case path == "/login":
		return login(env, v)
	case path == "/profile" || path == "/orders":
		return private(env, v, b.Flaw == release.ClockSkew)
	}
	seen := chaos.Seen{Status: 200, Timing: "app;dur=0.100, db;dur=0.000"}
	if b.Flaw == release.NPlusOne && path == "/products" {
		seen.Timing = "app;dur=0.100, db;dur=4.200"
	}
	if b.Flaw == release.SlowMiddleware {
		seen.Took = b.Span()
	}
	return seen
}

// failing has the paths of release.Routes that tests have fail.
var failing = []string{"/orders", "/products"}

// share is true for so many of a hundred calls.
func (c *container) share(of int) bool {
	c.asked++
	return c.asked*of%100 < of
}

// ready compares a replica's passwords with those of its first container.
func (l *Lab) ready(name string, env map[string]string) chaos.Seen {
	s := l.services[name]
	first := env
	if c := s.all[s.first]; c != nil {
		first = environment(c.env)
	}
	body := fmt.Sprintf(`{"ready":false,"db":{"ok":%t},"cache":{"ok":%t}}`, env["DB_PASSWORD"] == first["DB_PASSWORD"], env["CACHE_PASSWORD"] == first["CACHE_PASSWORD"])
	return chaos.Seen{Status: 503, Body: body}
}

func login(env map[string]string, v chaos.Visit) chaos.Seen {
	if v.Send == "{}" {
		return chaos.Seen{Status: 400}
	}
	token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.RegisteredClaims{Subject: "1", ExpiresAt: jwt.NewNumericDate(time.Now().Add(time.Hour))}).
		SignedString([]byte(env["JWT_SECRET"]))
	if err != nil {
		panic(err)
	}
	return chaos.Seen{Status: 200, Body: `{"token":"` + token + `"}`}
}

func private(env map[string]string, v chaos.Visit, late bool) chaos.Seen {
	_, err := jwt.Parse(v.Token, func(*jwt.Token) (any, error) { return []byte(env["JWT_SECRET"]), nil })
	if err != nil || late {
		return chaos.Seen{Answer: chaos.Answer{Class: record.ClassHTTP4}, Status: 401}
	}
	return chaos.Seen{Status: 200}
}
