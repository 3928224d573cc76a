package chaos

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
)

// A parameter whose field is tagged secret:"true" may hold a secret. Reverts work without its value, so the journal holds
// a digest of it. A report shows it where its Showable says so.

// withoutSecrets returns a fault's parameters as the journal and as a report may hold them.
func withoutSecrets(f Fault, params map[string]string) (journaled, shown map[string]string) {
	journaled, shown = params, params
	for _, field := range fieldsOf(f) {
		name := field.Name
		value, given := params[name]
		if !field.Secret || !given {
			continue
		}
		journaled = maps.Clone(journaled)
		journaled[name] = Digest(value)
		if s, ok := As[interface{ Showable(value string) bool }](f); !ok || !s.Showable(value) {
			shown = maps.Clone(shown)
			shown[name] = Digest(value)
		}
	}
	return journaled, shown
}

// Digest is the form in which a value may be written down or shown when it could be a secret: enough to tell two values
// apart, too little to find one. The app shows its secrets in the same form.
func Digest(value string) string {
	sum := sha256.Sum256([]byte(value))
	return "sha256:" + hex.EncodeToString(sum[:4])
}
