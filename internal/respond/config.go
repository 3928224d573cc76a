package respond

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"firedrill/chaos"
	"firedrill/internal/engine"
	"firedrill/internal/regular"
	"firedrill/internal/source"
	"firedrill/internal/topology"
)

// candidate is the file that holds a configuration while nginx tests it.
const candidate = chaos.NginxConf + ".new"

// reloadTime bounds the wait for a worker with the new configuration.
const reloadTime = 5 * time.Second

// Config reads the configuration of nginx.
func (d *Desk) Config(ctx context.Context) (string, error) {
	text, err := d.readProxy(ctx, chaos.NginxConf)
	return string(text), err
}

// OriginalConfig reads the configuration that the lab started with.
func (d *Desk) OriginalConfig(ctx context.Context) (string, error) {
	text, err := d.readProxy(ctx, chaos.NginxOriginal)
	if err != nil {
		return d.Config(ctx) // it was never changed
	}
	return string(text), nil
}

// ConfigChange is a change of nginx's configuration. The zero value changes nothing.
type ConfigChange struct {
	Set      []string                                     // see Replaced
	File     string                                       // replace the configuration with this file
	Original bool                                         // restore the configuration that the lab started with
	Edit     func(text string) (edited string, err error) // makes further changes; may be nil
}

// ChangedConfig returns the configuration of a service with changes made, and writes nothing.
func (d *Desk) ChangedConfig(ctx context.Context, word string, c ConfigChange) (string, error) {
	service, err := d.Service(word)
	if err != nil {
		return "", err
	}
	if !d.is(service, topology.RoleProxy) {
		return "", source.Mistake{Message: fmt.Sprintf("%q has no file of configuration", service),
			Hint: "firedrill env shows the app's, firedrill redis CONFIG GET '*' and firedrill sql 'SHOW ALL' those of the stores"}
	}
	text, err := d.baseConfig(ctx, c)
	if err != nil {
		return "", err
	}
	if text, err = Replaced(text, c.Set); err != nil {
		return "", source.Mistake{Message: err.Error(), Hint: "--set 'old=>new'"}
	}
	if c.Edit != nil {
		return c.Edit(text)
	}
	return text, nil
}

// baseConfig returns the configuration that a change is based on.
func (d *Desk) baseConfig(ctx context.Context, c ConfigChange) (string, error) {
	switch {
	case c.File != "" && c.Original:
		return "", source.Mistake{Message: "a file and the original are two texts: --file and --original exclude one another", Hint: "give one of them"}
	case c.File != "":
		text, err := regular.Read(c.File)
		if err != nil {
			return "", source.Unreadable(c.File, err)
		}
		return string(text), nil
	case c.Original:
		return d.OriginalConfig(ctx)
	}
	return d.Config(ctx)
}

// Replaced returns a text in which each change "old=>new" has replaced every occurrence of old.
func Replaced(text string, changes []string) (string, error) {
	for _, c := range changes {
		from, to, ok := strings.Cut(c, "=>")
		if !ok || from == "" {
			return "", fmt.Errorf("%q is not a replacement 'old=>new'", c)
		}
		if !strings.Contains(text, from) {
			return "", fmt.Errorf("the configuration does not contain %q", from)
		}
		text = strings.ReplaceAll(text, from, to)
	}
	return text, nil
}

// Refused says why nginx rejects a configuration.
type Refused struct{ Why string }

func (r Refused) Error() string { return "nginx rejects it: " + r.Why }

// Hint names the flag that writes it anyway.
func (r Refused) Hint() string { return "--force writes it anyway" }

// SetConfig writes a configuration and reloads nginx. A configuration that nginx rejects is not written, unless force is
// set. The answer says what nginx does now.
func (d *Desk) SetConfig(ctx context.Context, text string, force bool) (string, error) {
	proxy, err := d.first(topology.RoleProxy)
	if err != nil {
		return "", err
	}
	s, err := d.containers.State(ctx, proxy)
	if err != nil {
		return "", err
	}
	if s.Status == running && !force {
		if err := d.tryConfig(ctx, proxy, text); err != nil {
			return "", err
		}
	}
	if err := d.keepOriginal(ctx); err != nil {
		return "", err
	}
	if err := d.writeProxy(ctx, chaos.NginxConf, []byte(text)); err != nil {
		return "", err
	}
	if s.Status != running {
		return "nginx is " + s.Status + ": it will read it when it is started", nil
	}
	return d.reload(ctx, proxy)
}

// tryConfig tests a configuration with the nginx in the container.
func (d *Desk) tryConfig(ctx context.Context, proxy, text string) error {
	if err := d.writeProxy(ctx, candidate, []byte(text)); err != nil {
		return err
	}
	got, err := d.run(ctx, proxy, engine.Exec{Cmd: []string{"nginx", "-t", "-q", "-c", candidate}})
	if err != nil {
		return err
	}
	if err := got.failure(); err != nil {
		return Refused{err.Error()}
	}
	return nil
}

// keepOriginal saves the configuration that the lab started with, before the first change.
func (d *Desk) keepOriginal(ctx context.Context) error {
	if _, err := d.readProxy(ctx, chaos.NginxOriginal); err == nil {
		return nil
	}
	text, err := d.readProxy(ctx, chaos.NginxConf)
	if err != nil {
		return err
	}
	return d.writeProxy(ctx, chaos.NginxOriginal, text)
}

// reload makes nginx read its configuration, and returns when a new worker runs.
func (d *Desk) reload(ctx context.Context, proxy string) (string, error) {
	before, err := d.workers(ctx, proxy)
	if err != nil {
		return "", err
	}
	if err := d.containers.Kill(ctx, proxy, "HUP"); err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(ctx, reloadTime)
	defer cancel()
	for {
		now, err := d.workers(ctx, proxy)
		if err != nil {
			return "", err
		}
		if slices.ContainsFunc(now, func(pid string) bool { return !slices.Contains(before, pid) }) {
			return "nginx has reloaded", nil
		}
		select {
		case <-ctx.Done():
			return "", errors.New("nginx did not load it and keeps the old configuration")
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// workers lists the nginx processes that accept new connections.
func (d *Desk) workers(ctx context.Context, proxy string) ([]string, error) {
	in, err := d.containers.ID(ctx, proxy)
	if err != nil {
		return nil, fmt.Errorf("look into %q: %w", proxy, err)
	}
	all, err := d.engine.Processes(ctx, in)
	var pids []string
	for _, p := range all {
		if strings.HasSuffix(p.Args, "nginx: worker process") {
			pids = append(pids, p.Pid)
		}
	}
	return pids, err
}
