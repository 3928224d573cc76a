package chaos

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"firedrill/internal/record"
)

// inNginx is the service that the faults of this family act on.
const inNginx = "nginx"

// reloadTime bounds the wait for a worker of the new configuration.
const reloadTime = 3 * time.Second

// onNginx is what all faults of the balancer's configuration do: some lines of the file are exchanged, and nginx is told
// to read it. The lines stand in the journal, so another process can change them back; the faults compose, and survive a
// restart, because a container keeps its files.
type onNginx struct {
	change  func(conf string) ([]edit, error)                 // pure: the edits that do the damage
	feel    func(ctx context.Context, s SiteLab) record.Check // the proof of effect
	refused bool                                              // nginx will not take the configuration
}

// nginxUndo is what a fault of this family journals.
type nginxUndo struct {
	Edits  []edit `json:"edits"`
	Worker string `json:"worker"` // the process that served before
}

func (f *onNginx) Plan(ctx context.Context, lab Lab) (Undo, error) {
	if _, err := running(ctx, lab, inNginx); err != nil {
		return nil, err
	}
	files, err := filesOf(lab)
	if err != nil {
		return nil, err
	}
	conf, err := files.ReadFile(ctx, inNginx, NginxConf)
	if err != nil {
		return nil, err
	}
	edits, err := f.change(string(conf))
	if err != nil {
		return nil, err
	}
	if original, err := files.ReadFile(ctx, inNginx, NginxOriginal); err == nil {
		if err := changedAlready(string(original), edits); err != nil {
			return nil, err
		}
	}
	worker, err := worker(ctx, lab)
	if err != nil {
		return nil, err
	}
	return json.Marshal(nginxUndo{Edits: edits, Worker: worker})
}

func (f *onNginx) Inject(ctx context.Context, lab Lab, undo Undo) error {
	u, files, conf, err := readNginx(ctx, lab, undo)
	if err != nil {
		return err
	}
	changed, err := applied(conf, u.Edits)
	if err != nil {
		return err
	}
	if _, err := files.ReadFile(ctx, inNginx, NginxOriginal); err != nil {
		if err := files.WriteFile(ctx, inNginx, NginxOriginal, []byte(conf)); err != nil {
			return err
		}
	}
	if err := files.WriteFile(ctx, inNginx, NginxConf, []byte(changed)); err != nil {
		return err
	}
	if f.refused {
		return lab.Containers().Kill(ctx, inNginx, "HUP")
	}
	return reload(ctx, lab)
}

// Revert changes the lines back and has nginx read them, also when the file was changed back before: that may have been
// all that was done. Where nginx couldn't start with the damage, it is started.
func (f *onNginx) Revert(ctx context.Context, lab Lab, undo Undo) error {
	u, files, conf, err := readNginx(ctx, lab, undo)
	if err != nil {
		return err
	}
	if sound := unapplied(conf, u.Edits); sound != conf {
		if err := files.WriteFile(ctx, inNginx, NginxConf, []byte(sound)); err != nil {
			return err
		}
	}
	s, err := lab.Containers().State(ctx, inNginx)
	switch {
	case err != nil:
		return err
	case s.Status == statusRunning:
		return reload(ctx, lab)
	case s.Status == statusExited && s.ExitCode != 0:
		return lab.Containers().Start(ctx, inNginx)
	}
	return nil
}

func (f *onNginx) Prove(ctx context.Context, lab Lab, undo Undo) Proof {
	u, _, conf, err := readNginx(ctx, lab, undo)
	if err != nil {
		return Proof{Mechanism: record.Check{Saw: err.Error()}}
	}
	site, err := siteOf(lab)
	if err != nil {
		return Proof{Mechanism: record.Check{Saw: err.Error()}}
	}
	return Proof{Mechanism: f.loaded(ctx, lab, u, conf), Effect: unhurried(ctx, f.feel(ctx, site))}
}

// loaded is the proof of mechanism: the file holds the damage, and another worker serves than before it did; or, where
// nginx is to refuse it, the same one still.
func (f *onNginx) loaded(ctx context.Context, lab Lab, u nginxUndo, conf string) record.Check {
	n := standing(conf, u.Edits)
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
	c.OK = n == len(u.Edits) && fresh != f.refused
	return c
}

func (f *onNginx) Gone(ctx context.Context, lab Lab, undo Undo) record.Check {
	u, _, conf, err := readNginx(ctx, lab, undo)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	saw := fmt.Sprintf("%d of %d lines changed", standing(conf, u.Edits), len(u.Edits))
	if standing(conf, u.Edits) > 0 {
		return record.Check{Saw: saw}
	}
	site, err := siteOf(lab)
	if err != nil {
		return record.Check{Saw: err.Error()}
	}
	if felt := f.feel(ctx, site); felt.OK && !f.refused {
		return record.Check{Saw: saw + ", but " + felt.Saw}
	}
	return alsoServed(ctx, lab, inNginx, saw)
}

// readNginx reads the undo and the configuration as it stands.
func readNginx(ctx context.Context, lab Lab, undo Undo) (u nginxUndo, files FileLab, conf string, err error) {
	if err = json.Unmarshal(undo, &u); err != nil {
		return u, nil, "", fmt.Errorf("undo: %w", err)
	}
	if files, err = filesOf(lab); err != nil {
		return u, nil, "", err
	}
	text, err := files.ReadFile(ctx, inNginx, NginxConf)
	return u, files, string(text), err
}
