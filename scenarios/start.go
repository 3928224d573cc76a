package scenarios

import _ "embed"

// Start is the text of a scenario to begin with: whole, commented, and to be changed line by line.
//
//go:embed start/start.yaml
var Start []byte
