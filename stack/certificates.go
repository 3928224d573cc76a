package stack

import (
	"maps"
	"slices"
	"time"

	"firedrill/chaos"
	"firedrill/internal/engine"
)

// sites issues the site's certificates: the valid one, and one for each kind of mistake. All are made when the lab
// starts, because only that process has the authority's key.
func (a *Authority) sites(now time.Time) (map[string]Certificate, error) {
	stranger, err := NewAuthority(now)
	if err != nil {
		return nil, err
	}
	names := []string{SiteName, "localhost", "127.0.0.1"}
	hour, month := time.Hour, 30*24*time.Hour
	out := map[string]Certificate{}
	for path, c := range map[string]struct {
		by          *Authority
		from, until time.Time
		names       []string
	}{
		chaos.NginxCertificate: {a, now.Add(-hour), now.Add(3 * month), names},
		chaos.NginxOutdated:    {a, now.Add(-3 * month), now.Add(-hour), names},
		chaos.NginxElsewhere:   {a, now.Add(-hour), now.Add(3 * month), []string{"www.example.net"}},
		chaos.NginxSelfMade:    {stranger, now.Add(-hour), now.Add(3 * month), names},
	} {
		if out[path], err = c.by.Issue(c.from, c.until, c.names...); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// certificates returns the files of all certificates of the site, sorted by path.
func (b blueprint) certificates() []engine.File {
	var files []engine.File
	for _, path := range slices.Sorted(maps.Keys(b.Sites)) {
		c := b.Sites[path]
		files = append(files,
			engine.File{Path: path[1:] + ".crt", Mode: 0o644, Data: c.Chain},
			engine.File{Path: path[1:] + ".key", Mode: 0o400, UID: 101, GID: 101, Data: c.Key})
	}
	return files
}
