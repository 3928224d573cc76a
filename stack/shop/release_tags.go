package shop

import (
	"context"
	"net/http"
)

// tagged panics on one product, like code that meets an unexpected record. The names of function and file and the panic
// appear in the log like those of any bug.
func (s *shop) tagged(next handler) handler {
	return func(ctx context.Context, c *call) (reply, error) {
		if id, err := number64("id", c.r.PathValue("id")); err == nil && id == int64(s.build.Amount) {
			var tags []string
			return asJSON(http.StatusOK, tags[len(c.r.PathValue("id"))])
		}
		return next(ctx, c)
	}
}
