package stack

import (
	"crypto/rand"
	"encoding/base64"
)

// Secrets are the secrets of one lab, random for each. They exist only in its containers' environment and in this
// process's memory: not in a label, the journal, the record or a report.
type Secrets struct {
	ShopDB  string // password of the app's role in Postgres
	AdminDB string // password of the superuser of Postgres
	Replica string // password of the replication role
	Redis   string
	JWT     string
}

// NewSecrets draws 144 random bits for each secret.
func NewSecrets() Secrets {
	return Secrets{ShopDB: secret(), AdminDB: secret(), Replica: secret(), Redis: secret(), JWT: secret()}
}

func secret() string {
	b := make([]byte, 18)
	rand.Read(b) // never fails, according to its documentation
	return base64.RawURLEncoding.EncodeToString(b)
}
