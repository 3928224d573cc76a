package respond

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

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

// originalEnv returns the variables that the lab made a service with.
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
	if !stack.IsShop(service) {
		return fmt.Errorf("%q has no variables to set: only the app has", service)
	}
	if err := d.containers.Redeploy(ctx, service, env); err != nil {
		return err
	}
	return d.lives(ctx, service)
}

// Changed returns an environment with changes made: NAME=value sets a variable, NAME- takes it out.
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

// Shown is an environment as it may be shown, sorted: of a secret there is a digest.
func Shown(env []string) []string {
	var out []string
	for name, value := range variables(env) {
		if secret(name) {
			value = fmt.Sprintf("sha256:%.4x", sha256.Sum256([]byte(value)))
		}
		out = append(out, name+"="+value)
	}
	slices.Sort(out)
	return out
}

// secret says that a variable's value is not to be shown.
func secret(name string) bool {
	return strings.Contains(name, "PASSWORD") || strings.Contains(name, "SECRET")
}

func variables(env []string) map[string]string {
	m := make(map[string]string, len(env))
	for _, pair := range env {
		name, value, _ := strings.Cut(pair, "=")
		m[name] = value
	}
	return m
}
