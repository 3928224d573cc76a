package stack

import (
	"crypto/rand"
	"encoding/base64"
)

// Secrets are a lab's own, made afresh for each. They live in its containers' environment and in our memory, nowhere
// else: not in a label, the journal, the record or a report.
type Secrets struct {
	ShopDB  string // the app's role in Postgres
	AdminDB string // the superuser of Postgres
	Replica string // the role as which a replica reads from Postgres
	Redis   string
	JWT     string
}

// NewSecrets draws 144 bits for each.
func NewSecrets() Secrets {
	return Secrets{ShopDB: secret(), AdminDB: secret(), Replica: secret(), Redis: secret(), JWT: secret()}
}

func secret() string {
	b := make([]byte, 18)
	rand.Read(b) // never fails, says its documentation
	return base64.RawURLEncoding.EncodeToString(b)
}
