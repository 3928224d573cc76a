package grade

// Saturation is how near a resource of a service came to its limit in one phase. Those without a limit are in the record
// alone.
type Saturation struct {
	Service  string  `json:"service"`
	Resource string  `json:"resource"` // a gauge of the record: cpu_cores, memory_bytes, db_pool and so on
	Phase    string  `json:"phase"`
	Mean     float64 `json:"mean"`
	Max      float64 `json:"max"`
	Limit    float64 `json:"limit"`    // when the resource was the nearest to it
	Share    float64 `json:"share"`    // of the limit, at the most
	Looks    int     `json:"looks"`    // one a second, less those in which the service did not answer
	AtLimit  int     `json:"at_limit"` // of the looks, those that found at least 95 % of the limit in use
}

// saturations lists all resources that have a limit, by phase.
func (s *sheet) saturations() []Saturation {
	all := []Saturation{}
	if s.w.Gauges == nil {
		return all
	}
	for _, p := range s.w.Phases {
		for _, g := range s.w.Gauges.All {
			seen, ok := g.Phases[p.Name]
			if !ok || seen.Limit == 0 {
				continue
			}
			all = append(all, Saturation{Service: g.Service, Resource: g.Name, Phase: p.Name, Mean: *number(seen.Mean, 4), Max: *number(seen.Max, 4),
				Limit: *number(seen.Limit, 4), Share: *number(seen.Share, 6), Looks: seen.Looks, AtLimit: seen.Full})
		}
	}
	return all
}
