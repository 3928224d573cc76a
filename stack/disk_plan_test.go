package stack

import (
	"slices"
	"testing"
)

func TestPlan_DiskOnlyOnRequest(t *testing.T) {
	b := testBlueprint(t, 1)
	if c := b.postgres(); len(c.Volumes) > 0 {
		t.Errorf("without one, postgres mounts %v", c.Volumes)
	}
	postgres := b.Lab.Services[Postgres]
	postgres.Disk = 100 << 20
	b.Lab.Services[Postgres] = postgres
	mounts := b.postgres().Volumes
	disks := b.disks()
	if len(mounts) != len(disks) || disks[0].Size != postgres.Disk || mounts[disks[0].Name] != "/pgdata" {
		t.Errorf("mounts %v of %+v", mounts, disks)
	}
	for _, d := range disks {
		if mounts[d.Name] == "" || d.Labels[LabelLab] != "one" || d.Labels[LabelRun] != "r1" {
			t.Errorf("%q is mounted at %q and has labels %v: nobody would clean it up", d.Name, mounts[d.Name], d.Labels)
		}
		if d.Name != disks[0].Name && d.Size > 0 {
			t.Errorf("%q is in memory: a log would be lost with its last user", d.Name)
		}
	}
	k := b.diskKeeper()
	if k.Memory <= postgres.Disk || k.CPUs <= 0 || k.Pids <= 0 || k.User == "" || len(k.CapAdd) > 0 || k.Network != "none" || k.Volumes[disks[0].Name] == "" {
		t.Errorf("it is kept by %+v", k)
	}
	if slices.Contains(b.Lab.Members(), k.Labels[LabelService]) {
		t.Error("who keeps it is a service that faults can hit")
	}
}
