package chaos

import (
	"context"
	"encoding/json"
	"fmt"

	"firedrill/internal/record"
)

func readRedeployUndo(undo Undo) (redeployUndo, error) {
	var u redeployUndo
	if err := json.Unmarshal(undo, &u); err != nil {
		return u, fmt.Errorf("undo: %w", err)
	}
	return u, nil
}

func (f *redeployed) Prove(ctx context.Context, lab Lab, undo Undo) Proof {
	u, err := readRedeployUndo(undo)
	if err != nil {
		return Proof{Mechanism: record.Check{Saw: err.Error()}}
	}
	s, err := lab.Containers().State(ctx, f.service())
	if err != nil {
		return Proof{Mechanism: record.Check{Saw: err.Error()}}
	}
	env, err := lab.Containers().Env(ctx, s.ID)
	if err != nil {
		return Proof{Mechanism: record.Check{Saw: err.Error()}}
	}
	deployed, runs := f.deployed(s, env, u), f.runs(ctx, lab, s, u)
	if f.feel == nil {
		return Proof{Mechanism: deployed, Effect: runs}
	}
	p := Proof{Mechanism: record.Check{OK: deployed.OK && runs.OK, Saw: deployed.Saw + ", " + runs.Saw}}
	if p.Mechanism.OK {
		p.Effect = f.feel(ctx, lab, u)
	}
	return p
}

// deployed is the proof of mechanism: another container, made with the damage.
func (f *redeployed) deployed(s State, env []string, u redeployUndo) record.Check {
	if s.ID == u.Original {
		return record.Check{Saw: "still the original container"}
	}
	has := digestIn(env, f.variable())
	return record.Check{OK: has == u.Want, Saw: "a new container with " + f.shown(has)}
}

// runs looks whether the process itself has the value, or can't live with it.
func (f *redeployed) runs(ctx context.Context, lab Lab, s State, u redeployUndo) record.Check {
	if (s.Status == statusExited || s.Status == statusRestarting) && s.ExitCode != 0 {
		return record.Check{OK: true, Saw: "the process " + s.String()}
	}
	settings, err := lab.Settings(ctx, f.service())
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	has := digestShown(settings, f.variable())
	// A process without the variable may show nothing, emptiness, or the default that it fell back to.
	ok := has == u.Want || u.Want == "" && has != u.Was
	return record.Check{OK: ok, Saw: "the process has " + f.shown(has)}
}

// shown names the variable with what a digest says of its value. The value itself may be a secret.
func (f *redeployed) shown(digest string) string {
	if digest == "" {
		return "no " + f.variable()
	}
	return f.variable() + "=" + digest
}

// Revert takes this change alone off. Usually nothing else was changed, and the original container comes back; else the
// rest stays, in a new one. Where there is no telling what stands in the service's place, the original comes back too.
func (f *redeployed) Revert(ctx context.Context, lab Lab, undo Undo) error {
	u, err := readRedeployUndo(undo)
	if err != nil {
		return err
	}
	c := lab.Containers()
	s, err := c.State(ctx, f.service())
	if err != nil {
		return err
	}
	if s.ID == "" || s.ID == u.Original {
		return c.Restore(ctx, f.service(), u.Original)
	}
	now, err := c.Env(ctx, s.ID)
	if err != nil {
		return err
	}
	first, err := c.Env(ctx, u.Original)
	if err != nil && digestIn(now, f.variable()) != u.Want {
		return nil // someone recreated the service without the damage, which is gone with its container
	}
	if err != nil {
		return fmt.Errorf("the original container: %w", err)
	}
	value, there := lookup(first, f.variable())
	rest := withVariable(now, f.variable(), value, there)
	switch {
	case digestIn(now, f.variable()) != u.Want:
		return nil // another change of the same variable lies over this one
	case sameVariables(rest, first):
		return c.Restore(ctx, f.service(), u.Original)
	}
	return c.Redeploy(ctx, f.service(), rest)
}

func (f *redeployed) Gone(ctx context.Context, lab Lab, undo Undo) record.Check {
	u, err := readRedeployUndo(undo)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	s, err := lab.Containers().State(ctx, f.service())
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	if s.Status != statusRunning {
		return record.Check{Saw: s.String()}
	}
	saw := "the original container"
	if s.ID != u.Original {
		env, err := lab.Containers().Env(ctx, s.ID)
		if err != nil {
			return record.Check{Saw: err.Error()}
		}
		has := digestIn(env, f.variable())
		saw = "another container with " + f.shown(has)
		if has == u.Want {
			return record.Check{Saw: saw}
		}
	}
	return alsoServed(ctx, lab, f.service(), saw)
}
