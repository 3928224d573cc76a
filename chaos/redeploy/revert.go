package redeploy

import (
	"context"
	"encoding/json"
	"fmt"

	"firedrill/chaos"
	"firedrill/internal/record"
)

func readUndo(undo chaos.Undo) (Undo, error) {
	var u Undo
	if err := json.Unmarshal(undo, &u); err != nil {
		return u, fmt.Errorf("undo: %w", err)
	}
	return u, nil
}

// Prove checks the container, the variables that its process has, and the effect on users.
func (f *Fault) Prove(ctx context.Context, t *chaos.Target, undo chaos.Undo) chaos.Proof {
	u, err := readUndo(undo)
	if err != nil {
		return chaos.Proof{Mechanism: record.Check{Saw: err.Error()}}
	}
	s, err := t.Containers.State(ctx, f.Service())
	if err != nil {
		return chaos.Proof{Mechanism: record.Check{Saw: err.Error()}}
	}
	env, err := t.Containers.Env(ctx, s.ID)
	if err != nil {
		return chaos.Proof{Mechanism: record.Check{Saw: err.Error()}}
	}
	deployed, runs := f.deployed(s, env, u), f.runs(ctx, t, s, u)
	prover, ok := f.Change.(EffectProver)
	if !ok {
		return chaos.Proof{Mechanism: deployed, Effect: runs}
	}
	p := chaos.Proof{Mechanism: record.Check{OK: deployed.OK && runs.OK, Saw: deployed.Saw + ", " + runs.Saw}}
	if p.Mechanism.OK {
		p.Effect = prover.Effect(ctx, t, u)
	}
	return p
}

// deployed is the proof of mechanism: another container, created with the change.
func (f *Fault) deployed(s chaos.State, env []string, u Undo) record.Check {
	if s.ID == u.Original {
		return record.Check{Saw: "still the original container"}
	}
	has := DigestIn(env, f.Variable())
	return record.Check{OK: has == u.Want, Saw: "a new container with " + f.shown(has)}
}

// runs checks whether the process itself has the value, or crashes because of it.
func (f *Fault) runs(ctx context.Context, t *chaos.Target, s chaos.State, u Undo) record.Check {
	if (s.Status == chaos.StatusExited || s.Status == chaos.StatusRestarting) && s.ExitCode != 0 {
		return record.Check{OK: true, Saw: "the process " + s.String()}
	}
	settings, err := t.Settings(ctx, f.Service())
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	has := digestShown(settings, f.Variable())
	// A process without the variable may show nothing, an empty value, or its default.
	ok := has == u.Want || u.Want == "" && has != u.Was
	return record.Check{OK: ok, Saw: "the process has " + f.shown(has)}
}

// shown describes the variable by its digest. The value itself may be a secret.
func (f *Fault) shown(digest string) string {
	if digest == "" {
		return "no " + f.Variable()
	}
	return f.Variable() + "=" + digest
}

// Revert removes this change only. Usually nothing else was changed, and the original container is restored. Otherwise the other
// changes stay, in a new container. If the service's place is empty, the original is restored too.
func (f *Fault) Revert(ctx context.Context, t *chaos.Target, undo chaos.Undo) error {
	u, err := readUndo(undo)
	if err != nil {
		return err
	}
	c := t.Containers
	s, err := c.State(ctx, f.Service())
	if err != nil {
		return err
	}
	if s.ID == "" || s.ID == u.Original {
		return f.restore(ctx, t, u)
	}
	now, err := c.Env(ctx, s.ID)
	if err != nil {
		return err
	}
	first, err := c.Env(ctx, u.Original)
	if err != nil && DigestIn(now, f.Variable()) != u.Want {
		return nil // someone recreated the service without the damage, which is gone with its container
	}
	if err != nil {
		return fmt.Errorf("the original container: %w", err)
	}
	value, there := Lookup(first, f.Variable())
	rest := WithVariable(now, f.Variable(), value, there)
	switch {
	case DigestIn(now, f.Variable()) != u.Want:
		return nil // another change of the same variable lies over this one
	case sameVariables(rest, first):
		return c.Restore(ctx, f.Service(), u.Original)
	}
	return c.Replace(ctx, f.Service(), chaos.Replacement{Env: rest})
}

// restore restores the original container, which must exist.
func (f *Fault) restore(ctx context.Context, t *chaos.Target, u Undo) error {
	if _, err := t.Containers.Env(ctx, u.Original); err != nil {
		return fmt.Errorf("the original container: %w", err)
	}
	return t.Containers.Restore(ctx, f.Service(), u.Original)
}

// Gone checks whether a container without the change runs, and whether its users are served.
func (f *Fault) Gone(ctx context.Context, t *chaos.Target, undo chaos.Undo) record.Check {
	u, err := readUndo(undo)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	s, err := t.Containers.State(ctx, f.Service())
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	if s.Status != chaos.StatusRunning {
		return record.Check{Saw: s.String()}
	}
	saw := "the original container"
	if s.ID != u.Original {
		env, err := t.Containers.Env(ctx, s.ID)
		if err != nil {
			return record.Check{Saw: err.Error()}
		}
		has := DigestIn(env, f.Variable())
		saw = "another container with " + f.shown(has)
		if has == u.Want {
			return record.Check{Saw: saw}
		}
	}
	return t.AlsoServed(ctx, f.Service(), saw)
}
