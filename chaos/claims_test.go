package chaos_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"firedrill/chaos"
	"firedrill/chaos/catalogue"
	"firedrill/chaos/labtest"
)

// others is what other runs have in force, behind one lock.
type others struct {
	mu    sync.Mutex
	list  []chaos.Other
	locks int
	held  bool
}

func (o *others) Lock(context.Context) ([]chaos.Other, func(), error) {
	o.mu.Lock()
	o.locks++
	o.held = true
	return o.list, func() { o.held = false; o.mu.Unlock() }, nil
}

func setupOn(lab *labtest.Lab, o *others) chaos.Setup {
	site := chaos.Setup{Index: catalogue.All(), Target: lab.Target, Prober: labtest.Everything{}, Journal: &labtest.Journal{}}
	if o != nil {
		site.Elsewhere = o
	}
	return site
}

func cpuLimit(id, on, cpus string) chaos.Order {
	return chaos.Order{ID: id, Kind: "cpu.limit", On: on, Params: map[string]string{"cpus": cpus}}
}

func TestInjector_SecondFaultOnOneSettingIsRefused(t *testing.T) {
	lab := labtest.New(nil, "shop-1", "shop-2")
	site := setupOn(lab, nil)
	injector := chaos.NewInjector(site)
	for _, o := range []chaos.Order{cpuLimit("a", "shop-1", "0.5"), cpuLimit("other target", "shop-2", "0.5")} {
		if _, err := injector.Apply(t.Context(), o); err != nil {
			t.Fatal(err)
		}
	}
	lab.Calls()
	_, err := injector.Apply(t.Context(), cpuLimit("b", "shop-1", "0.1"))
	refused, ok := errors.AsType[*chaos.InForceError](err)
	if !ok {
		t.Fatalf("got %v", err)
	}
	want := `fault "cpu.limit" on "shop-1" is refused: fault "cpu.limit" on "shop-1" is in force already, and both change the CPU limit of "shop-1"`
	if err.Error() != want || refused.Hint() != "give the two faults times that do not overlap" {
		t.Errorf("got  %s\nhint %s", err, refused.Hint())
	}
	if calls := lab.Calls(); len(calls) != 0 {
		t.Errorf("a refused fault did %q", calls)
	}
	for _, o := range injector.RevertAll(t.Context()) {
		if !o.Clean() {
			t.Errorf("%+v", o)
		}
	}
	if _, err := injector.Apply(t.Context(), cpuLimit("c", "shop-1", "0.1")); err != nil {
		t.Errorf("after the revert: %v", err)
	}
}

func TestInjector_RevertedFaultBlocksNoOther(t *testing.T) {
	b := newBench(t)
	b.gone["a"] = func() bool { return false } // another fault keeps the lab ill
	b.apply(t, "a", "b")
	b.injector.Revert(t.Context(), "a")
	b.apply(t, "c")
}

func TestInjector_FaultOfAnotherRunIsRefused(t *testing.T) {
	until := time.Date(2026, 1, 2, 3, 4, 5, 0, time.Local)
	entry := chaos.Entry{ID: "cpu.limit#1", Kind: "cpu.limit", On: "shop-1", Params: map[string]string{"cpus": "0.5"}}
	for _, c := range []struct {
		name, want string
		other      chaos.Other
	}{
		{"same setting", `is in force already (run "r1", until 03:04:05), and both change the CPU limit of "shop-1"`, chaos.Other{Entry: entry, Run: "r1", Until: until}},
		{"on-call round", `fault "cpu.limit" on "shop-1" is refused: an on-call round uses this lab`, chaos.Other{Run: "r1", Secret: true}},
		{"another setting", "", chaos.Other{Entry: chaos.Entry{Kind: "memory.limit", On: "shop-1"}, Run: "r1"}},
		{"kind of another version", "", chaos.Other{Entry: chaos.Entry{Kind: "cpu.melt", On: "shop-1"}, Run: "r1"}},
	} {
		o := &others{list: []chaos.Other{c.other}}
		_, err := chaos.NewInjector(setupOn(labtest.New(nil, "shop-1"), o)).Apply(t.Context(), cpuLimit("b", "shop-1", "0.1"))
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v", c.name, err)
		}
		if o.held {
			t.Errorf("%s: the lock is still held", c.name)
		}
	}
}

