package shop

import (
	"context"
	"errors"
	"net/http"

	"github.com/jackc/pgx/v5"
)

// basket is a user's order, with the client's idempotency key.
type basket struct {
	user  int64
	key   string
	items []item
}

// errPlacedBefore ends a transaction whose key already has an order. It is a problem, so that a breaker counts it as an
// answer.
var errPlacedBefore error = refuse(http.StatusConflict, "order placed before")

// placeOrder places one order in a transaction: lock the products, insert the order and its items, reduce the stock. An
// error rolls back everything.
func placeOrder(ctx context.Context, tx pgx.Tx, b basket) (placed, error) {
	ids, quantities := columns(b.items)
	prices, err := holdProducts(ctx, tx, b, ids)
	if err != nil {
		return placed{}, err
	}
	out := placed{Key: b.key}
	cents := make([]int64, len(ids))
	for i, id := range ids {
		cents[i] = prices[id]
		out.TotalCents += prices[id] * quantities[i]
	}
	err = tx.QueryRow(ctx, `INSERT INTO orders (user_id, key, total_cents) VALUES ($1, $2, $3)
		ON CONFLICT (key) DO NOTHING RETURNING id`, b.user, b.key, out.TotalCents).Scan(&out.ID)
	if errors.Is(err, pgx.ErrNoRows) {
		return placed{}, errPlacedBefore
	}
	if err != nil {
		return placed{}, err
	}
	if _, err = tx.Exec(ctx, `INSERT INTO order_items (order_id, product_id, quantity, price_cents)
		SELECT $1, * FROM unnest($2::bigint[], $3::integer[], $4::bigint[])`, out.ID, ids, quantities, cents); err != nil {
		return placed{}, err
	}
	_, err = tx.Exec(ctx, `UPDATE products SET stock = stock - want.quantity
		FROM unnest($1::bigint[], $2::bigint[]) AS want(id, quantity) WHERE products.id = want.id`, ids, quantities)
	return out, err
}

// holdProducts locks the rows in the order of their ids, so that two orders never deadlock, and returns the prices.
func holdProducts(ctx context.Context, tx pgx.Tx, b basket, ids []int64) (map[int64]int64, error) {
	rows, _ := tx.Query(ctx, "SELECT id, price_cents, stock FROM products WHERE id = ANY($1) ORDER BY id FOR UPDATE", ids)
	prices, stocks := make(map[int64]int64, len(ids)), make(map[int64]int64, len(ids))
	var id, price, stock int64
	if _, err := pgx.ForEachRow(rows, []any{&id, &price, &stock}, func() error {
		prices[id], stocks[id] = price, stock
		return nil
	}); err != nil {
		return nil, err
	}
	for _, it := range b.items {
		have, ok := stocks[it.ProductID]
		if !ok {
			return nil, refuse(http.StatusNotFound, "no such product")
		}
		if have < it.Quantity {
			return nil, refuse(http.StatusConflict, "not enough in stock")
		}
	}
	return prices, nil
}

func columns(items []item) (ids, quantities []int64) {
	for _, it := range items {
		ids, quantities = append(ids, it.ProductID), append(quantities, it.Quantity)
	}
	return ids, quantities
}
