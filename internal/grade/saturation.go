package grade

// Saturation is how near a resource of a service came to its limit in one phase. Resources without a limit are only in
// the record.
type Saturation struct {
	Service  string  `json:"service"`
	Resource string  `json:"resource"` // name of a gauge in the record: cpu_cores, memory_bytes, db_pool and so on
	Phase    string  `json:"phase"`
	Mean     float64 `json:"mean"`
	Max      float64 `json:"max"`
	Limit    float64 `json:"limit"`    // at the time when usage was nearest to it
	Share    float64 `json:"share"`    // highest part of the limit in use
	Looks    int     `json:"looks"`    // one per second, except those in which the service did not answer
	AtLimit  int     `json:"at_limit"` // those with at least 95 % of the limit in use
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
