package respond_test

import (
	"context"
	"fmt"
	"io"
	"maps"
	"strings"
	"sync"
	"testing"
	"time"

	"firedrill/chaos"
	"firedrill/chaos/catalogue"
	chaostest "firedrill/chaos/labtest"
	"firedrill/internal/drill"
	"firedrill/internal/engine"
	"firedrill/internal/labtest"
	"firedrill/internal/respond"
	"firedrill/stack"
)

// wellTime bounds the wait for users to recover after a fix.
const wellTime = 20 * time.Second

// walk is a lab that one process damages and another one repairs.
type walk struct {
	t       *testing.T
	engine  *engine.Engine
	lab     *stack.Running
	rig     *chaos.Injector
	desk    *respond.Desk
	inside  respond.Inside
	mu      sync.Mutex
	changes []string
}

func newWalk(t *testing.T) *walk {
	t.Helper()
	e := labtest.Engine(t)
	w := &walk{t: t, engine: e, lab: labtest.Up(t, e, "respond", labtest.Lab(1))}
	self := labtest.Images(t, e, labtest.Lab(1)).Self
	w.inside = respond.Inside{Run: labtest.Name("responder"), Self: self}
	note := func(what string) {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.changes = append(w.changes, what)
	}
	w.lab.TellChanges(note)
	w.desk = respond.New(e, w.lab.Instance, w.lab.Topology(), note)
	w.rig = chaos.NewInjector(chaos.Setup{Index: catalogue.All(), Target: w.lab.Target(), Journal: &chaostest.Journal{},
		Prober: &drill.Prober{Engine: e, Self: self, Run: labtest.Name("prober")}})
	return w
}

// noted returns the changes noted since its last call.
func (w *walk) noted() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	text := strings.Join(w.changes, ", ")
	w.changes = nil
	return text
}

// well describes what users cannot do; "" if every layer serves them.
func (w *walk) well(ctx context.Context) string {
	for n, v := range []chaos.Visit{
		{Path: "/products/1"},
		{Path: fmt.Sprintf("/products/%d", 100+time.Now().UnixNano()%4000)}, // one that is not in the cache
		{Path: "/login", Send: `{"email":"user0001@shop.test","password":"firedrill"}`},
	} {
		seen := w.lab.Visit(ctx, v)
		if !seen.OK || seen.Status != 200 {
			return fmt.Sprintf("visit %d of %s: %d %s", n, v.Path, seen.Status, seen.Answer)
		}
		if seen.Took > 500*time.Millisecond {
			return fmt.Sprintf("visit %d of %s took %s", n, v.Path, seen.Took)
		}
	}
	return ""
}

