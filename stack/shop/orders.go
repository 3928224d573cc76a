package shop

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// maxItems and maxQuantity bound an order to realistic sizes.
const (
	maxItems    = 50
	maxQuantity = 100
	maxKey      = 128
)

type item struct {
	ProductID int64 `json:"product_id"`
	Quantity  int64 `json:"quantity"`
}

// placed is an order as clients see it.
type placed struct {
	ID         int64      `json:"id"`
	TotalCents int64      `json:"total_cents"`
	Key        string     `json:"key"`
	CreatedAt  *time.Time `json:"created_at,omitempty"`
}

// order places one order per key: 201 if this request placed it, 200 if an earlier one did.
func (s *shop) order(ctx context.Context, c *call) (reply, error) {
	var in struct {
		Items []item `json:"items"`
	}
	if err := c.decodeBody(&in); err != nil {
		return reply{}, err
	}
	key := strings.TrimSpace(c.r.Header.Get("Idempotency-Key"))
	if err := checkOrder(key, in.Items); err != nil {
		return reply{}, err
	}
	var out placed
	status := http.StatusCreated
	err := s.db.write(ctx, func(ctx context.Context, tx pgx.Tx) error {
		var err error
		out, err = placeOrder(ctx, tx, basket{user: c.user, key: key, items: in.Items})
		return err
	})
	if errors.Is(err, errPlacedBefore) {
		status = http.StatusOK
		out, err = s.findOrder(ctx, c.user, key)
	}
	if err != nil {
		return reply{}, err
	}
	s.wrote(ctx, c)
	return asJSON(status, out)
}

func checkOrder(key string, items []item) error {
	switch {
	case key == "" || len(key) > maxKey:
		return refuse(http.StatusBadRequest, "Idempotency-Key of 1 to 128 characters needed")
	case len(items) == 0 || len(items) > maxItems:
		return refuse(http.StatusBadRequest, "an order has 1 to 50 items")
	}
	seen := make(map[int64]bool, len(items))
	for _, it := range items {
		switch {
		case it.ProductID < 1 || it.Quantity < 1 || it.Quantity > maxQuantity:
			return refuse(http.StatusBadRequest, "an item has a product_id and a quantity of 1 to 100")
		case seen[it.ProductID]:
			return refuse(http.StatusBadRequest, "a product stands in an order once")
		}
		seen[it.ProductID] = true
	}
	return nil
}

// findOrder returns the order that a user placed with a key. A key of another user is a conflict.
func (s *shop) findOrder(ctx context.Context, user int64, key string) (placed, error) {
	out := placed{Key: key}
	var owner int64
	err := s.db.read(ctx, func(ctx context.Context, q *pgx.Conn) error {
		return q.QueryRow(ctx, "SELECT id, user_id, total_cents FROM orders WHERE key = $1", key).Scan(&out.ID, &owner, &out.TotalCents)
	})
	if err == nil && owner != user {
		return placed{}, refuse(http.StatusConflict, "Idempotency-Key is in use")
	}
	return out, err
}

// orders lists the user's latest 20 orders.
func (s *shop) orders(ctx context.Context, c *call) (reply, error) {
	var list []placed
	err := s.readOwn(ctx, c, func(ctx context.Context, q *pgx.Conn) error {
		rows, _ := q.Query(ctx, `SELECT id, total_cents, key, created_at FROM orders
			WHERE user_id = $1 ORDER BY created_at DESC, id DESC LIMIT 20`, c.user)
		var err error
		list, err = pgx.CollectRows(rows, pgx.RowToStructByPos[placed])
		return err
	})
	if err != nil {
		return reply{}, err
	}
	return asJSON(http.StatusOK, map[string][]placed{"orders": list})
}
