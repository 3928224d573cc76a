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

// reloadTime bounds the wait for a worker of the new configuration.
const reloadTime = 3 * time.Second

// Fault is what all faults of the balancer's configuration do: some lines of the file are exchanged, and nginx is told
// to read it. The lines stand in the journal, so another process can change them back; the faults compose, and survive a
// restart, because a container keeps its files.
type Fault struct {
	Change  func(conf string) ([]Edit, error)                       // pure: the edits that do the damage
	Feel    func(ctx context.Context, s chaos.SiteLab) record.Check // the proof of effect
	Refused bool                                                    // nginx will not take the configuration
}

// undo is what a fault of this family journals.
type undo struct {
	Edits  []Edit `json:"edits"`
	Worker string `json:"worker"` // the process that served before
}

func (f *Fault) Plan(ctx context.Context, lab chaos.Lab) (chaos.Undo, error) {
	if _, err := chaos.Running(ctx, lab, chaos.Balancer); err != nil {
		return nil, err
	}
	files, err := chaos.FilesOf(lab)
	if err != nil {
		return nil, err
	}
	conf, err := files.ReadFile(ctx, chaos.Balancer, chaos.NginxConf)
	if err != nil {
		return nil, err
	}
	edits, err := f.Change(string(conf))
	if err != nil {
		return nil, err
	}
	if original, err := files.ReadFile(ctx, chaos.Balancer, chaos.NginxOriginal); err == nil {
		if err := ChangedAlready(string(original), edits); err != nil {
			return nil, err
		}
	}
	worker, err := worker(ctx, lab)
	if err != nil {
		return nil, err
	}
	return json.Marshal(undo{Edits: edits, Worker: worker})
}

func (f *Fault) Inject(ctx context.Context, lab chaos.Lab, undo chaos.Undo) error {
	u, files, conf, err := readNginx(ctx, lab, undo)
	if err != nil {
		return err
	}
	changed, err := Applied(conf, u.Edits)
	if err != nil {
		return err
	}
	if _, err := files.ReadFile(ctx, chaos.Balancer, chaos.NginxOriginal); err != nil {
		if err := files.WriteFile(ctx, chaos.Balancer, chaos.NginxOriginal, []byte(conf)); err != nil {
			return err
		}
	}
	if err := files.WriteFile(ctx, chaos.Balancer, chaos.NginxConf, []byte(changed)); err != nil {
		return err
	}
	if f.Refused {
		return lab.Containers().Kill(ctx, chaos.Balancer, "HUP")
	}
	return reload(ctx, lab)
}

// Revert changes the lines back and has nginx read them, also when the file was changed back before: that may have been
// all that was done. Where nginx couldn't start with the damage, it is started.
func (f *Fault) Revert(ctx context.Context, lab chaos.Lab, undo chaos.Undo) error {
	u, files, conf, err := readNginx(ctx, lab, undo)
	if err != nil {
		return err
	}
	if sound := Unapplied(conf, u.Edits); sound != conf {
		if err := files.WriteFile(ctx, chaos.Balancer, chaos.NginxConf, []byte(sound)); err != nil {
			return err
		}
	}
	s, err := lab.Containers().State(ctx, chaos.Balancer)
	switch {
	case err != nil:
		return err
	case s.Status == chaos.StatusRunning:
		return reload(ctx, lab)
	case s.Status == chaos.StatusExited && s.ExitCode != 0:
		return lab.Containers().Start(ctx, chaos.Balancer)
	}
	return nil
}

func (f *Fault) Prove(ctx context.Context, lab chaos.Lab, undo chaos.Undo) chaos.Proof {
	u, _, conf, err := readNginx(ctx, lab, undo)
	if err != nil {
		return chaos.Proof{Mechanism: record.Check{Saw: err.Error()}}
	}
	site, err := chaos.SiteOf(lab)
	if err != nil {
		return chaos.Proof{Mechanism: record.Check{Saw: err.Error()}}
	}
	return chaos.Proof{Mechanism: f.loaded(ctx, lab, u, conf), Effect: visit.Unhurried(ctx, f.Feel(ctx, site))}
}

// loaded is the proof of mechanism: the file holds the damage, and another worker serves than before it did; or, where
// nginx is to refuse it, the same one still.
func (f *Fault) loaded(ctx context.Context, lab chaos.Lab, u undo, conf string) record.Check {
	n := Standing(conf, u.Edits)
	c := record.Check{Saw: fmt.Sprintf("%d of %d lines changed", n, len(u.Edits))}
	now, err := worker(ctx, lab)
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

func (f *Fault) Gone(ctx context.Context, lab chaos.Lab, undo chaos.Undo) record.Check {
	u, _, conf, err := readNginx(ctx, lab, undo)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	saw := fmt.Sprintf("%d of %d lines changed", Standing(conf, u.Edits), len(u.Edits))
	if Standing(conf, u.Edits) > 0 {
		return record.Check{Saw: saw}
	}
	site, err := chaos.SiteOf(lab)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	if felt := f.Feel(ctx, site); felt.OK && !f.Refused {
		return record.Check{Saw: saw + ", but " + felt.Saw}
	}
	return chaos.AlsoServed(ctx, lab, chaos.Balancer, saw)
}

// readNginx reads the undo and the configuration as it stands.
func readNginx(ctx context.Context, lab chaos.Lab, undo chaos.Undo) (u undo, files chaos.FileLab, conf string, err error) {
	if err = json.Unmarshal(undo, &u); err != nil {
		return u, nil, "", fmt.Errorf("undo: %w", err)
	}
	if files, err = chaos.FilesOf(lab); err != nil {
		return u, nil, "", err
	}
	text, err := files.ReadFile(ctx, chaos.Balancer, chaos.NginxConf)
	return u, files, string(text), err
}

// Directive claims a directive of nginx.conf. A file that nginx refuses can't be reloaded for another directive either.
func Directive(name string) []chaos.Claim {
	return append(chaos.Only("%s in nginx.conf", name), chaos.Claim{Setting: "nginx.conf", Shared: true})
}

// Acts looks whether nginx.conf has the lines.
func (f *Fault) Acts(ctx context.Context, lab chaos.Lab, undo chaos.Undo) (record.Check, error) {
	u, _, conf, err := readNginx(ctx, lab, undo)
	if err != nil {
		return record.Check{}, err
	}
	n := Standing(conf, u.Edits)
	return record.Check{OK: n == len(u.Edits), Saw: fmt.Sprintf("%d of %d lines changed", n, len(u.Edits))}, nil
}
