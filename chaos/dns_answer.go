package chaos

import "net/netip"

// answered says that a lookup ends in one way, other than usually.
func answered(class string) func(usual, now Lookup) bool {
	return func(_, now Lookup) bool { return now.Class == class }
}

// parsed are the addresses of an answer.
func (l Lookup) parsed() []netip.Addr {
	var list []netip.Addr
	for _, text := range l.Addresses {
		if a, err := netip.ParseAddr(text); err == nil {
			list = append(list, a)
		}
	}
	return list
}
