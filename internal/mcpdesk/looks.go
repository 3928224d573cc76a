package mcpdesk

import (
	"fmt"
	"strconv"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// Arguments of the tools that only read.
type (
	nothing struct{}

	ofService struct {
		Service string `json:"service" jsonschema:"the service"`
	}

	ofLogs struct {
		Service string `json:"service" jsonschema:"the service; shop is shop-1"`
		Request string `json:"request,omitempty" jsonschema:"only lines of the request with this id"`
		Level   string `json:"level,omitempty" jsonschema:"only lines of this level and above"`
		Status  string `json:"status,omitempty" jsonschema:"only lines of requests with this HTTP status, such as 503, or 404,5xx"`
		Grep    string `json:"grep,omitempty" jsonschema:"only lines that match this regular expression"`
		Since   int    `json:"since_seconds,omitempty" jsonschema:"only the last so many seconds"`
		Lines   int    `json:"lines,omitempty" jsonschema:"only the last so many lines; 100 if neither this nor request nor since_seconds is given"`
	}

	ofRequest struct {
		Request string `json:"request" jsonschema:"the request's id, as logs tell it"`
		Since   int    `json:"since_seconds,omitempty" jsonschema:"how far back to look; 900 if not given"`
	}
)

// defaultLines is the default number of log lines.
const defaultLines = 100

// addLooks adds the tools that change nothing.
func (d *Desk) addLooks(s *mcp.Server) {
	service := func(s *jsonschema.Schema) { choice(s, "service", d.o.Services) }
	addVerb(d, s, tool[nothing]{"status", "The lab's services, and whether their containers run.", looks, nil},
		func(nothing) ([]string, error) { return []string{"status", "--lab=" + d.labName()}, nil })
	addVerb(d, s, tool[nothing]{"top", "Resource usage of each service against its limits: processors, memory, processes, connections; the app's pool, cache hits, lock waits. Takes about a second.", looks, nil}, noArgs("top"))
	addVerb(d, s, tool[nothing]{"users", "Whether users are well: requests, failures and the 95th percentile of the latency by route in the last 10 s, and the last 60 s as a curve.", looks, nil}, noArgs("users"))
	addVerb(d, s, tool[ofLogs]{"logs", "A service's log, or the lines of one request in it. nginx logs each request with its route, status and time; the app what failed and why.", looks,
		func(s *jsonschema.Schema) {
			service(s)
			choice(s, "level", []string{"debug", "info", "warn", "error", "fatal"})
			upTo(s, "since_seconds", 3600)
			upTo(s, "lines", 10000)
		}}, logsLine)
	addVerb(d, s, tool[ofService]{"metrics", "A service's own figures.", looks, service}, on("metrics"))
	addVerb(d, s, tool[ofRequest]{"trace", "One request's path through nginx and the app: start and duration at each, and the parts spent in the cache, the database, or waiting for a connection.", looks,
		func(s *jsonschema.Schema) { upTo(s, "since_seconds", 3600) }}, traceLine)
	addVerb(d, s, tool[nothing]{"changes", "The lab's deploys, changes of variables, of configuration and of the database's schema, rotated secrets, and what you changed, with their times. Not all of them do harm, and not all harm is a change.", looks, nil}, noArgs("changes"))
	addVerb(d, s, tool[ofService]{"env", "A service's variables; of a secret a digest.", looks, service}, on("env"))
	addVerb(d, s, tool[nothing]{"config", "nginx.conf as it stands.", looks, nil}, noArgs("config", "--", "nginx"))
	addVerb(d, s, tool[ofService]{"network", "The nftables rules and queueing disciplines in a service's network, like nft list ruleset and tc qdisc.", looks, service}, on("network"))
	addVerb(d, s, tool[ofService]{"limits", "A service's resource limits, its usage, and its original limits.", looks, service}, on("limits"))
	addVerb(d, s, tool[nothing]{"cert", "The site's certificate: names, issuer, validity.", looks, nil}, noArgs("cert"))
}

// noArgs returns a command without arguments.
func noArgs(words ...string) func(nothing) ([]string, error) {
	return func(nothing) ([]string, error) { return words, nil }
}

// on returns a command on a service. The agent's words follow "--", after which nothing is parsed as a flag.
func on(words ...string) func(ofService) ([]string, error) {
	return func(in ofService) ([]string, error) {
		return append(append([]string(nil), words...), "--", in.Service), nil
	}
}

func logsLine(in ofLogs) ([]string, error) {
	line := []string{"logs"}
	if in.Request == "" && in.Since == 0 && in.Lines == 0 {
		in.Lines = defaultLines
	}
	line = flag(flag(line, "request", in.Request), "level", in.Level)
	line = flag(flag(line, "status", in.Status), "grep", in.Grep)
	if in.Lines != 0 {
		line = append(line, "--tail="+strconv.Itoa(in.Lines))
	}
	return append(sinceLine(line, in.Since), "--", in.Service), nil
}

func traceLine(in ofRequest) ([]string, error) {
	return append(sinceLine([]string{"trace"}, in.Since), "--", in.Request), nil
}

// flag adds a flag unless its value is empty.
func flag(line []string, name, value string) []string {
	if value == "" {
		return line
	}
	return append(line, "--"+name+"="+value)
}

func sinceLine(line []string, seconds int) []string {
	if seconds == 0 {
		return line
	}
	return append(line, fmt.Sprintf("--since=%ds", seconds))
}
