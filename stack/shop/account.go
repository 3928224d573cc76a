package shop

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/crypto/bcrypt"
)

func (s *shop) login(ctx context.Context, c *call) (reply, error) {
	var in struct {
		Email    string `json:"email"`
		Password string `json:"password"`
	}
	if err := c.decodeBody(&in); err != nil {
		return reply{}, err
	}
	if in.Email == "" || in.Password == "" {
		return reply{}, refuse(http.StatusBadRequest, `"email" and "password" are needed`)
	}
	var user int64
	var hash string
	err := s.db.read(ctx, func(ctx context.Context, q *pgx.Conn) error {
		return q.QueryRow(ctx, "SELECT id, password_hash FROM users WHERE email = $1", in.Email).Scan(&user, &hash)
	})
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return reply{}, err
	}
	if err != nil || bcrypt.CompareHashAndPassword([]byte(hash), []byte(in.Password)) != nil {
		return reply{}, &problem{status: http.StatusUnauthorized, say: "wrong email or password", at: atAuth}
	}
	c.user = user
	token, err := s.tokens.issue(user, time.Now())
	if err != nil {
		return reply{}, err
	}
	return asJSON(http.StatusOK, map[string]string{"token": token})
}

func (s *shop) profile(ctx context.Context, c *call) (reply, error) {
	var out struct {
		ID     int64  `json:"id"`
		Email  string `json:"email"`
		Name   string `json:"name"`
		Orders int64  `json:"orders"`
	}
	err := s.db.read(ctx, func(ctx context.Context, q *pgx.Conn) error {
		return q.QueryRow(ctx, `SELECT id, email, name, (SELECT count(*) FROM orders WHERE user_id = users.id)
			FROM users WHERE id = $1`, c.user).Scan(&out.ID, &out.Email, &out.Name, &out.Orders)
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return reply{}, &problem{status: http.StatusUnauthorized, say: "no such user", at: atAuth}
	}
	if err != nil {
		return reply{}, err
	}
	return asJSON(http.StatusOK, out)
}
