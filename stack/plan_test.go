package stack

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"firedrill/chaos"
	"firedrill/internal/engine"
	"firedrill/stack/images"
)

// testLab returns a lab with every limit set, as labs.yaml does.
func testLab(replicas int) Lab {
	s := Service{Replicas: 1, CPUs: 1, Memory: 64 << 20, Pids: 64}
	shop := s
	shop.Replicas, shop.Env = replicas, []string{"DB_POOL=4"}
	return Lab{Name: "fragile", Services: map[string]Service{Nginx: s, Shop: shop, Redis: s, Postgres: s, Replica: s}}
}

func testBlueprint(t *testing.T, replicas int) blueprint {
	t.Helper()
	ca, err := NewAuthority(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	site, err := ca.Issue(time.Now(), time.Now().Add(time.Hour), SiteName)
	if err != nil {
		t.Fatal(err)
	}
	return blueprint{Lab: testLab(replicas), Instance: "one", Run: "r1", Network: "firedrill-one", Subnet: "10.213.7", CA: ca.PEM, Sites: map[string]Certificate{chaos.NginxCertificate: site},
		Secrets: NewSecrets(), Images: Images{"nginx:x", "redis:x", "postgres:x", "self:x"}}
}

func planned(t *testing.T, replicas int) []engine.Container {
	t.Helper()
	b := testBlueprint(t, replicas)
	all, err := b.services()
	if err != nil {
		t.Fatal(err)
	}
	return append(all, b.client())
}

func TestPlan_ContainersHaveLeastPrivilege(t *testing.T) {
	for _, c := range planned(t, 2) {
		if c.CPUs <= 0 || c.Memory <= 0 || c.Pids <= 0 {
			t.Errorf("%s: limits are cpus %v, memory %d, pids %d; want all set", c.Name, c.CPUs, c.Memory, c.Pids)
		}
		if len(c.CapAdd) > 0 {
			t.Errorf("%s: capabilities %q are added", c.Name, c.CapAdd)
		}
		if c.User == "" || strings.HasPrefix(c.User, "0") {
			t.Errorf("%s: runs as %q; want a user other than root", c.Name, c.User)
		}
		if published := len(c.Publish) > 0; published != (c.Name == ContainerName("one", Nginx)) {
			t.Errorf("%s: publishes %v; want nginx alone to publish", c.Name, c.Publish)
		}
		for _, l := range []string{LabelLab, LabelRun, LabelService} {
			if c.Labels[l] == "" {
				t.Errorf("%s: label %q is missing: nobody would clean it up", c.Name, l)
			}
		}
	}
}

func TestPlan_NoSecretIsInALabelOrOnACommandLine(t *testing.T) {
	b := testBlueprint(t, 1)
	all, err := b.services()
	if err != nil {
		t.Fatal(err)
	}
	secrets := []string{b.Secrets.AdminDB, b.Secrets.ShopDB, b.Secrets.JWT, b.Secrets.Redis, b.Secrets.Replica}
	for _, c := range append(all, b.client()) {
		for name, value := range c.Labels {
			if slices.ContainsFunc(secrets, func(s string) bool { return strings.Contains(value, s) }) {
				t.Errorf("%s: label %q holds a secret", c.Name, name)
			}
		}
		for _, word := range append(slices.Clone(c.Entrypoint), c.Cmd...) {
			if slices.ContainsFunc(secrets, func(s string) bool { return strings.Contains(word, s) }) {
				t.Errorf("%s: a secret is on its command line: %q", c.Name, word)
			}
		}
	}
}

// TestPlan_NothingOfAReplicaWithoutOne checks that a lab without a replica has no settings for one, so that it stays as
// fast and small as before.
func TestPlan_NothingOfAReplicaWithoutOne(t *testing.T) {
	b := testBlueprint(t, 1)
	for _, has := range []bool{true, false} {
		if !has {
			delete(b.Lab.Services, Replica)
		}
		all, err := b.services()
		if err != nil {
			t.Fatal(err)
		}
		aware := 0
		for _, c := range all {
			if strings.Contains(c.Name+strings.Join(c.Env, " "), "replica") || strings.Contains(strings.Join(c.Env, " "), images.PostgresReplicaPassword) {
				aware++
			}
		}
		if want := map[bool]int{true: 3, false: 0}[has]; aware != want { // the replica, the primary and the shop
			t.Errorf("a replica is there: %v, and %d containers know of it, want %d", has, aware, want)
		}
	}
}

func TestNewSecrets_DifferBetweenLabs(t *testing.T) {
	a, b := NewSecrets(), NewSecrets()
	if a.ShopDB == b.ShopDB || a.JWT == b.JWT || a.Redis == b.Redis || a.AdminDB == b.AdminDB {
		t.Errorf("two labs share a secret: %+v %+v", a, b)
	}
}

func TestPlan_EachReplicaHasAnAddressThatNginxKnows(t *testing.T) {
	for _, replicas := range []int{1, 2, 3, MaxShops} {
		all := planned(t, replicas)
		nginx := all[len(all)-2]
		var want []string
		for n := range replicas {
			want = append(want, fmt.Sprintf("shop-%d:10.213.7.%d", n+1, 21+n))
		}
		if !slices.Equal(nginx.ExtraHosts, want) {
			t.Errorf("%d replicas: nginx knows %q, want %q", replicas, nginx.ExtraHosts, want)
		}
		seen := map[string]string{}
		for _, c := range all {
			if other := seen[c.Address]; c.Address != "" && other != "" {
				t.Errorf("%d replicas: %s and %s share address %s", replicas, c.Name, other, c.Address)
			}
			seen[c.Address] = c.Name
		}
	}
}

func TestPlan_EachReplicaHasTheLimitsOfItsService(t *testing.T) {
	held := testLab(MaxShops).Services[Shop]
	shops := 0
	for _, c := range planned(t, MaxShops) {
		if !IsShop(c.Labels[LabelService]) {
			continue
		}
		shops++
		if c.CPUs != held.CPUs || c.Memory != held.Memory || c.Pids != held.Pids {
			t.Errorf("%s: cpus %v, memory %d, pids %d, want those of %+v", c.Name, c.CPUs, c.Memory, c.Pids, held)
		}
	}
	if shops != MaxShops {
		t.Errorf("%d replicas are planned, want %d", shops, MaxShops)
	}
}

func TestNginxConf_AsksEveryReplica(t *testing.T) {
	for _, replicas := range []int{1, 3, MaxShops} {
		conf, err := nginxConf(testLab(replicas))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, m := range regexp.MustCompile(`(?m)^ *server (shop-\S+):8080 `).FindAllSubmatch(conf, -1) {
			got = append(got, string(m[1]))
		}
		if want := testLab(replicas).Shops(); !slices.Equal(got, want) {
			t.Errorf("%d replicas: the upstream servers are %q, want %q", replicas, got, want)
		}
	}
}

func TestNginxConf(t *testing.T) {
	lab := testLab(2)
	conf, err := nginxConf(lab)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"server shop-1:8080", "server shop-2:8080", "proxy_read_timeout 60s;", "listen 8443 ssl;", "add_header X-Upstream $upstream_addr always;"} {
		if !strings.Contains(string(conf), want) {
			t.Errorf("nginx.conf holds no %q", want)
		}
	}
	n := lab.Services[Nginx]
	n.Env = []string{"MAX_FAILS=3", "NEXT_UPSTREAM=error http_500"}
	lab.Services[Nginx] = n
	if conf, err = nginxConf(lab); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"server shop-2:8080 max_fails=3 fail_timeout=10s;", "proxy_next_upstream error http_500;"} {
		if !strings.Contains(string(conf), want) {
			t.Errorf("nginx.conf with knobs holds no %q", want)
		}
	}
	for _, tt := range []struct{ name, env, want string }{
		{"an unknown variable", "REED_TIMEOUT=1s", `unknown variable "REED_TIMEOUT" of nginx`},
		{"a value that would end its directive", "READ_TIMEOUT=1s; include /etc/passwd", "want a duration"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := lab.Services[Nginx]
			s.Env = []string{tt.env}
			_, err := nginxConf(Lab{Services: map[string]Service{Nginx: s}})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error = %v, want it to hold %q", err, tt.want)
			}
		})
	}
}

func TestMergeEnv_KeepsOrderAndCase(t *testing.T) {
	got := MergeEnv([]string{"A=1", "Path=x"}, []string{"Path=y=z", "b=2"})
	if want := []string{"A=1", "Path=y=z", "b=2"}; !slices.Equal(got, want) {
		t.Errorf("MergeEnv = %q, want %q", got, want)
	}
}

func TestSubnet_ChoicesOfAnInstanceDiffer(t *testing.T) {
	seen := map[string]bool{}
	for k := range subnets {
		seen[subnet("fragile", k)] = true
	}
	if len(seen) != subnets {
		t.Errorf("%d choices give %d networks", subnets, len(seen))
	}
}
