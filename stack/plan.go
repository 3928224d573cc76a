package stack

import (
	"fmt"
	"strconv"
	"strings"

	"firedrill/chaos"
	"firedrill/internal/agent"
	"firedrill/internal/engine"
	"firedrill/internal/release"
	"firedrill/stack/images"
	"firedrill/stack/shop"
)

// Images are the image references of a lab's containers.
type Images struct {
	Nginx    string
	Redis    string
	Postgres string // with the seed data included
	Self     string // this binary, as shop and as agent
}

// blueprint holds everything that determines a lab's containers; the plan is a pure function of it.
type blueprint struct {
	Lab      Lab
	Instance string
	Run      string
	Kept     bool
	Network  string // name of the network
	Subnet   string // such as 10.213.7
	Images   Images
	Secrets  Secrets
	CA       []byte
	Sites    map[string]Certificate // by path, including those that only faults use
	Version  string
}

// redisPassword is the variable with the password in Redis's container.
const redisPassword = shop.VariableCachePassword

// The users of the official images; the built images use the same.
const (
	nginxUser    = "101:101"
	redisUser    = "999:1000"
	postgresUser = "70:70"
	selfUser     = "65534:65534"
)

func (b blueprint) labels(service string) map[string]string {
	m := map[string]string{LabelLab: b.Instance, LabelRun: b.Run, LabelConfig: b.Lab.Name, LabelService: service}
	if service == "" {
		delete(m, LabelService)
	}
	if b.Kept && service != Client {
		m[LabelKept] = "true"
	}
	return m
}

func (b blueprint) network() engine.Network {
	return engine.Network{Name: b.Network, Subnet: b.Subnet + ".0/24", Gateway: b.Subnet + ".1",
		Range: b.Subnet + ".128/25", Labels: b.labels("")}
}

// container returns the settings common to all services.
func (b blueprint) container(service, kind string) engine.Container {
	s := b.Lab.Services[kind]
	labels := b.labels(service)
	if service != Client {
		labels[LabelMembers] = strings.Join(b.Lab.Members(), " ")
	}
	if limits := (engine.Limits{CPUs: s.CPUs, Memory: s.Memory, Pids: s.Pids}); limits != (engine.Limits{}) {
		labels[LabelLimits] = writeLimits(limits)
	}
	return engine.Container{Name: ContainerName(b.Instance, service), Labels: labels, Network: b.Network,
		Address: address(b.Subnet, service), Aliases: []string{service}, CPUs: s.CPUs, Memory: s.Memory, Pids: s.Pids,
		// Unknown names must fail inside the lab: otherwise the engine asks the host's resolver, and its response time
		// would affect the grade.
		DNS: []string{"127.0.0.1"}, DNSOptions: []string{"timeout:1", "attempts:1", "ndots:0"}, DNSSearch: []string{"."}}
}

// services plans every container except the client's, the slowest to be ready first.
func (b blueprint) services() ([]engine.Container, error) {
	nginx, err := b.nginx()
	if err != nil {
		return nil, err
	}
	out := []engine.Container{b.postgres(), b.redis()}
	for _, replica := range b.Lab.Shops() {
		out = append(out, b.shop(replica))
	}
	if b.Lab.HasReplica() {
		out = append(out, b.replica())
	}
	return append(out, nginx), nil
}

func (b blueprint) nginx() (engine.Container, error) {
	conf, err := nginxConf(b.Lab)
	if err != nil {
		return engine.Container{}, err
	}
	c := b.container(Nginx, Nginx)
	c.Image, c.User = b.Images.Nginx, nginxUser
	c.Entrypoint = []string{"nginx", "-c", "/etc/firedrill/nginx.conf", "-g", "daemon off;"}
	c.Aliases = append(c.Aliases, SiteName)
	c.Publish = []int{PortHTTPS}
	c.StopSignal = "SIGQUIT"
	// nginx resolves upstream names once, at its start. With these entries it can start before the app.
	for _, replica := range b.Lab.Shops() {
		c.ExtraHosts = append(c.ExtraHosts, replica+":"+address(b.Subnet, replica))
	}
	c.Files = []engine.File{
		{Path: "etc/firedrill", Mode: 0o755, Dir: true},
		{Path: chaos.NginxConf[1:], Mode: 0o644, Data: conf},
		{Path: "etc/firedrill/tls", Mode: 0o755, Dir: true},
		{Path: "etc/firedrill/tls/ca.crt", Mode: 0o644, Data: b.CA},
	}
	c.Files = append(c.Files, b.certificates()...)
	return c, nil
}

