package shop

import _ "embed" // for the SQL files

// SchemaSQL makes the shop's tables. It is run once, as the role that the shop logs in as.
//
//go:embed schema.sql
var SchemaSQL string

// SeedSQL fills them with the same 1,000 users, 5,000 products and 50,000 orders every time. It is run after SchemaSQL.
//
//go:embed seed.sql
var SeedSQL string

// SeedPassword is the password of every seeded user, user0001@shop.test to user1000@shop.test.
const SeedPassword = "firedrill"

// How many users and products SeedSQL makes.
const (
	SeedUsers    = 1000
	SeedProducts = 5000
)
