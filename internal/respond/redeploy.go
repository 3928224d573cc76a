package respond

import (
	"context"
	"fmt"

	"firedrill/stack"
)

// Release is the variable that names the app's version.
const Release = "RELEASE"

// Redeploy puts a new container in a service's place, as the lab first made it, with another version of the app if one is
// asked for.
func (d *Desk) Redeploy(ctx context.Context, service, version string) error {
	if service == stack.Postgres {
		return keepsData{}
	}
	var change []string
	if version != "" {
		if !stack.IsShop(service) {
			return fmt.Errorf("%q has no versions: only the app has", service)
		}
		change = []string{Release + "=" + version}
	}
	if err := d.containers.Renew(ctx, service, change); err != nil {
		return err
	}
	return d.lives(ctx, service)
}

// Previous puts the container back that stood in a service's place before the present one.
func (d *Desk) Previous(ctx context.Context, service string) error {
	id, err := d.containers.Newest(ctx, service)
	if err != nil {
		return err
	}
	if id == "" {
		return fmt.Errorf("%q has no previous container", service)
	}
	if err := d.containers.PutBack(ctx, service, id); err != nil {
		return err
	}
	return d.lives(ctx, service)
}

// keepsData says that a database is not made anew.
type keepsData struct{}

func (keepsData) Error() string {
	return "the database keeps its data in its container: a new one would have none of the orders"
}
func (keepsData) Hint() string {
	return "firedrill restart postgres, or firedrill redeploy postgres --previous"
}
