package chaos

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
)

// A parameter whose field is tagged secret:"true" may contain a secret. Reverts work without its value, so the journal holds
// a digest of it. A report shows the value if the fault's Showable allows it.

// withoutSecrets returns a fault's parameters for the journal and for a report.
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

// Digest returns the form in which a value that could be a secret may be written or shown: enough to compare two values, too
// little to find one. The app shows its secrets in the same form.
func Digest(value string) string {
	sum := sha256.Sum256([]byte(value))
	return "sha256:" + hex.EncodeToString(sum[:4])
}
