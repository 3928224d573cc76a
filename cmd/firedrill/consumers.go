package main

import (
	"context"

	"firedrill/internal/consumers"
)

// consumers names what takes this machine's processors. Without the engine's answer, containers go by their ids.
func (b *bench) consumers(ctx context.Context) []string {
	names := map[string]string{}
	if all, err := b.engine.List(ctx); err == nil {
		for _, c := range all {
			names[c.ID] = c.Name
		}
	}
	var said []string
	for _, u := range consumers.Top(ctx, names) {
		said = append(said, u.String())
	}
	return said
}
