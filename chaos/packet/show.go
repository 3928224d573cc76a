package packet

// Shown describes one thing that is configured in a namespace.
type Shown struct {
	Where   string `json:"where"`             // the hook that packets meet it at, or a link
	What    string `json:"what"`              // what it matches, and what it does
	Packets uint64 `json:"packets,omitempty"` // that met it
}