// getWell waits until users are well.
func (w *walk) getWell(t *testing.T) {
	t.Helper()
	labtest.Require(t, w.lab)
	ctx, cancel := context.WithTimeout(labtest.While(t, w.lab), wellTime)
	defer cancel()
	for {
		missing := w.well(ctx)
		if missing == "" {
			return
		}
		labtest.Require(t, w.lab)
		select {
		case <-ctx.Done():
			t.Fatalf("users are not well after the fix: %s", missing)
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// fix is one incident and the responder's commands.
type fix struct {
	kind   string
	params map[string]string // override those of the kind's example
	on     string            // "" for the example's target
	by     func(ctx context.Context, d *respond.Desk) error
	noted  string // expected change log of the incident and the fix
}

func (w *walk) try(t *testing.T, f fix) {
	k, err := catalogue.All().Kind(f.kind)
	if err != nil {
		t.Fatal(err)
	}
	o := chaos.Order{ID: f.kind + "#1", Kind: f.kind, On: k.Example.On, Params: maps.Clone(k.Example.Params)}
	if f.on != "" {
		o.On = f.on
	}
	if f.params != nil {
		o.Params = f.params
	}
	w.getWell(t)
	w.noted()
	ctx := labtest.While(t, w.lab)
	proof, err := w.rig.Apply(ctx, o)
	if err != nil || !proof.OK() {
		w.rig.RevertAll(t.Context())
		t.Fatalf("the fault does not act: %v %+v", err, proof)
	}
	if err := f.by(ctx, w.desk); err != nil {
		t.Errorf("fix: %v", err)
	}
	w.getWell(t)
	if got := w.noted(); got != f.noted {
		t.Errorf("the change log tells %q, want %q", got, f.noted)
	}
	for _, out := range w.rig.RevertAll(t.Context()) {
		if !out.Clean() {
			t.Errorf("after the fix, the revert: %v, gone: %s", out.Reverted, out.Gone.Saw)
		}
	}
	w.getWell(t)
}

// grace is the time that a process gets to exit in a test.
const grace = 2 * time.Second

func restart(service string) func(context.Context, *respond.Desk) error {
	return func(ctx context.Context, d *respond.Desk) error { return d.Restart(ctx, service, grace) }
}

func ask(sql ...string) func(context.Context, *respond.Desk) error {
	return func(ctx context.Context, d *respond.Desk) error {
		return d.SQL(ctx, respond.Question{On: stack.Postgres, As: respond.Superuser, SQL: sql, Within: 10 * time.Second}, io.Discard)
	}
}

// strangers terminates the sessions that are not the app's.
const strangers = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename <> 'shop' AND pid <> pg_backend_pid() AND backend_type = 'client backend'`

func original(ctx context.Context, d *respond.Desk) error {
	text, err := d.OriginalConfig(ctx)
	if err == nil {
		_, err = d.SetConfig(ctx, text, false)
	}
	return err
}

func both(one, two func(context.Context, *respond.Desk) error) func(context.Context, *respond.Desk) error {
	return func(ctx context.Context, d *respond.Desk) error {
		if err := one(ctx, d); err != nil {
			return err
		}
		return two(ctx, d)
	}
}

func setEnv(changes ...string) func(context.Context, *respond.Desk) error {
	return func(ctx context.Context, d *respond.Desk) error {
		env, err := d.Env(ctx, "shop-1")
		if err == nil {
			env, err = respond.Changed(env, changes)
		}
		if err != nil {
			return err
		}
		return d.SetEnv(ctx, "shop-1", env)
	}
}

func redeploy(service string) func(context.Context, *respond.Desk) error {
	return func(ctx context.Context, d *respond.Desk) error { return d.Redeploy(ctx, service, "") }
}

func previous(ctx context.Context, d *respond.Desk) error { return d.Previous(ctx, "shop-1") }

// A responder's fix ends the incident before the fault is reverted, and the revert then still succeeds.
func TestDesk_FixesEndTheirIncidents(t *testing.T) {
	w := newWalk(t)
	resetNetwork := func(service string) func(context.Context, *respond.Desk) error {
		return func(ctx context.Context, d *respond.Desk) error {
			left, err := d.Network(ctx, w.inside, service, true)
			if err == nil && len(left) > 0 {
				err = fmt.Errorf("left: %v", left)
			}
			return err
		}
	}
	gentle := map[string]string{"stubborn": "false"}
	for _, f := range []fix{
		{kind: "container.stop", by: restart("postgres"), noted: "restart postgres"},
		{kind: "container.pause", by: restart("redis"), noted: "restart redis"},
		{kind: "container.remove", by: restart("redis"), noted: "restart redis"},
		{kind: "container.disconnect", on: "shop-1", by: restart("shop-1"), noted: "restart shop-1"},
		{kind: "container.crash-loop", by: redeploy("shop-1"), noted: "deploy shop-1, deploy shop-1"},
		{kind: "env.set", params: map[string]string{"name": "DB_HOST", "value": "postgres-old"}, by: setEnv("DB_HOST=postgres"),
			noted: "env shop-1 DB_HOST, env shop-1 DB_HOST"},
		{kind: "env.set", params: map[string]string{"name": "DB_HOST", "value": "postgres-old"}, by: previous, noted: "env shop-1 DB_HOST, rollback shop-1"},
		{kind: "app.slow-middleware", by: redeploy("shop-1"), noted: "deploy shop-1 1.4.1, deploy shop-1 1.4.0"},
		{kind: "memory.limit", by: func(ctx context.Context, d *respond.Desk) error { return d.Unlimit(ctx, "redis") }, noted: "limits redis"},
		{kind: "fd.limit", by: redeploy("shop-1"), noted: "deploy shop-1, deploy shop-1"},
		{kind: "nginx.upstream-port", by: original, noted: "config nginx changed, config nginx reloaded, config nginx changed, config nginx reloaded"},
		{kind: "nginx.broken-config", by: both(original, restart("nginx")),
			noted: "config nginx changed, config nginx reloaded, config nginx changed, config nginx reloaded, restart nginx"},
		{kind: "tls.expired", by: func(ctx context.Context, d *respond.Desk) error {
			_, err := d.RenewCertificate(ctx)
			return err
		}, noted: "config nginx changed, config nginx reloaded, config nginx changed, config nginx reloaded"},
		{kind: "postgres.lock", params: map[string]string{"table": "products", "stubborn": "false"}, by: ask(strangers)},
		{kind: "postgres.connections", params: gentle, by: ask(strangers)},
		{kind: "postgres.rename-column", by: ask("ALTER TABLE products RENAME likes_v2 TO likes"), noted: "migration products"},
		{kind: "redis.rotate-password", by: restart("redis"), noted: "secret redis password rotated, restart redis"},
		{kind: "redis.slow", params: gentle, by: restart("redis"), noted: "restart redis"},
		{kind: "net.reject-port", by: resetNetwork("redis"), noted: "network redis reset"},
		{kind: "net.partition", by: restart("shop-1"), noted: "restart shop-1"},
		{kind: "dns.nxdomain", by: resetNetwork("shop-1"), noted: "network shop-1 reset"},
		// This must be last: afterwards the lab's agents cannot log in as the app.
		{kind: "postgres.rotate-password", by: both(ask("ALTER ROLE shop PASSWORD 'a-new-one'"), setEnv("DB_PASSWORD=a-new-one")),
			noted: "secret postgres password rotated, env shop-1 DB_PASSWORD"},
	} {
		t.Run(f.kind, func(t *testing.T) { w.try(t, f) })
	}
}
