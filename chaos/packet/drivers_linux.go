package packet

// Drivers lists the ways to damage packets, in the order in which they are tried.
func Drivers() []Driver { return []Driver{Netem{}, NFQueue{}} }
