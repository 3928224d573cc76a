package shop

import (
	"bytes"
	"context"
	"net/http"
	"time"

	"github.com/prometheus/common/expfmt"
)

// readyWithin bounds the readiness probe's wait for a dependency.
const readyWithin = time.Second

// healthz reports that the process serves. It does not check its dependencies.
func (s *shop) healthz(context.Context, *call) (reply, error) {
	return asJSON(http.StatusOK, map[string]string{"status": "alive"})
}

// health is the outcome of the check of one dependency.
type health struct {
	OK     bool    `json:"ok"`
	Needed bool    `json:"needed"`
	MS     float64 `json:"ms"`
	Error  string  `json:"error,omitempty"`
}

// readyz reports whether this replica can do all its work: 503 if a dependency is down. It checks the dependencies
// directly, bypassing the breakers.
func (s *shop) readyz(ctx context.Context, _ *call) (reply, error) {
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	cache := make(chan health, 1)
	go func() { cache <- look(ctx, s.remote.ping, !s.settings.CacheOptional) }()
	out := struct {
		Ready bool   `json:"ready"`
		DB    health `json:"db"`
		Cache health `json:"cache"`
	}{DB: look(ctx, s.db.ping, true), Cache: <-cache}
	out.Ready = (out.DB.OK || !out.DB.Needed) && (out.Cache.OK || !out.Cache.Needed)
	if !out.Ready {
		return asJSON(http.StatusServiceUnavailable, out)
	}
	return asJSON(http.StatusOK, out)
}

func look(ctx context.Context, ping func(context.Context) error, needed bool) health {
	begun := time.Now()
	err := ping(ctx)
	h := health{OK: err == nil, Needed: needed, MS: float64(time.Since(begun).Microseconds()) / 1000}
	if err != nil {
		h.Error = err.Error()
	}
	return h
}

func (s *shop) versionz(context.Context, *call) (reply, error) {
	return asJSON(http.StatusOK, struct {
		Release string    `json:"release"`
		Version string    `json:"version"`
		Replica string    `json:"replica"`
		Started time.Time `json:"started"`
		Deploy  string    `json:"deploy"`
	}{s.settings.Release, s.version, s.settings.Replica, s.started, s.settings.Deploy})
}

// settingz shows the settings of this process, which may differ from the current settings of its container.
func (s *shop) settingz(context.Context, *call) (reply, error) {
	return asJSON(http.StatusOK, s.shown)
}

func (s *shop) metricz(context.Context, *call) (reply, error) {
	families, err := s.metrics.registry.Gather()
	if err != nil {
		return reply{}, err
	}
	var body bytes.Buffer
	format := expfmt.NewFormat(expfmt.TypeTextPlain)
	encoder := expfmt.NewEncoder(&body, format)
	for _, family := range families {
		if err := encoder.Encode(family); err != nil {
			return reply{}, err
		}
	}
	return reply{body: body.Bytes(), mime: string(format)}, nil
}
