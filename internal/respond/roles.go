package respond

import (
	"context"
	"fmt"
	"slices"

	"firedrill/internal/topology"
)

// first returns the lab's first instance in a role.
func (d *Desk) first(role topology.Role) (string, error) {
	all := d.topology.InRole(role)
	if len(all) == 0 {
		return "", fmt.Errorf("the lab has no service in the role %q", role)
	}
	return all[0].Name, nil
}

// is reports that an instance has one of the roles.
func (d *Desk) is(instance string, roles ...topology.Role) bool {
	i, ok := d.topology.Instance(instance)
	return ok && slices.Contains(roles, i.Role)
}

// readProxy reads a file of the lab's proxy.
func (d *Desk) readProxy(ctx context.Context, path string) ([]byte, error) {
	proxy, err := d.first(topology.RoleProxy)
	if err != nil {
		return nil, err
	}
	return d.containers.ReadFile(ctx, proxy, path)
}

// writeProxy replaces a file of the lab's proxy.
func (d *Desk) writeProxy(ctx context.Context, path string, data []byte) error {
	proxy, err := d.first(topology.RoleProxy)
	if err != nil {
		return err
	}
	return d.containers.WriteFile(ctx, proxy, path, data)
}
