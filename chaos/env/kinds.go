// Package env holds the faults that change a variable of the app and redeploy it.
package env

import "firedrill/chaos"

// Kinds lists the faults of this family.
func Kinds() []chaos.Kind {
	return []chaos.Kind{
		rotateSecretKind,
		setKind,
		splitSecretKind,
	}
}
