package respond

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"firedrill/chaos"
	"firedrill/internal/environ"
	"firedrill/internal/source"
	"firedrill/internal/topology"
	"firedrill/stack"
)

// Env returns the variables that a service's container runs with.
func (d *Desk) Env(ctx context.Context, service string) ([]string, error) {
	s, err := d.containers.State(ctx, service)
	if err != nil {
		return nil, err
	}
	if s.ID == "" {
		return nil, fmt.Errorf("%q has no container now", service)
	}
	return d.containers.Env(ctx, s.ID)
}

// originalEnv returns the variables that the lab started a service with.
func (d *Desk) originalEnv(ctx context.Context, service string) ([]string, error) {
	s, err := d.containers.State(ctx, service)
	if err != nil {
		return nil, err
	}
	id := s.Original
	if id == "" {
		id = s.ID
	}
	return d.containers.Env(ctx, id)
}

// SetEnv redeploys a replica of the app with other variables, and keeps everything else.
func (d *Desk) SetEnv(ctx context.Context, service string, env []string) error {
	if !d.is(service, topology.RoleApp) {
		return fmt.Errorf("%q has no variables to set: only the app has", service)
	}
	if err := d.containers.Replace(ctx, service, chaos.Replacement{Env: env}); err != nil {
		return err
	}
	return d.lives(ctx, service)
}

// Changed returns a changed environment: NAME=value sets a variable, NAME- removes it.
func Changed(env, changes []string) ([]string, error) {
	out := slices.Clone(env)
	for _, c := range changes {
		name, _, set := strings.Cut(c, "=")
		if set && name != "" {
			out = stack.MergeEnv(out, []string{c})
			continue
		}
		name, unset := strings.CutSuffix(c, "-")
		if !unset || name == "" {
			return nil, fmt.Errorf("%q is not a change of a variable", c)
		}
		had := len(out)
		out = slices.DeleteFunc(out, func(pair string) bool { return strings.HasPrefix(pair, name+"=") })
		if len(out) == had {
			return nil, fmt.Errorf("there is no variable %q to remove", name)
		}
	}
	return out, nil
}

// Environment is a service's variables by their names. The value of a secret is a digest.
type Environment map[string]string

// Shown is an environment as it may be shown.
func Shown(env []string) Environment {
	shown := environ.Map(env)
	for name, value := range shown {
		if secret(name) {
			shown[name] = fmt.Sprintf("sha256:%.4x", sha256.Sum256([]byte(value)))
		}
	}
	return shown
}

// Text writes one variable a line, sorted.
func (e Environment) Text(w io.Writer) error {
	lines := make([]string, 0, len(e))
	for name, value := range e {
		lines = append(lines, name+"="+value)
	}
	slices.Sort(lines)
	_, err := fmt.Fprintln(w, strings.Join(lines, "\n"))
	return err
}

// ErrSameEnv says that a change leaves all variables as they are.
var ErrSameEnv = errors.New("has exactly these variables already")

// EnvChange is a change of a replica's variables.
type EnvChange struct {
	Changes []string                                        // see Changed
	Edit    func(env []string) (edited []string, err error) // makes further changes; may be nil
}

// ChangeEnv redeploys a replica of the app with changed variables. The error wraps ErrSameEnv if nothing would change.
func (d *Desk) ChangeEnv(ctx context.Context, service string, c EnvChange) error {
	now, err := d.Env(ctx, service)
	if err != nil {
		return err
	}
	want, err := Changed(now, c.Changes)
	if err != nil {
		return source.Mistake{Message: err.Error(), Hint: "NAME=VALUE sets one, NAME- takes one out"}
	}
	if c.Edit != nil {
		if want, err = c.Edit(want); err != nil {
			return err
		}
	}
	if slices.Equal(want, now) {
		return fmt.Errorf("%q %w", service, ErrSameEnv)
	}
	return d.SetEnv(ctx, service, want)
}

// ShownEnv returns the variables of the first service that a word means, as they may be shown.
func (d *Desk) ShownEnv(ctx context.Context, word string) (Environment, error) {
	service, err := d.Service(word)
	if err != nil {
		return nil, err
	}
	now, err := d.Env(ctx, service)
	return Shown(now), err
}

// ParseEnv reads variables, one per line. The error is a source.Mistake.
func ParseEnv(text string) (env []string, err error) {
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		name, _, ok := strings.Cut(line, "=")
		switch {
		case line == "":
		case !ok || name == "":
			return nil, source.Mistake{Message: fmt.Sprintf("%q is not a variable with its value", line), Hint: "write NAME=value"}
		default:
			env = append(env, line)
		}
	}
	return env, nil
}

// secret reports that a variable's value must not be shown.
func secret(name string) bool {
	return strings.Contains(name, "PASSWORD") || strings.Contains(name, "SECRET")
}
