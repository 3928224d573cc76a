// Package nginxconf changes lines of the balancer's configuration, has nginx load it, and proves both. The families nginx
// and tls share it.
package nginxconf

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"firedrill/chaos"
	"firedrill/chaos/visit"
	"firedrill/internal/record"
)

// reloadTime bounds the wait for a worker with the new configuration.
const reloadTime = 3 * time.Second

// Change defines a kind: which lines it changes, and how users see it.
type Change interface {
	Validate() []chaos.Problem
	// Edits returns the edits that apply the damage.
	Edits(conf string) ([]Edit, error)
	// Effect is the proof of effect.
	Effect(ctx context.Context, site chaos.HTTP) record.Check
}

// Fault changes lines of the balancer's configuration, and has nginx load it. The journal holds the lines, so that another process
// can revert them. Such faults compose, and survive a restart, because a container keeps its files.
type Fault struct {
	Change
	Refused bool // nginx will not take the configuration
}

// Parameters returns the struct of the kind.
func (f *Fault) Parameters() any { return f.Change }

// Balancer is the target of all kinds on nginx.
type Balancer struct {
	On string `param:"on" required:"true" doc:"the balancer, nginx"`
}

// Validate requires the balancer.
func (b *Balancer) Validate() []chaos.Problem { return chaos.OnlyBalancer(b.On) }

// undo is what the journal holds of a fault.
type undo struct {
	Edits  []Edit `json:"edits"`
	Worker string `json:"worker"` // the process that served before
}

// Plan notes the edits, and refuses lines that another fault has changed.
func (f *Fault) Plan(ctx context.Context, t *chaos.Target) (chaos.Undo, error) {
	if _, err := t.Running(ctx, chaos.Balancer); err != nil {
		return nil, err
	}
	conf, err := t.Config.ReadFile(ctx, chaos.Balancer, chaos.NginxConf)
	if err != nil {
		return nil, err
	}
	edits, err := f.Edits(string(conf))
	if err != nil {
		return nil, err
	}
	if original, err := t.Config.ReadFile(ctx, chaos.Balancer, chaos.NginxOriginal); err == nil {
		if err := ChangedAlready(string(original), edits); err != nil {
			return nil, err
		}
	}
	worker, err := worker(ctx, t)
	if err != nil {
		return nil, err
	}
	return json.Marshal(undo{Edits: edits, Worker: worker})
}

// Inject makes the edits.
func (f *Fault) Inject(ctx context.Context, t *chaos.Target, undo chaos.Undo) error {
	u, conf, err := readNginx(ctx, t, undo)
	if err != nil {
		return err
	}
	changed, err := Applied(conf, u.Edits)
	if err != nil {
		return err
	}
	if _, err := t.Config.ReadFile(ctx, chaos.Balancer, chaos.NginxOriginal); err != nil {
		if err := t.Config.WriteFile(ctx, chaos.Balancer, chaos.NginxOriginal, []byte(conf)); err != nil {
			return err
		}
	}
	if err := t.Config.WriteFile(ctx, chaos.Balancer, chaos.NginxConf, []byte(changed)); err != nil {
		return err
	}
	if f.Refused {
		return t.Containers.Kill(ctx, chaos.Balancer, "HUP")
	}
	return reload(ctx, t)
}

// Revert reverts the edits and has nginx reload, even if the file was already reverted: nginx may not have loaded it. If nginx
// could not start with the damage, it is started.
func (f *Fault) Revert(ctx context.Context, t *chaos.Target, undo chaos.Undo) error {
	u, conf, err := readNginx(ctx, t, undo)
	if err != nil {
		return err
	}
	if sound := Unapplied(conf, u.Edits); sound != conf {
		if err := t.Config.WriteFile(ctx, chaos.Balancer, chaos.NginxConf, []byte(sound)); err != nil {
			return err
		}
	}
	s, err := t.Containers.State(ctx, chaos.Balancer)
	switch {
	case err != nil:
		return err
	case s.Status == chaos.StatusRunning:
		return reload(ctx, t)
	case s.Status == chaos.StatusExited && s.ExitCode != 0:
		return t.Containers.Start(ctx, chaos.Balancer)
	}
	return nil
}

// Prove checks whether nginx has loaded the edits, and what users see.
func (f *Fault) Prove(ctx context.Context, t *chaos.Target, undo chaos.Undo) chaos.Proof {
	u, conf, err := readNginx(ctx, t, undo)
	if err != nil {
		return chaos.Proof{Mechanism: record.Check{Saw: err.Error()}}
	}
	return chaos.Proof{Mechanism: f.loaded(ctx, t, u, conf), Effect: visit.Unhurried(ctx, f.Effect(ctx, t.HTTP))}
}

// loaded is the proof of mechanism: the file contains the damage, and a new worker serves. If nginx must refuse the file, the old
// worker still serves.
func (f *Fault) loaded(ctx context.Context, t *chaos.Target, u undo, conf string) record.Check {
	n := Standing(conf, u.Edits)
	c := record.Check{Saw: fmt.Sprintf("%d of %d lines changed", n, len(u.Edits))}
	now, err := worker(ctx, t)
	if err != nil {
		c.Saw += ", " + err.Error()
		return c
	}
	fresh := now != u.Worker
	c.Saw += ", worker " + now + " serves"
	if fresh {
		c.Saw += " in place of " + u.Worker
	} else {
		c.Saw += " as before"
	}
	c.OK = n == len(u.Edits) && fresh != f.Refused
	return c
}

// Gone checks whether the edits are gone, and whether users are served.
func (f *Fault) Gone(ctx context.Context, t *chaos.Target, undo chaos.Undo) record.Check {
	u, conf, err := readNginx(ctx, t, undo)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	saw := fmt.Sprintf("%d of %d lines changed", Standing(conf, u.Edits), len(u.Edits))
	if Standing(conf, u.Edits) > 0 {
		return record.Check{Saw: saw}
	}
	if felt := f.Effect(ctx, t.HTTP); felt.OK && !f.Refused {
		return record.Check{Saw: saw + ", but " + felt.Saw}
	}
	return t.AlsoServed(ctx, chaos.Balancer, saw)
}

// readNginx reads the undo and the current configuration.
func readNginx(ctx context.Context, t *chaos.Target, undo chaos.Undo) (u undo, conf string, err error) {
	if err = json.Unmarshal(undo, &u); err != nil {
		return u, "", fmt.Errorf("undo: %w", err)
	}
	text, err := t.Config.ReadFile(ctx, chaos.Balancer, chaos.NginxConf)
	return u, string(text), err
}

// Directive claims a directive of nginx.conf. If nginx refuses the file, no other directive can be loaded either.
func Directive(name string) []chaos.Claim {
	return append(chaos.Exclusive("%s in nginx.conf", name), chaos.Claim{Setting: "nginx.conf", Shared: true})
}

// Acts checks whether nginx.conf contains the edits.
func (f *Fault) Acts(ctx context.Context, t *chaos.Target, undo chaos.Undo) (record.Check, error) {
	u, conf, err := readNginx(ctx, t, undo)
	if err != nil {
		return record.Check{}, err
	}
	n := Standing(conf, u.Edits)
	return record.Check{OK: n == len(u.Edits), Saw: fmt.Sprintf("%d of %d lines changed", n, len(u.Edits))}, nil
}
