package labs

import (
	"context"

	"firedrill/internal/runner"
	"firedrill/stack"
	"firedrill/stack/images"
)

// Images loads the images of a lab into its engine, and returns the origin of each.
func Images(ctx context.Context, b *runner.Bench, lab stack.Lab) (images.List, error) {
	_, all, err := stack.Supply(ctx, b.Engine, stack.SupplyRequest{Lab: lab, Run: b.RunID, Progress: b.Progress})
	return all, err
}
