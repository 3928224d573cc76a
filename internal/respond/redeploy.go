package respond

import (
	"context"
	"fmt"

	"firedrill/chaos"
	"firedrill/internal/topology"
)

// Release is the variable that names the app's version.
const Release = "RELEASE"

// Redeploy replaces a service's container with a new one, as the lab first created it. A version that is not empty replaces
// the version of the app.
func (d *Desk) Redeploy(ctx context.Context, service, version string) error {
	if d.is(service, topology.RoleDatabase) {
		return keepsData{}
	}
	var change []string
	if version != "" {
		if !d.is(service, topology.RoleApp) {
			return fmt.Errorf("%q has no versions: only the app has", service)
		}
		change = []string{Release + "=" + version}
	}
	if err := d.containers.Replace(ctx, service, chaos.Replacement{AsFirst: true, Env: change}); err != nil {
		return err
	}
	return d.lives(ctx, service)
}

// Previous restores the container that ran before the current one.
func (d *Desk) Previous(ctx context.Context, service string) error {
	id, err := d.containers.Newest(ctx, service)
	if err != nil {
		return err
	}
	if id == "" {
		return fmt.Errorf("%q has no previous container", service)
	}
	if err := d.containers.Restore(ctx, service, id); err != nil {
		return err
	}
	return d.lives(ctx, service)
}

// keepsData is the error for a database, which is not redeployed.
type keepsData struct{}

func (keepsData) Error() string {
	return "the database keeps its data in its container: a new one would have none of the orders"
}
func (keepsData) Hint() string {
	return "firedrill restart postgres, or firedrill redeploy postgres --previous"
}
