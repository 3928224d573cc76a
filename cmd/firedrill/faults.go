package main

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"

	"firedrill/chaos"
	"firedrill/chaos/catalogue"
	"firedrill/internal/drill"
	"firedrill/stack"

	"github.com/spf13/cobra"
)

func (a *app) faultsCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{Use: "faults [KIND]", GroupID: "library", Short: "List the kinds of fault, or show the manual of one", Args: args(0, 1, ""),
		Long: "Lists the kinds of fault, or shows the manual of one. --json also tells which kinds the engine supports; each is tried on a container.",
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return catalogue.All().Kinds(), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, given []string) error {
			if len(given) == 1 {
				if asJSON {
					return a.manualJSON(cmd.Context(), given[0])
				}
				return a.manual(given[0])
			}
			if asJSON {
				return a.faultsJSON(cmd.Context())
			}
			return a.faults()
		}}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON, including which kinds the engine supports")
	return cmd
}

// kinds are all kinds of the catalogue.
func kinds() ([]chaos.Kind, error) {
	index := catalogue.All()
	var all []chaos.Kind
	for _, name := range index.Kinds() {
		k, err := index.Kind(name)
		if err != nil {
			return nil, err
		}
		all = append(all, k)
	}
	return all, nil
}

func (a *app) faults() error {
	all, err := kinds()
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "KIND\tWHAT IT DOES")
	for _, k := range all {
		fmt.Fprintf(w, "%s\t%s\n", k.Name, k.Summary)
	}
	return w.Flush()
}

// kindOf returns a kind and its parameters.
func kindOf(name string) (chaos.Kind, []chaos.Field, error) {
	index := catalogue.All()
	k, err := index.Kind(name)
	if err != nil {
		return chaos.Kind{}, nil, err
	}
	fields, err := index.Fields(name)
	return k, fields, err
}

func (a *app) manual(name string) error {
	k, fields, err := kindOf(name)
	if err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "%s: %s\n\n%s\n\nparameters:\n", k.Name, k.Summary, k.Manual)
	w := tabwriter.NewWriter(a.stdout, 2, 0, 2, ' ', 0)
	for _, f := range fields {
		fmt.Fprintf(w, "  %s\t%s\t%s\t%s\t%s\n", f.Name, typeOf(f), f.Range(), defaultOf(f), f.Meaning())
	}
	if err := w.Flush(); err != nil {
		return err
	}
	needs := "nothing beyond an engine"
	if len(k.Needs) > 0 {
		needs = strings.Join(texts(k.Needs), ", ")
	}
	_, err = fmt.Fprintf(a.stdout, "\nneeds: %s\n", needs)
	return err
}

func typeOf(f chaos.Field) string {
	if len(f.Enum) > 0 {
		return strings.Join(f.Enum, "|")
	}
	return f.Type
}

func defaultOf(f chaos.Field) string {
	switch {
	case f.Required:
		return "required"
	case f.Default != "":
		return "default " + f.Default
	}
	return ""
}

func texts(needs []chaos.Need) []string {
	out := make([]string, len(needs))
	for i, n := range needs {
		out[i] = string(n)
	}
	return out
}

// faultJSON is one entry of `faults --json`.
type faultJSON struct {
	Kind      string   `json:"kind"`
	Family    string   `json:"family"`
	Summary   string   `json:"summary"`
	Needs     []string `json:"needs"`
	Available *bool    `json:"available"` // null: could not be found out
	Why       string   `json:"why,omitempty"`

	Manual     string          `json:"manual,omitempty"` // of one kind that is asked for alone, as its parameters
	Parameters []parameterJSON `json:"parameters,omitempty"`
}

// parameterJSON is a parameter of one kind.
type parameterJSON struct {
	Name     string   `json:"name"`
	Type     string   `json:"type"`
	Values   []string `json:"values,omitempty"` // that it takes alone
	Range    string   `json:"range,omitempty"`
	Required bool     `json:"required"`
	Default  string   `json:"default,omitempty"`
	Meaning  string   `json:"meaning"`
}

func (a *app) manualJSON(ctx context.Context, name string) error {
	k, fields, err := kindOf(name)
	if err != nil {
		return err
	}
	try, done, err := a.trial(ctx)
	if err != nil {
		return err
	}
	defer done()
	available, why := try(k)
	answer := faultJSON{Kind: k.Name, Family: k.Family, Summary: k.Summary, Needs: texts(k.Needs), Available: available, Why: why, Manual: k.Manual}
	for _, f := range fields {
		answer.Parameters = append(answer.Parameters, parameterJSON{f.Name, f.Type, f.Enum, f.Range(), f.Required, f.Default, f.Meaning()})
	}
	return printJSON(a.stdout, answer)
}

func (a *app) faultsJSON(ctx context.Context) error {
	all, err := kinds()
	if err != nil {
		return err
	}
	try, done, err := a.trial(ctx)
	if err != nil {
		return err
	}
	defer done()
	entries := make([]faultJSON, len(all))
	for i, k := range all {
		available, why := try(k)
		entries[i] = faultJSON{Kind: k.Name, Family: k.Family, Summary: k.Summary, Needs: texts(k.Needs), Available: available, Why: why}
	}
	return printJSON(a.stdout, entries)
}

// trial returns what finds out whether the engine can do a kind. Without an engine that is unknown, which is no error:
// the catalogue is the same.
func (a *app) trial(ctx context.Context) (try func(chaos.Kind) (*bool, string), done func(), err error) {
	s, err := a.settings()
	if err != nil {
		return nil, nil, err
	}
	unknown := func(why error) func(chaos.Kind) (*bool, string) {
		return func(chaos.Kind) (*bool, string) { return nil, why.Error() }
	}
	b, openErr := a.open(ctx, s, s.Engine)
	if openErr != nil {
		return unknown(openErr), func() {}, nil
	}
	done = func() { b.engine.Close() }
	self, supplyErr := stack.SupplySelf(ctx, b.engine, "")
	if supplyErr != nil {
		return unknown(supplyErr), done, nil
	}
	// What a lab has only on request can be had.
	furnished := stack.Lab{Services: map[string]stack.Service{stack.Postgres: {Disk: stack.DefaultDisk}, stack.Shop: {Replicas: 2}, stack.Replica: {}}}
	prober := &drill.Prober{Engine: b.engine, Self: self.Ref, Run: b.run, Lab: furnished}
	return func(k chaos.Kind) (*bool, string) {
		unmet := chaos.Missing(ctx, prober, k)
		available := len(unmet) == 0
		if available {
			return &available, ""
		}
		return &available, (&chaos.UnmetError{Kind: k.Name, Unmet: unmet}).Error()
	}, done, nil
}
