package settings

import (
	"fmt"

	"firedrill/internal/source"
	"firedrill/stack"
	"firedrill/stack/images"
	"firedrill/stack/shop"
)

// checkConnections refuses a lab whose app replicas together may open more connections than Postgres accepts. It checks
// a resolved lab when it is used, not the file: a lab may inherit its replicas from one lab and its pool from another.
func checkConnections(lab stack.Lab) error {
	app := lab.Services[stack.Shop]
	pool, replicas := shop.PoolSize(app.Env), max(1, app.Replicas)
	if replicas*pool <= images.AppConnections {
		return nil
	}
	return source.Mistake{
		Message: fmt.Sprintf("lab %q may open %d connections to Postgres, which takes %d from the shop: replicas %d, DB_POOL %d",
			lab.Name, replicas*pool, images.AppConnections, replicas, pool),
		Hint: fewerConnections(replicas, pool),
	}
}

// fewerConnections returns the hint with settings that fit.
func fewerConnections(replicas, pool int) string {
	hint := fmt.Sprintf("with %d replicas, DB_POOL is at most %d", replicas, images.AppConnections/replicas)
	if replicas == 1 {
		hint = fmt.Sprintf("DB_POOL is at most %d", images.AppConnections)
	}
	if fit := images.AppConnections / pool; fit > 0 {
		hint += fmt.Sprintf("; with DB_POOL=%d, replicas is at most %d", pool, fit)
	}
	return hint
}
