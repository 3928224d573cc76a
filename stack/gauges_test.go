package stack_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"firedrill/internal/engine"
	"firedrill/internal/labtest"
	"firedrill/internal/record"
	"firedrill/stack"
)

// TestMeter_ReadsALab samples a lab at rest and one with a frozen database, and checks the logs for traces of the
// sampling.
func TestMeter_ReadsALab(t *testing.T) {
	labtest.Beside(t, labtest.Light)
	e := labtest.Engine(t)
	running := labtest.Up(t, e, "gauges", labtest.Lab(1))
	meter := running.Meter()
	defer meter.Close()
	all := until(t, meter, "shop-1 cpu_cores", "nginx cpu_cores", "redis cpu_cores", "postgres cpu_cores")
	for _, service := range running.Lab.Members() {
		for _, name := range []string{record.GaugeCPU, record.GaugeMemory, record.GaugePids} {
			if share, ok := all[service+" "+name].Share(); !ok || share < 0 || share > 1 {
				t.Errorf("%s of %s: %+v", name, service, all[service+" "+name])
			}
		}
	}
	for _, want := range []string{"nginx connections", "shop-1 db_pool", "shop-1 goroutines", "redis connections", "redis data_bytes",
		"postgres connections", "postgres active", "postgres lock_waits"} {
		if _, ok := all[want]; !ok {
			t.Errorf("nobody knows %q", want)
		}
	}
	if g := all["shop-1 db_pool"]; g.Limit != 4 {
		t.Errorf("pool of %+v, want of 4", g)
	}
	if g := all["postgres connections"]; g.Limit != 50 || g.Value > 10 {
		t.Errorf("sessions of a lab at rest: %+v", g)
	}
	frozen(t, running, meter)
	quiet(t, e, running)
}

// frozen freezes the database: its own metrics are missing, those of its container and of other services are not.
func frozen(t *testing.T, running *stack.Running, meter *stack.Meter) {
	t.Helper()
	if err := running.Target().Containers.Pause(t.Context(), stack.Postgres); err != nil {
		t.Fatal(err)
	}
	begun := time.Now()
	all := byName(meter.Read(t.Context()))
	if took := time.Since(begun); took > 30*time.Second {
		t.Errorf("a look at a frozen lab took %v", took)
	}
	if err := running.Target().Containers.Unpause(t.Context(), stack.Postgres); err != nil {
		t.Fatal(err)
	}
	if _, ok := all["postgres active"]; ok {
		t.Error("a frozen database tells its sessions")
	}
	for _, want := range []string{"postgres memory_bytes", "redis connections", "nginx connections", "shop-1 goroutines"} {
		if _, ok := all[want]; !ok {
			t.Errorf("while the database is frozen nobody knows %q", want)
		}
	}
	until(t, meter, "postgres active")
}

// until samples until all of these gauges are present: the engine reports a container once per second.
func until(t *testing.T, meter *stack.Meter, names ...string) map[string]record.Gauge {
	t.Helper()
	deadline := time.Now().Add(15 * time.Second)
	for {
		all := byName(meter.Read(t.Context()))
		missing := slices.DeleteFunc(slices.Clone(names), func(name string) bool { _, ok := all[name]; return ok })
		if len(missing) == 0 {
			return all
		}
		if time.Now().After(deadline) {
			t.Fatalf("nobody knows %q", missing)
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// quiet checks that sampling leaves nothing in the request logs.
func quiet(t *testing.T, e *engine.Engine, running *stack.Running) {
	t.Helper()
	for _, service := range []string{stack.Nginx, stack.ShopName(1)} {
		var log bytes.Buffer
		if err := e.Logs(t.Context(), stack.ContainerName(running.Instance, service), engine.LogOptions{}, &log); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(log.String()) {
			if strings.Contains(line, "/status") || strings.Contains(line, "metrics") {
				t.Errorf("%s logs a look: %s", service, line)
			}
		}
	}
}

func byName(gauges []record.Gauge) map[string]record.Gauge {
	all := map[string]record.Gauge{}
	for _, g := range gauges {
		all[g.Service+" "+g.Name] = g
	}
	return all
}
