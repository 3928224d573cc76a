package stack

import (
	"strconv"
	"strings"

	"firedrill/chaos"
	"firedrill/internal/topology"
)

// Labels of everything that belongs to a lab. Clean-up finds it by them.
const (
	LabelLab     = "firedrill.lab"     // the instance: a running lab
	LabelService = "firedrill.service" // nginx, shop-1, redis, postgres, postgres-replica, client
	LabelRun     = "firedrill.run"     // the run that created it, and that owns it unless it is kept
	LabelKept    = "firedrill.kept"    // "true" if `up` left it running on purpose
	LabelConfig  = "firedrill.config"  // the lab's name in labs.yaml
	LabelLimits  = "firedrill.limits"  // the service's limits by the lab's definition
	LabelMembers = "firedrill.members" // the lab's services, so that a missing container is noticed
	LabelBeside  = "firedrill.beside"  // for a sidecar: the service whose network it shares
)

// Client is the service that plays the users: an agent in the lab's network.
const Client = "client"

// helper reports that a container is not a service of the shop: it plays the users, or supports another container.
func helper(service string) bool {
	return service == Client || service == Sidecar || service == chaos.DiskKeeper
}

// Ports of the services inside a lab.
const (
	PortHTTPS    = 8443
	PortHTTP     = 8080
	PortStatus   = 8081 // nginx's status page
	PortShop     = 8080
	PortRedis    = 6379
	PortPostgres = 5432
)

// SiteName is the DNS name of the shop, for which its certificate is issued.
const SiteName = "shop.lab"

// SiteURL is the address of the shop inside the lab.
var SiteURL = "https://" + SiteName + ":" + strconv.Itoa(PortHTTPS)

// ContainerName returns the name of a service's container in an instance.
func ContainerName(instance, service string) string { return "firedrill-" + instance + "-" + service }

// NetworkName returns the name of an instance's network, unless it is taken: see networkName.
func NetworkName(instance string) string { return "firedrill-" + instance }

// ShopName returns the name of the n-th replica of the app, from 1.
func ShopName(n int) string { return Shop + "-" + strconv.Itoa(n) }

// IsShop reports that a service is a replica of the app.
func IsShop(service string) bool { return strings.HasPrefix(service, Shop+"-") }

// Members lists the instances of a lab without the client, in the order of a request's path.
func (l Lab) Members() []string {
	var out []string
	for _, i := range l.Topology().Instances() {
		if i.Role != topology.RoleClient {
			out = append(out, i.Name)
		}
	}
	return out
}

// Shops lists the replicas of the app.
func (l Lab) Shops() []string {
	var out []string
	for n := range max(1, l.Services[Shop].Replicas) {
		out = append(out, ShopName(n+1))
	}
	return out
}

// hosts are the last bytes of the services' fixed addresses. With a fixed address, a container that is restarted or
// replaced is found again by its peers.
var hosts = fixedHosts()

// firstShopHost is the last byte of the first replica's address. The others follow it, up to Redis.
const firstShopHost = 21

func fixedHosts() map[string]int {
	all := map[string]int{Nginx: 10, Redis: 30, Postgres: 40, Replica: 41}
	for n := range MaxShops {
		all[ShopName(n+1)] = firstShopHost + n
	}
	return all
}

// address returns a service's fixed address in a subnet such as 10.213.7.
func address(subnet, service string) string { return subnet + "." + strconv.Itoa(hosts[service]) }
