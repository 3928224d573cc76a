package stack

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"

	"firedrill/internal/engine"
	"firedrill/internal/record"
	"firedrill/internal/topology"
	"firedrill/stack/images"
	"firedrill/stack/shop"
)

// ErrNoLab is the error for a lab name that is not running.
var ErrNoLab = errors.New("no such lab is up")

// Found describes a running lab, as found by its labels.
type Found struct {
	Instance string   `json:"instance"`
	Config   string   `json:"lab"`
	Run      string   `json:"run"`
	Kept     bool     `json:"kept"`
	Members  []Member `json:"services"`
}

// Member is one container of a lab.
type Member struct {
	Service string `json:"service"`
	ID      string `json:"id"`
	Name    string `json:"name"`
	Image   string `json:"image"`
	Status  string `json:"status"`
}

// Labs lists the running labs of an engine, sorted by name.
func Labs(ctx context.Context, e *engine.Engine) ([]Found, error) {
	all, err := e.List(ctx, LabelLab)
	if err != nil {
		return nil, err
	}
	var labs []Found
	for _, c := range all {
		name := c.Labels[LabelLab]
		i := slices.IndexFunc(labs, func(f Found) bool { return f.Instance == name })
		if i < 0 {
			labs = append(labs, Found{Instance: name})
			i = len(labs) - 1
		}
		if service := c.Labels[LabelService]; !helper(service) {
			labs[i].Config, labs[i].Run, labs[i].Kept = c.Labels[LabelConfig], c.Labels[LabelRun], c.Labels[LabelKept] == "true"
			labs[i].Members = append(labs[i].Members, Member{service, c.ID, c.Name, c.Image, c.Status})
		}
	}
	for i := range labs {
		labs[i].Members = append(labs[i].Members, missing(labs[i], all)...)
		slices.SortFunc(labs[i].Members, byJourney)
	}
	slices.SortFunc(labs, func(a, b Found) int { return strings.Compare(a.Instance, b.Instance) })
	return labs, nil
}

// missing returns the services that the lab started with and that no longer have a container.
func missing(f Found, all []engine.Listed) []Member {
	var out []Member
	for _, c := range all {
		if c.Labels[LabelLab] != f.Instance || c.Labels[LabelMembers] == "" {
			continue
		}
		for _, service := range strings.Fields(c.Labels[LabelMembers]) {
			if !slices.ContainsFunc(f.Members, func(m Member) bool { return m.Service == service }) {
				out = append(out, Member{Service: service, Name: ContainerName(f.Instance, service), Status: engine.Missing})
			}
		}
		return out
	}
	return nil
}

// Named returns the instances that a name means: one instance, or all of a service. If there are none, known lists the
// instances of the lab. The client is not among them.
func (f Found) Named(word string) (instances, known []string) {
	for _, i := range f.Topology().Instances() {
		if i.Role == topology.RoleClient {
			continue
		}
		known = append(known, i.Name)
		if i.Name == word || i.Service == word {
			instances = append(instances, i.Name)
		}
	}
	return instances, known
}

// InPlace returns the lab's containers except those set aside.
func (f Found) InPlace() []Member {
	var out []Member
	for _, m := range f.Members {
		if m.Name == ContainerName(f.Instance, m.Service) {
			out = append(out, m)
		}
	}
	return out
}

// Missing is the status of a service without a current container.
const Missing = "missing"

// Instances returns one member per instance: its current container, or a member with the status Missing if it only has
// containers set aside by a fault or a redeploy.
func (f Found) Instances() []Member {
	placed := f.InPlace()
	_, services := f.Named("")
	out := make([]Member, len(services))
	for i, service := range services {
		out[i] = Member{Service: service, Status: Missing}
		if at := slices.IndexFunc(placed, func(m Member) bool { return m.Service == service }); at >= 0 {
			out[i] = placed[at]
		}
	}
	return out
}

// byJourney sorts members in the order of a request's path.
func byJourney(a, b Member) int {
	place := func(m Member) int { return hosts[m.Service] }
	if d := place(a) - place(b); d != 0 {
		return d
	}
	return strings.Compare(a.Name, b.Name)
}

// Find opens a lab that another process started.
func Find(ctx context.Context, e *engine.Engine, instance string) (*Running, error) {
	labs, err := Labs(ctx, e)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(labs, func(f Found) bool { return f.Instance == instance && len(f.Members) > 0 })
	if i < 0 {
		return nil, fmt.Errorf("lab %q: %w", instance, ErrNoLab)
	}
	r := &Running{engine: e, Instance: instance, Lab: Lab{Name: labs[i].Config}, found: labs[i]}
	keeper, err := r.containers().keeper(ctx, Nginx)
	if err != nil {
		return nil, fmt.Errorf("lab %q: %w", instance, err)
	}
	ca, err := e.ReadFile(ctx, keeper, "/etc/firedrill/tls/ca.crt")
	if err != nil {
		return nil, fmt.Errorf("lab %q: %w", instance, err)
	}
	r.CA = string(ca)
	return r, nil
}

// JoinRequest asks for an agent in a running lab.
type JoinRequest struct {
	Run       string
	Self      string // the image of this binary
	OnSamples func([]record.Sample)
}

// Join starts an agent in a lab that was found, and holds its lease until the lab is released. The agent belongs to the
// run, not to the lab.
func (r *Running) Join(ctx context.Context, j JoinRequest) error {
	n, err := r.containers().network(ctx)
	if err != nil {
		return err
	}
	b := blueprint{Lab: r.Lab, Instance: r.Instance, Network: n.Name, Run: j.Run, Images: Images{Self: j.Self}}
	if b.Secrets, err = r.secrets(ctx); err != nil {
		return err
	}
	c := b.client()
	c.Name += "-" + strings.ToLower(rand.Text()[:4]) // the run's first agent may still exist: its lease outlives its controller
	return r.startClient(ctx, c, j.OnSamples)
}

// secrets reads a lab's secrets from its containers.
func (r *Running) secrets(ctx context.Context) (Secrets, error) {
	var s Secrets
	for service, into := range map[string]map[string]*string{
		Postgres: {images.PostgresAdminPassword: &s.AdminDB, images.PostgresShopPassword: &s.ShopDB,
			images.PostgresReplicaPassword: &s.Replica},
		ShopName(1): {shop.VariableCachePassword: &s.Redis, shop.VariableJWTSecret: &s.JWT},
	} {
		keeper, err := r.containers().keeper(ctx, service)
		if err != nil {
			return s, err
		}
		got, err := r.engine.Inspect(ctx, keeper)
		if err != nil {
			return s, err
		}
		for _, pair := range got.Env {
			name, value, _ := strings.Cut(pair, "=")
			if p := into[name]; p != nil {
				*p = value
			}
		}
	}
	return s, nil
}