func TestInjector_FaultWithoutClaimTakesNoLock(t *testing.T) {
	o := &others{list: []chaos.Other{{Secret: true}}}
	if _, err := chaos.NewInjector(setupOn(labtest.New(nil, "redis"), o)).Apply(t.Context(), chaos.Order{ID: "a", Kind: "container.pause", On: "redis"}); err != nil || o.locks != 0 {
		t.Errorf("got %v, %d locks", err, o.locks)
	}
}

func TestInjector_OneOfTwoAtOnceIsAdmitted(t *testing.T) {
	lab := labtest.New(nil, "shop-1")
	injector := chaos.NewInjector(setupOn(lab, nil))
	var wg sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		wg.Go(func() { _, errs[i] = injector.Apply(t.Context(), cpuLimit(string(rune('a'+i)), "shop-1", "0.1")) })
	}
	wg.Wait()
	if refused := len(slices.DeleteFunc(errs, func(err error) bool { return err == nil })); refused != len(errs)-1 {
		t.Errorf("%d of %d were refused: %v", refused, len(errs), errs)
	}
}

func TestIndex_Conflict(t *testing.T) {
	env := func(kind, on string, pairs ...string) chaos.Entry {
		e := chaos.Entry{Kind: kind, On: on, Params: map[string]string{}}
		for i := 0; i < len(pairs); i += 2 {
			e.Params[pairs[i]] = pairs[i+1]
		}
		return e
	}
	for _, c := range []struct {
		a, b chaos.Entry
		want string
	}{
		{env("env.set", "shop-1", "name", "A", "value", "1"), env("env.set", "shop-1", "name", "A", "value", "2"), `variable "A" of "shop-1"`},
		{env("env.set", "shop-1", "name", "A", "value", "1"), env("env.set", "shop-1", "name", "B", "value", "2"), ""},
		{env("env.set", "shop-1", "name", "A", "value", "1"), env("env.set", "shop-2", "name", "A", "value", "2"), ""},
		{env("env.set", "shop-1", "name", "JWT_SECRET", "how", "space"), env("env.rotate-secret", "shop-1"), `variable "JWT_SECRET" of "shop-1"`},
		{env("app.errors", "shop-1"), env("app.leak", "shop-1"), `variable "RELEASE" of "shop-1"`},
		{env("env.set", "shop-1", "name", "A", "value", "1"), env("fd.limit", "shop-1"), `the container of "shop-1"`},
		{env("container.crash-loop", "shop-1"), env("container.remove", "shop-1"), `the container of "shop-1"`},
		{env("tls.expired", "nginx"), env("tls.wrong-host", "nginx"), "ssl_certificate in nginx.conf"},
		{env("tls.expired", "nginx"), env("nginx.body-limit", "nginx"), ""},
		{env("tls.expired", "nginx"), env("nginx.broken-config", "nginx"), "nginx.conf"},
		{env("dns.slow", "shop-1", "name", "postgres", "delay", "1s"), env("dns.nxdomain", "shop-1", "name", "Postgres."), `the lookups of "shop-1"`},
		{env("dns.slow", "shop-1", "name", "postgres", "delay", "1s"), env("dns.nxdomain", "shop-1", "name", "redis"), `the lookups of "shop-1"`},
		{env("net.delay", "redis", "delay", "5ms"), env("net.delay", "redis", "delay", "5ms"), ""},
		{env("cpu.limit", "redis", "cpus", "-1"), env("cpu.limit", "redis"), ""},
	} {
		setting, ok := catalogue.All().Conflict(c.a, c.b)
		back, _ := catalogue.All().Conflict(c.b, c.a)
		if setting != c.want || back != c.want || ok != (c.want != "") {
			t.Errorf("%s and %s: %q, and back %q; want %q", c.a.Kind, c.b.Kind, setting, back, c.want)
		}
	}
}
