package mcpdesk

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// Arguments of the tools that may change the lab.
type (
	ofSQL struct {
		Statement string `json:"statement" jsonschema:"one statement, or a command of psql such as \\d orders"`
		As        string `json:"as,omitempty" jsonschema:"role: admin (superuser) or shop (the app's role); default admin"`
		On        string `json:"on,omitempty" jsonschema:"server; default postgres"`
	}

	ofRedis struct {
		Words []string `json:"words" jsonschema:"the command and its arguments, such as CLIENT, LIST"`
	}

	ofExec struct {
		Service string   `json:"service" jsonschema:"in whose container"`
		Program []string `json:"program" jsonschema:"the program and its arguments; no shell is used unless you call one"`
		User    string   `json:"user,omitempty" jsonschema:"user to run as; default the service's user"`
	}

	ofEnv struct {
		Service string            `json:"service" jsonschema:"a replica of the app, or shop for all"`
		Set     map[string]string `json:"set,omitempty" jsonschema:"variables by name, with their values"`
		Unset   []string          `json:"unset,omitempty" jsonschema:"names of variables to remove"`
	}

	ofConfig struct {
		Original bool     `json:"original,omitempty" jsonschema:"start from the configuration the lab started with"`
		Replace  []change `json:"replace,omitempty" jsonschema:"text to replace, in every place"`
		Force    bool     `json:"force,omitempty" jsonschema:"write it even if nginx rejects it"`
	}

	change struct {
		Old string `json:"old" jsonschema:"as it stands"`
		New string `json:"new" jsonschema:"as it is to be"`
	}

	ofLimits struct {
		Service  string  `json:"service" jsonschema:"the service"`
		Original bool    `json:"original,omitempty" jsonschema:"restore the limits the lab started with"`
		CPUs     float64 `json:"cpus,omitempty" jsonschema:"processors"`
		Memory   string  `json:"memory,omitempty" jsonschema:"memory, such as 384MB"`
		Pids     int     `json:"pids,omitempty" jsonschema:"processes and threads"`
	}

	ofRedeploy struct {
		Service  string `json:"service" jsonschema:"the service"`
		Previous bool   `json:"previous,omitempty" jsonschema:"restore the previous container"`
		Version  string `json:"version,omitempty" jsonschema:"another version of the app, such as 1.4.1"`
	}
)

// addChanges adds the tools that may change the lab.
func (d *Desk) addChanges(s *mcp.Server) {
	service := func(s *jsonschema.Schema) { choice(s, "service", d.o.Services) }
	addVerb(d, s, tool[ofSQL]{"sql", "Runs a statement in the database with psql.", changes, func(s *jsonschema.Schema) {
		choice(s, "as", []string{"admin", "shop"})
		choice(s, "on", d.o.Databases)
	}}, sqlLine)
	addVerb(d, s, tool[ofRedis]{"redis", "Runs a command in the cache with redis-cli, such as [\"INFO\", \"stats\"] or [\"CLIENT\", \"LIST\"].", changes,
		func(s *jsonschema.Schema) { nonEmpty(s, "words") }}, redisLine)
	addVerb(d, s, tool[ofExec]{"exec", "Runs a program in a service's container. The app's container contains only the app.", changes, func(s *jsonschema.Schema) {
		service(s)
		nonEmpty(s, "program")
	}}, execLine)
	addVerb(d, s, tool[ofEnv]{"set_env", "Redeploys a replica of the app with changed variables.", changes, service}, envLine)
	addVerb(d, s, tool[ofConfig]{"set_config", "Changes nginx.conf and reloads nginx. A configuration that nginx rejects is not written.", changes, nil}, configLine)
	addVerb(d, s, tool[ofService]{"reset_network", "Removes the packet rules in a service's network, and ends the program that set them.", changes, service}, on("network", "--reset"))
	addVerb(d, s, tool[ofLimits]{"set_limits", "Changes a service's resource limits.", changes, service}, limitsLine)
	addVerb(d, s, tool[nothing]{"renew_cert", "Restores the site's original certificate.", changes, nil}, noArgs("cert", "--", "renew"))
	addVerb(d, s, tool[ofService]{"restart", "Restarts a service. A stopped, paused, removed or disconnected container is put back first. A restart destroys evidence: look first.", changes, service}, on("restart"))
	addVerb(d, s, tool[ofService]{"start", "Starts a stopped service.", changes, service}, on("start"))
	addVerb(d, s, tool[ofService]{"stop", "Stops a service.", changes, service}, on("stop"))
	addVerb(d, s, tool[ofRedeploy]{"redeploy", "Replaces a service's container with a new one that has the variables, command, limits, configuration and network the lab started with; with previous, restores the previous container.", changes, service}, redeployLine)
}

// nonEmpty requires a list not to be empty.
func nonEmpty(s *jsonschema.Schema, name string) {
	p, one := s.Properties[name], 1
	p.MinItems = &one
}

func sqlLine(in ofSQL) ([]string, error) {
	line := flag(flag([]string{"sql"}, "as", in.As), "on", in.On)
	return append(line, "--", in.Statement), nil
}

func redisLine(in ofRedis) ([]string, error) {
	if strings.HasPrefix(in.Words[0], "-") {
		return nil, fmt.Errorf("%q is an option of redis-cli, not a command of the cache", in.Words[0])
	}
	return append([]string{"redis", "--"}, in.Words...), nil
}

func execLine(in ofExec) ([]string, error) {
	line := flag([]string{"exec"}, "user", in.User)
	return append(append(line, "--", in.Service), in.Program...), nil
}

func envLine(in ofEnv) ([]string, error) {
	line := []string{"env", "--", in.Service}
	for _, name := range slices.Sorted(maps.Keys(in.Set)) {
		line = append(line, name+"="+in.Set[name])
	}
	for _, name := range in.Unset {
		line = append(line, name+"-")
	}
	if len(line) == 3 {
		return nil, fmt.Errorf("neither set nor unset names a variable\nhint: env shows them")
	}
	return line, nil
}

func configLine(in ofConfig) ([]string, error) {
	line := []string{"config"}
	if in.Original {
		line = append(line, "--original")
	}
	for _, c := range in.Replace {
		if strings.Contains(c.Old, "=>") {
			return nil, fmt.Errorf("%q can't be replaced, since it holds \"=>\"", c.Old)
		}
		line = append(line, "--set="+c.Old+"=>"+c.New)
	}
	if len(line) == 1 {
		return nil, fmt.Errorf("neither original nor replace says what is to change\nhint: config shows it as it stands")
	}
	if in.Force {
		line = append(line, "--force")
	}
	return append(line, "--", "nginx"), nil
}

func limitsLine(in ofLimits) ([]string, error) {
	line := []string{"limits"}
	if in.Original {
		line = append(line, "--original")
	}
	if in.CPUs != 0 {
		line = append(line, "--cpus="+strconv.FormatFloat(in.CPUs, 'f', -1, 64))
	}
	line = flag(line, "memory", in.Memory)
	if in.Pids != 0 {
		line = append(line, "--pids="+strconv.Itoa(in.Pids))
	}
	if len(line) == 1 {
		return nil, fmt.Errorf("no limit is given\nhint: limits shows them")
	}
	return append(line, "--", in.Service), nil
}

func redeployLine(in ofRedeploy) ([]string, error) {
	line := []string{"redeploy"}
	if in.Previous {
		line = append(line, "--previous")
	}
	return append(flag(line, "version", in.Version), "--", in.Service), nil
}
