package conformance_test

import (
	"slices"
	"testing"

	"firedrill/chaos"
	"firedrill/chaos/catalogue"
	"firedrill/chaos/conformance"
	"firedrill/chaos/labtest"
)

// TestKind_UsesNoPortThatItDoesNotDeclare runs each kind on a target that has the declared ports alone: the use of another is a
// nil pointer.
func TestKind_UsesNoPortThatItDoesNotDeclare(t *testing.T) {
	for _, o := range conformance.Orders(catalogue.All()) {
		kind, err := catalogue.All().Kind(o.Kind)
		labtest.Must(t, err)
		if len(kind.Ports) == 0 {
			t.Errorf("%s declares no port", o.Kind)
		}
		if slices.Contains(kind.Ports, chaos.PortNet) || slices.Contains(kind.Ports, chaos.PortTraffic) {
			continue // a lab in memory has neither
		}
		t.Run(o.Kind, func(t *testing.T) {
			lab := labtest.New([]string{"DB_HOST=postgres", "DB_POOL=4", "JWT_SECRET=key"},
				"nginx", "shop-1", "shop-2", "redis", "postgres", chaos.DiskKeeper)
			target := withPorts(lab.Target, kind.Ports)
			fault := labtest.Made(t, o.Kind, o.On, o.Params)
			undo, err := fault.Plan(t.Context(), target)
			if err != nil {
				undo = chaos.Undo(`{"tag":"job_test"}`) // stores that say nothing leave a plan without what it needs
			}
			_ = fault.Inject(t.Context(), target, undo)
			fault.Prove(t.Context(), target, undo)
			if lasting, ok := chaos.As[chaos.Lasting](fault); ok {
				_, _ = lasting.Acts(t.Context(), target, undo)
			}
			_ = fault.Revert(t.Context(), target, undo)
			fault.Gone(t.Context(), target, undo)
		})
	}
}

// withPorts returns a target that has those ports of another, and no more.
func withPorts(all *chaos.Target, ports []chaos.Port) *chaos.Target {
	some := &chaos.Target{}
	for _, p := range ports {
		switch p {
		case chaos.PortProbes:
			some.Probes = all.Probes
		case chaos.PortContainers:
			some.Containers = all.Containers
		case chaos.PortSQL:
			some.SQL = all.SQL
		case chaos.PortRedis:
			some.Redis = all.Redis
		case chaos.PortConfig:
			some.Config = all.Config
		case chaos.PortHTTP:
			some.HTTP = all.HTTP
		case chaos.PortStress:
			some.Stress = all.Stress
		case chaos.PortLimits:
			some.Limits = all.Limits
		}
	}
	return some
}
