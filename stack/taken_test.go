package stack_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"firedrill/chaos"
	"firedrill/internal/engine"
	"firedrill/internal/labtest"
	"firedrill/stack"
)

// refused starts a lab that must fail to start, and checks that nothing of it is left.
func refused(t *testing.T, e *engine.Engine, instance string, lab stack.Lab) error {
	t.Helper()
	run := labtest.Name("refused")
	running, err := stack.Up(t.Context(), e, stack.Request{Lab: lab, Instance: instance, Run: run, Images: labtest.Images(t, e, lab)})
	if err == nil {
		if err := running.Down(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
		t.Fatal("the lab is up")
	}
	label := stack.LabelRun + "=" + run
	containers, cerr := e.List(t.Context(), label)
	networks, nerr := e.Networks(t.Context(), label)
	volumes, verr := e.Volumes(t.Context(), label)
	if cerr := errors.Join(cerr, nerr, verr); cerr != nil || len(containers)+len(networks)+len(volumes) > 0 {
		t.Errorf("left: %v %v %v, %v", containers, networks, volumes, cerr)
	}
	return err
}

func TestUp_LeavesForeignContainersAlone(t *testing.T) {
	labtest.Beside(t, labtest.Light)
	e := labtest.Engine(t)
	instance, lab := labtest.Name("taken"), labtest.Lab(1)
	var ids []string
	for _, service := range []string{stack.Redis, stack.Nginx} {
		id, err := e.Start(t.Context(), engine.Container{Name: stack.ContainerName(instance, service), Image: labtest.Images(t, e, lab).Redis,
			User: "999:1000", Entrypoint: []string{"redis-server"}, Network: "none"})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := e.Remove(context.Background(), id); err != nil {
				t.Error(err)
			}
		})
		ids = append(ids, id)
	}
	err := refused(t, e, instance, lab)
	want := []stack.Taker{{Object: "container", Name: stack.ContainerName(instance, stack.Redis)}, {Object: "container", Name: stack.ContainerName(instance, stack.Nginx)}}
	if taken, ok := errors.AsType[stack.TakenError](err); !ok || !slices.Equal(taken.By, want) {
		t.Errorf("the error is %v, want it to name %v", err, want)
	}
	for _, id := range ids {
		if s, err := e.Inspect(t.Context(), id); err != nil || s.Status != "running" {
			t.Errorf("container %.12s that is not ours is %s, %v", id, s.Status, err)
		}
	}
	// Actions on a service must not act on it either.
	c := stack.Containers{Engine: e, Instance: instance}
	if err := errors.Join(c.Delete(t.Context(), stack.Redis), c.Delete(t.Context(), stack.Nginx)); err != nil {
		t.Error(err)
	}
	for verb, do := range map[string]func() error{
		"stop":    func() error { return c.Stop(t.Context(), stack.Redis, 0) },
		"kill":    func() error { return c.Kill(t.Context(), stack.Redis, "KILL") },
		"pause":   func() error { return c.Pause(t.Context(), stack.Redis) },
		"replace": func() error { return c.Replace(t.Context(), stack.Redis, chaos.Replacement{}) },
		"remove":  func() error { return c.Replace(t.Context(), stack.Redis, chaos.Replacement{None: true}) },
	} {
		if err := do(); err == nil {
			t.Errorf("%s acts on a container that is not the lab's", verb)
		}
	}
	if s, err := e.Inspect(t.Context(), ids[0]); err != nil || s.Status != "running" || s.Name != stack.ContainerName(instance, stack.Redis) {
		t.Errorf("the container that is not ours is %s and named %q, %v", s.Status, s.Name, err)
	}
}

func TestUp_LeavesForeignVolumesAlone(t *testing.T) {
	labtest.Beside(t, labtest.Light)
	e := labtest.Engine(t)
	instance, lab := labtest.Name("volume"), labtest.Lab(1)
	db := lab.Services[stack.Postgres]
	db.Disk = stack.DefaultDisk
	lab.Services[stack.Postgres] = db
	name := stack.ContainerName(instance, "disk")
	if err := e.CreateVolume(t.Context(), engine.Volume{Name: name}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.RemoveVolume(context.Background(), name); err != nil {
			t.Error(err)
		}
	})
	err := refused(t, e, instance, lab)
	if taken, ok := errors.AsType[stack.TakenError](err); !ok || !slices.Equal(taken.By, []stack.Taker{{Object: "volume", Name: name}}) {
		t.Errorf("the error is %v, want that volume %q is taken", err, name)
	}
	if all, err := e.Volumes(t.Context()); err != nil || !slices.ContainsFunc(all, func(v engine.Volume) bool { return v.Name == name }) {
		t.Errorf("the volume that is not ours is gone, %v", err)
	}
}

func TestUp_LeavesForeignNetworksAlone(t *testing.T) {
	labtest.Beside(t, labtest.Light)
	e := labtest.Engine(t)
	instance := labtest.Name("network")
	name := stack.NetworkName(instance)
	id, err := e.CreateNetwork(t.Context(), engine.Network{Name: name, Subnet: "10.214.251.0/28"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.RemoveNetwork(context.Background(), id); err != nil {
			t.Error(err)
		}
	})
	err = refused(t, e, instance, labtest.Lab(1))
	if taken, ok := errors.AsType[stack.TakenError](err); !ok || !slices.Equal(taken.By, []stack.Taker{{Object: "network", Name: name}}) {
		t.Errorf("the error is %v, want that network %q is taken", err, name)
	}
	if all, err := e.Networks(t.Context()); err != nil || !slices.ContainsFunc(all, func(n engine.Network) bool { return n.ID == id }) {
		t.Errorf("the network that is not ours is gone, %v", err)
	}
}

// A run that fails to start a lab because another run has it up removes nothing of that lab.
func TestUp_LeavesTheLabOfAnotherRunAlone(t *testing.T) {
	labtest.Beside(t, labtest.Light)
	e := labtest.Engine(t)
	lab := labtest.Lab(1)
	running := labtest.Up(t, e, "twice", lab)
	err := refused(t, e, running.Instance, lab)
	if taken, ok := errors.AsType[stack.TakenError](err); !ok || taken.By[0].Run != running.Run() {
		t.Errorf("the error is %v, want it to name run %q", err, running.Run())
	}
	for _, service := range lab.Members() {
		if s, err := running.Target().Containers.State(t.Context(), service); err != nil || s.Status != "running" {
			t.Errorf("%q of the other run is %s, %v", service, s.Status, err)
		}
	}
}
