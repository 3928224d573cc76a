package stack

import (
	"bytes"
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"text/template"

	"firedrill/chaos"
)

//go:embed nginx.conf.tmpl
var nginxSource string

var nginxTemplate = template.Must(template.New("nginx.conf").Option("missingkey=error").Parse(nginxSource))

// nginxSettings are what differs between labs. Their names as variables are NGINX_CONNECT_TIMEOUT and so on.
type nginxSettings struct {
	Site           string
	Shops          []string
	ShopPort       int
	HTTP, HTTPS    int
	StatusPort     int
	ConnectTimeout string
	ReadTimeout    string
	NextUpstream   string
	Worker         string
	Status         string
	Certificate    string
}

// NginxKnobs lists the variables of nginx that labs.yaml may set, with their defaults.
var NginxKnobs = map[string]string{
	"CONNECT_TIMEOUT": "5s",
	"READ_TIMEOUT":    "60s",
	"NEXT_UPSTREAM":   "error timeout",
}

// nginxConf renders the balancer's configuration for the replicas of a lab.
func nginxConf(l Lab) ([]byte, error) {
	knobs, err := nginxKnobs(l.Services[Nginx].Env)
	if err != nil {
		return nil, err
	}
	s := nginxSettings{Site: SiteName, ShopPort: PortShop, HTTP: PortHTTP, HTTPS: PortHTTPS, StatusPort: PortStatus,
		ConnectTimeout: knobs["CONNECT_TIMEOUT"], ReadTimeout: knobs["READ_TIMEOUT"], NextUpstream: knobs["NEXT_UPSTREAM"],
		Worker: chaos.NginxWorker, Status: chaos.NginxStatus, Certificate: chaos.NginxCertificate}
	for _, m := range l.Members() {
		if IsShop(m) {
			s.Shops = append(s.Shops, m)
		}
	}
	var out bytes.Buffer
	err = nginxTemplate.Execute(&out, s)
	return out.Bytes(), err
}

func nginxKnobs(env []string) (map[string]string, error) {
	knobs := map[string]string{}
	for name, value := range NginxKnobs {
		knobs[name] = value
	}
	for _, pair := range env {
		name, value, _ := strings.Cut(pair, "=")
		if _, ok := NginxKnobs[name]; !ok {
			return nil, fmt.Errorf("unknown variable %q of nginx: want one of %s", name, strings.Join(sortedNames(NginxKnobs), ", "))
		}
		if strings.ContainsAny(value, ";{}\n") {
			return nil, fmt.Errorf("variable %q of nginx holds %q: a directive's value has no \";\" or brace", name, value)
		}
		knobs[name] = value
	}
	return knobs, nil
}

func sortedNames(m map[string]string) []string {
	out := make([]string, 0, len(m))
	for name := range m {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}
