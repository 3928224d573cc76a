package shop

import (
	"context"
	"net/http"
)

// tagged panics over one product, as code does when a record is not what it expects. Its name, its file and the panic
// stand in the log as those of any mistake would.
func (s *shop) tagged(next handler) handler {
	return func(ctx context.Context, c *call) (reply, error) {
		if id, err := number64("id", c.r.PathValue("id")); err == nil && id == int64(s.build.Amount) {
			var tags []string
			return asJSON(http.StatusOK, tags[len(c.r.PathValue("id"))])
		}
		return next(ctx, c)
	}
}
