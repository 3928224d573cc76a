package shop

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/jackc/pgx/v5"
)

// pageSize is the number of products on a page.
const pageSize = 20

type product struct {
	ID          int64  `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description"`
	PriceCents  int64  `json:"price_cents"`
	Likes       int64  `json:"likes"`
	Stock       int64  `json:"stock"`
}

// listed is a product on a page.
type listed struct {
	ID         int64  `json:"id"`
	Name       string `json:"name"`
	PriceCents int64  `json:"price_cents"`
	Likes      int64  `json:"likes"`
}

type page struct {
	Page     int64    `json:"page"`
	Products []listed `json:"products"`
}

const productColumns = "id, name, description, price_cents, likes, stock"

func scanProduct(row pgx.CollectableRow) (p product, err error) {
	err = row.Scan(&p.ID, &p.Name, &p.Description, &p.PriceCents, &p.Likes, &p.Stock)
	return p, err
}

func productKey(id int64) string { return fmt.Sprintf("product:%d", id) }

func pageKey(n int64) string { return fmt.Sprintf("page:%d", n) }

func (s *shop) browse(ctx context.Context, c *call) (reply, error) {
	value := c.r.URL.Query().Get("page")
	if value == "" {
		value = "1"
	}
	n, err := number64("page", value)
	if err != nil {
		return reply{}, err
	}
	if n > 1e6 {
		return reply{}, refuse(http.StatusNotFound, "no such page")
	}
	return s.cached(ctx, c, pageKey(n), func(ctx context.Context) ([]byte, error) { return s.loadPage(ctx, n) })
}

func (s *shop) product(ctx context.Context, c *call) (reply, error) {
	id, err := number64("id", c.r.PathValue("id"))
	if err != nil {
		return reply{}, err
	}
	return s.cached(ctx, c, productKey(id), func(ctx context.Context) ([]byte, error) {
		return s.loadProduct(ctx, id)
	})
}

func (s *shop) cached(ctx context.Context, c *call, key string, load func(context.Context) ([]byte, error)) (reply, error) {
	a, err := s.cache.get(ctx, key, load)
	c.setback = a.setback
	return reply{body: a.body, cache: a.from}, err
}

// like counts a like, and puts the updated product into the cache. Pages show it when they are next built.
func (s *shop) like(ctx context.Context, c *call) (reply, error) {
	id, err := number64("id", c.r.PathValue("id"))
	if err != nil {
		return reply{}, err
	}
	var p product
	err = s.db.write(ctx, func(ctx context.Context, tx pgx.Tx) error {
		rows, _ := tx.Query(ctx, "UPDATE products SET likes = likes + 1 WHERE id = $1 RETURNING "+productColumns, id)
		p, err = pgx.CollectExactlyOneRow(rows, scanProduct)
		return err
	})
	if err != nil {
		return reply{}, noProduct(err)
	}
	body, err := json.Marshal(p)
	if err != nil {
		return reply{}, err
	}
	if err := s.cache.put(ctx, productKey(id), body); err != nil {
		return reply{}, err
	}
	return asJSON(http.StatusOK, map[string]int64{"likes": p.Likes})
}

func (s *shop) loadProduct(ctx context.Context, id int64) (body []byte, err error) {
	err = s.db.read(ctx, func(ctx context.Context, q *pgx.Conn) error {
		rows, _ := q.Query(ctx, "SELECT "+productColumns+" FROM products WHERE id = $1", id)
		p, err := pgx.CollectExactlyOneRow(rows, scanProduct)
		if err != nil {
			return err
		}
		body, err = json.Marshal(p)
		return err
	})
	return body, noProduct(err)
}

func noProduct(err error) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return refuse(http.StatusNotFound, "no such product")
	}
	return err
}

func (s *shop) loadPage(ctx context.Context, n int64) (body []byte, err error) {
	err = s.db.read(ctx, func(ctx context.Context, q *pgx.Conn) error {
		rows, _ := q.Query(ctx, "SELECT "+productColumns+" FROM products ORDER BY id LIMIT $1 OFFSET $2", pageSize, (n-1)*pageSize)
		products, err := pgx.CollectRows(rows, scanProduct)
		if err != nil {
			return err
		}
		body, err = json.Marshal(pageOf(n, products))
		return err
	})
	return body, err
}

func pageOf(n int64, products []product) page {
	out := page{Page: n, Products: make([]listed, 0, len(products))}
	for _, p := range products {
		out.Products = append(out.Products, listed{p.ID, p.Name, p.PriceCents, p.Likes})
	}
	return out
}
