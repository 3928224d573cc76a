package oncall

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// alert is a page in the format of Alertmanager's webhook receiver, version 4. See
// https://prometheus.io/docs/alerting/latest/configuration/#webhook_config.
type alert struct {
	Version           string            `json:"version"`
	GroupKey          string            `json:"groupKey"`
	Status            string            `json:"status"`
	Receiver          string            `json:"receiver"`
	GroupLabels       map[string]string `json:"groupLabels"`
	CommonLabels      map[string]string `json:"commonLabels"`
	CommonAnnotations map[string]string `json:"commonAnnotations"`
	ExternalURL       string            `json:"externalURL"`
	Alerts            []one             `json:"alerts"`
}

type one struct {
	Status      string            `json:"status"`
	Labels      map[string]string `json:"labels"`
	Annotations map[string]string `json:"annotations"`
	StartsAt    time.Time         `json:"startsAt"`
	EndsAt      time.Time         `json:"endsAt"`
	Fingerprint string            `json:"fingerprint"`
}

// Alert formats a page as Alertmanager does. It contains what users report, and no cause.
func Alert(lab, page string, at time.Time) ([]byte, error) {
	labels := map[string]string{"alertname": "UsersReport", "service": "shop", "lab": lab, "severity": "page"}
	annotations := map[string]string{"summary": page}
	return json.Marshal(alert{Version: "4", GroupKey: "{}:{lab=\"" + lab + "\"}", Status: "firing", Receiver: "oncall", GroupLabels: map[string]string{"lab": lab},
		CommonLabels: labels, CommonAnnotations: annotations, Alerts: []one{{Status: "firing", Labels: labels, Annotations: annotations, StartsAt: at.UTC(), Fingerprint: lab}}})
}

// Post sends a page to a webhook.
func Post(ctx context.Context, url string, page []byte) error {
	ctx, cancel := context.WithTimeout(ctx, deskTime)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(page))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode >= 300 {
		return fmt.Errorf("the webhook %q answered %s", url, response.Status)
	}
	return nil
}
