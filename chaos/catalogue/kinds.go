package catalogue

import (
	"slices"

	"firedrill/chaos"
	"firedrill/chaos/app"
	"firedrill/chaos/container"
	"firedrill/chaos/dns"
	"firedrill/chaos/env"
	"firedrill/chaos/load"
	"firedrill/chaos/net"
	"firedrill/chaos/nginx"
	"firedrill/chaos/postgres"
	"firedrill/chaos/redis"
	"firedrill/chaos/resource"
	"firedrill/chaos/tls"
)

// kinds lists all kinds of fault.
func kinds() []chaos.Kind {
	return slices.Concat(
		app.Kinds(),
		container.Kinds(),
		dns.Kinds(),
		env.Kinds(),
		load.Kinds(),
		net.Kinds(),
		nginx.Kinds(),
		postgres.Kinds(),
		redis.Kinds(),
		resource.Kinds(),
		tls.Kinds(),
	)
}
