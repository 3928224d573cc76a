package packet

// Shown is one thing that is programmed in a namespace, in words.
type Shown struct {
	Where   string `json:"where"`             // the hook that packets meet it at, or a link
	What    string `json:"what"`              // what it matches, and what it does
	Packets uint64 `json:"packets,omitempty"` // that met it
}
