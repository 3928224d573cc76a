package stack

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"text/template"

	"firedrill/chaos"
)

//go:embed nginx.conf.tmpl
var nginxSource string

var nginxTemplate = template.Must(template.New("nginx.conf").Option("missingkey=error").Parse(nginxSource))

// nginxSettings are the settings of nginx that differ between labs.
type nginxSettings struct {
	Site        string
	Shops       []string
	ShopPort    int
	HTTP, HTTPS int
	StatusPort  int
	Knobs       map[string]string
	Worker      string
	Status      string
	Certificate string
}

// NginxKnob is one variable of nginx that labs.yaml may set. Its value is inserted into the configuration unchanged.
type NginxKnob struct {
	Name    string
	Default string // naive default
	About   string // its effect, for the docs
	Want    string // description of valid values

	like *regexp.Regexp
}

// NginxKnobs lists them in the order in which the docs show them.
var NginxKnobs = []NginxKnob{
	span("CONNECT_TIMEOUT", "5s", "bound on making a connection to a shop"),
	span("READ_TIMEOUT", "60s", "bound on the wait for the next bytes of a shop's answer"),
	{"NEXT_UPSTREAM", "error timeout", "after what a request is tried on another shop, once; a POST that was sent never is",
		`"off", or some of error, timeout, invalid_header, http_500, http_502, http_503, http_504 and http_429`,
		regexp.MustCompile(`^(off|(error|timeout|invalid_header|http_50[0234]|http_429)( (error|timeout|invalid_header|http_50[0234]|http_429))*)$`)},
	{"MAX_FAILS", "0", "failed tries within FAIL_TIMEOUT after which a shop gets no requests; 0 for never", "a whole number up to 1000",
		regexp.MustCompile(`^(\d{1,3}|1000)$`)},
	span("FAIL_TIMEOUT", "10s", "for how long it gets none"),
}

func span(name, otherwise, about string) NginxKnob {
	return NginxKnob{name, otherwise, about, "a duration such as 300ms or 5s", regexp.MustCompile(`^\d{1,6}(ms|s|m)$`)}
}

// Check returns why a value is invalid, "" if it is valid.
func (k NginxKnob) Check(value string) string {
	if k.like.MatchString(value) {
		return ""
	}
	return fmt.Sprintf("%s is %q, want %s", k.Name, value, k.Want)
}

// nginxConf renders nginx's configuration for the replicas of a lab.
func nginxConf(l Lab) ([]byte, error) {
	knobs, err := nginxKnobs(l.Services[Nginx].Env)
	if err != nil {
		return nil, err
	}
	s := nginxSettings{Site: SiteName, Shops: l.Shops(), ShopPort: PortShop, HTTP: PortHTTP, HTTPS: PortHTTPS, StatusPort: PortStatus, Knobs: knobs,
		Worker: chaos.NginxWorker, Status: chaos.NginxStatus, Certificate: chaos.NginxCertificate}
	var out bytes.Buffer
	err = nginxTemplate.Execute(&out, s)
	return out.Bytes(), err
}

// nginxKnobs returns the values in force.
func nginxKnobs(env []string) (map[string]string, error) {
	knobs := map[string]string{}
	for _, k := range NginxKnobs {
		knobs[k.Name] = k.Default
	}
	for _, pair := range env {
		name, value, _ := strings.Cut(pair, "=")
		i := slices.IndexFunc(NginxKnobs, func(k NginxKnob) bool { return k.Name == name })
		if i < 0 {
			return nil, fmt.Errorf("unknown variable %q of nginx", name)
		}
		if wrong := NginxKnobs[i].Check(value); wrong != "" {
			return nil, errors.New("nginx: " + wrong)
		}
		knobs[name] = value
	}
	return knobs, nil
}
