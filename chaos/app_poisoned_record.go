package chaos

import (
	"context"
	"fmt"

	"firedrill/internal/record"
	"firedrill/internal/release"
)

var appPoisonedRecordKind = Kind{
	Name:    "app.poisoned-record",
	Family:  "app",
	Summary: "deploy a release that panics over one product",
	Manual: "Whoever looks at that product or likes it gets a 500, and the log holds the panic; every other product, and the list " +
		"that shows it, are well." + deployManual,
	Acts:    AtEngine,
	Needs:   []Need{NeedRecreate},
	Within:  appProofTime,
	Causes:  causesReplace,
	Example: Example{On: "shop-1"},
	New: func() Fault {
		f := &appPoisonedRecord{}
		f.redeployed = deploys(func() string { return f.On }, f.build, f.stumbles)
		return f
	},
}

// appPoisonedRecord panics over a product.
type appPoisonedRecord struct {
	redeployed
	On      string `param:"on" required:"true" doc:"the replica of the app, such as shop-1"`
	Product int    `param:"product" default:"7" min:"1" max:"5000" doc:"the product's id; users of a drill like low ones most"`
}

func (f *appPoisonedRecord) Validate() []Problem { return onReplica(f.On) }

// products is how many the shop has, by their ids from 1.
const products = 5000

func (f *appPoisonedRecord) build() release.Build {
	return release.Build{Flaw: release.PoisonedRecord, Amount: uint32(f.Product)}
}

// stumbles wants the product to fail, and the one after it not to.
func (f *appPoisonedRecord) stumbles(ctx context.Context, _ Lab, site SiteLab) record.Check {
	other := f.Product%products + 1
	bad := ask(ctx, site, f.On, 6, Visit{Path: fmt.Sprintf("/products/%d", f.Product)}, status(500))
	good := ask(ctx, site, f.On, 6, Visit{Path: fmt.Sprintf("/products/%d", other)}, served)
	return record.Check{OK: bad.hits > 0 && bad.hits == bad.all && good.hits > 0,
		Saw: fmt.Sprintf("%s visits of product %d got 500, %s of product %d were served", bad, f.Product, good, other)}
}
