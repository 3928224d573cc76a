package oncall_test

import "firedrill/internal/topology"

// lab is the topology of the labs in these tests.
var lab = topology.Topology{
	{Name: "client", Role: topology.RoleClient, Instances: []string{"client"}},
	{Name: "nginx", Role: topology.RoleProxy, Instances: []string{"nginx"}},
	{Name: "shop", Role: topology.RoleApp, Instances: []string{"shop-1"}},
	{Name: "redis", Role: topology.RoleCache, Instances: []string{"redis"}},
	{Name: "postgres", Role: topology.RoleDatabase, Instances: []string{"postgres"}},
}
