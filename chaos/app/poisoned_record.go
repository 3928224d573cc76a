package app

import (
	"context"
	"fmt"

	"firedrill/chaos"
	"firedrill/chaos/redeploy"
	"firedrill/chaos/visit"
	"firedrill/internal/record"
	"firedrill/internal/release"
)

var poisonedRecordKind = chaos.Kind{
	Name:    "app.poisoned-record",
	Family:  "app",
	Summary: "deploy a release that panics on one product",
	Manual: "Requests for that product, and likes of it, get a 500, and the log has the panic. Every other product is healthy, " +
		"and so is the list that shows this one." + deployManual,
	Acts:    chaos.AtEngine,
	Ports:   []chaos.Port{chaos.PortContainers, chaos.PortHTTP, chaos.PortProbes},
	Needs:   []chaos.Need{chaos.NeedRecreate},
	Within:  redeploy.ProofTime,
	Causes:  chaos.CausesReplace,
	Example: chaos.Example{On: "shop-1"},
	New:     func() chaos.Fault { return deploys(&poisonedRecord{}) },
}

// poisonedRecord panics for one product.
type poisonedRecord struct {
	redeploy.Replica
	Product int `param:"product" default:"7" min:"1" max:"5000" doc:"the product's id; users of a drill prefer low ones"`
}

// products is the number of products in the shop; their ids start at 1.
const products = 5000

func (f *poisonedRecord) build() release.Build {
	return release.Build{Flaw: release.PoisonedRecord, Amount: uint32(f.Product)}
}

// effect requires that the product fails, and the next one does not.
func (f *poisonedRecord) effect(ctx context.Context, t *chaos.Target) record.Check {
	other := f.Product%products + 1
	bad := visit.Ask(ctx, t.HTTP, f.On, 6, chaos.Visit{Path: fmt.Sprintf("/products/%d", f.Product)}, visit.Status(500))
	good := visit.Ask(ctx, t.HTTP, f.On, 6, chaos.Visit{Path: fmt.Sprintf("/products/%d", other)}, visit.Served)
	return record.Check{OK: bad.Hits > 0 && bad.Hits == bad.All && good.Hits > 0,
		Saw: fmt.Sprintf("%s visits of product %d got 500, %s of product %d were served", bad, f.Product, good, other)}
}
