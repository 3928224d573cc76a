// Package firedrill holds what must stand at the top of the repository and yet be in the binary: go:embed does not
// reach upward.
package firedrill

import _ "embed"

// Labs is the text of the labs.yaml that ships.
//
//go:embed labs.yaml
var Labs []byte