func (b blueprint) redis() engine.Container {
	c := b.container(Redis, Redis)
	c.Image, c.User = b.Images.Redis, redisUser
	// The password is in the environment, and the shell passes it to Redis as a configuration on standard input,
	// because any process can read a command line. Copying a file into the container would take longer than the start
	// of Redis.
	c.Entrypoint = []string{"/bin/sh", "-c", "exec redis-server \"$@\" - <<.\nrequirepass $" + redisPassword + "\n.\n", "redis-server"}
	c.Env = []string{redisPassword + "=" + b.Secrets.Redis}
	c.Cmd = []string{"--bind", "* -::*", "--port", strconv.Itoa(PortRedis), "--save", "", "--appendonly", "no", "--dir", "/tmp",
		"--maxmemory", "64mb", "--maxmemory-policy", "allkeys-lru"}
	return c
}

func (b blueprint) postgres() engine.Container {
	c := b.container(Postgres, Postgres)
	c.Image, c.User = b.Images.Postgres, postgresUser
	c.Entrypoint = []string{"/bin/sh", images.PostgresStart}
	c.Env = []string{images.PostgresShopPassword + "=" + b.Secrets.ShopDB, images.PostgresAdminPassword + "=" + b.Secrets.AdminDB}
	if b.Lab.HasReplica() {
		c.Env = append(c.Env, images.PostgresReplicaPassword+"="+b.Secrets.Replica)
	}
	c.StopSignal = "SIGINT"
	if b.hasDisk() {
		c.Volumes = b.diskMounts()
	}
	return c
}

// replica plans a streaming replica of the database, which takes no writes.
func (b blueprint) replica() engine.Container {
	c := b.container(Replica, Replica)
	c.Image, c.User = b.Images.Postgres, postgresUser
	c.Entrypoint = []string{"/bin/sh", images.ReplicaStart}
	c.Env = []string{images.PostgresPrimary + "=" + Postgres, images.PostgresReplicaPassword + "=" + b.Secrets.Replica}
	c.StopSignal = "SIGINT"
	return c
}

func (b blueprint) shop(name string) engine.Container {
	c := b.container(name, Shop)
	c.Image, c.User = b.Images.Self, selfUser
	c.Cmd = []string{"shop"}
	c.Entrypoint = []string{"/firedrill"}
	own := shop.Environment{Replica: name, Release: release.First, Database: Postgres, DatabasePort: PortPostgres,
		Cache: fmt.Sprintf("%s:%d", Redis, PortRedis), DatabasePassword: b.Secrets.ShopDB, CachePassword: b.Secrets.Redis, JWTSecret: b.Secrets.JWT}
	if b.Lab.HasReplica() {
		own.DatabaseReplica = Replica
	}
	c.Env = MergeEnv(own.Pairs(), b.Lab.Services[Shop].Env)
	return c
}

// client plans the agent that plays the users.
func (b blueprint) client() engine.Container {
	c := b.container(Client, Client)
	// Several clients may be in one lab, each of its own run.
	c.Name, c.Address = ContainerName(b.Instance, Client+"-"+b.Run), ""
	c.Image, c.User = b.Images.Self, selfUser
	c.Entrypoint, c.Cmd = []string{"/firedrill"}, []string{"agent"}
	// Users do not compete with the shop for CPU: the client has priority when it is scarce.
	c.CPUs, c.CPUShares, c.Memory, c.Pids, c.Resumable = 2, 8192, 256<<20, 200, true
	c.Env = []string{
		agent.EnvPostgres + "=" + fmt.Sprintf("postgres://postgres:%s@%s:%d/shop?sslmode=disable", b.Secrets.AdminDB, Postgres, PortPostgres),
		agent.EnvShop + "=" + fmt.Sprintf("postgres://shop:%s@%s:%d/shop?sslmode=disable", b.Secrets.ShopDB, Postgres, PortPostgres),
		agent.EnvRedis + "=" + fmt.Sprintf("redis://:%s@%s:%d/0", b.Secrets.Redis, Redis, PortRedis),
	}
	return c
}

// MergeEnv overrides NAME=value pairs: an existing name keeps its position, a new one is appended.
func MergeEnv(base, over []string) []string {
	out := append([]string(nil), base...)
	for _, pair := range over {
		name, _, _ := strings.Cut(pair, "=")
		placed := false
		for i, have := range out {
			if strings.HasPrefix(have, name+"=") {
				out[i], placed = pair, true
			}
		}
		if !placed {
			out = append(out, pair)
		}
	}
	return out
}

// Trial plans an idle container on which capabilities of an engine are tried. It exits when its standard input ends.
func Trial(self, run string) engine.Container {
	return engine.Container{Name: "firedrill-trial-" + run, Image: self, User: selfUser, Entrypoint: []string{"/firedrill"}, Cmd: []string{"agent"},
		Labels: map[string]string{LabelLab: "trial", LabelRun: run, LabelService: "trial"}, Network: "none", CPUs: 1, Memory: 64 << 20, Pids: 64}
}
