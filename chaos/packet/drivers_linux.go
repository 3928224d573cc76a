package packet

// Drivers lists the drivers, in the order in which they are tried.
func Drivers() []Driver { return []Driver{Netem{}, NFQueue{}} }
