package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"time"

	"firedrill/internal/drill"
	"firedrill/stack"

	"github.com/spf13/cobra"
)

func (a *app) upCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{Use: "up [LAB]", GroupID: "lab", Short: "Start a lab and keep it running", Args: args(0, 1, "a lab"),
		RunE: func(cmd *cobra.Command, given []string) error { return a.up(cmd.Context(), firstOf(given), asJSON) }}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

// upAnswer is what `up --json` says.
type upAnswer struct {
	Lab     string  `json:"lab"`
	Run     string  `json:"run"`
	URL     string  `json:"url"`
	Seconds float64 `json:"seconds"` // until the first good answer through nginx
}

func (a *app) up(ctx context.Context, name string, asJSON bool) error {
	b, lab, err := a.openFor(ctx, name, "")
	if err != nil {
		return err
	}
	defer b.Engine.Close()
	if _, err := stack.Find(ctx, b.Engine, lab.Name); err == nil {
		return usageError{fmt.Sprintf("lab %q is up already", lab.Name), "firedrill status shows it, firedrill down " + lab.Name + " removes it"}
	}
	running, took, err := a.bringUp(ctx, b, lab)
	if err != nil {
		return err
	}
	port, err := running.SitePort(ctx)
	if err != nil {
		return err
	}
	answer := upAnswer{Lab: lab.Name, Run: b.RunID, URL: fmt.Sprintf("https://127.0.0.1:%d", port), Seconds: took.Seconds()}
	if asJSON {
		return printJSON(a.stdout, answer)
	}
	fmt.Fprintf(a.stdout, "lab %q is up in %.1fs: %s\n", answer.Lab, answer.Seconds, answer.URL)
	fmt.Fprintf(a.stdout, "next: curl -k %s/products/1\n      firedrill inject container.pause --on redis --for 20s --lab %s\n      firedrill down %s\n",
		answer.URL, answer.Lab, answer.Lab)
	return nil
}

// bringUp starts a lab that outlives this process, and says how long that took. Until it is up it is the run's own, and
// goes with it.
func (a *app) bringUp(ctx context.Context, b *bench, lab stack.Lab) (*stack.Running, time.Duration, error) {
	session, err := b.Session(drill.Owner{Instance: lab.Name}, "")
	if err != nil {
		return nil, 0, err
	}
	img, err := b.Supply(ctx, lab, session.Journal)
	if err != nil {
		return nil, 0, errors.Join(err, session.End(ctx))
	}
	began := time.Now()
	running, err := stack.Up(ctx, b.Engine, stack.Request{Lab: lab, Instance: lab.Name, Run: b.RunID, Kept: true, Images: img})
	took := time.Since(began)
	if err != nil {
		return nil, 0, errors.Join(err, session.End(ctx))
	}
	return running, took, errors.Join(running.Release(), session.Leave())
}

func firstOf(words []string) string {
	if len(words) == 0 {
		return ""
	}
	return words[0]
}

// printJSON prints one answer. A list that holds nothing is an empty list.
func printJSON(w io.Writer, v any) error {
	if list := reflect.ValueOf(v); list.Kind() == reflect.Slice && list.IsNil() {
		v = []any{}
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// printEach prints the answers of a command about each service that its word means: one by itself, several as a list.
func printEach[T any](w io.Writer, all []T) error {
	if len(all) == 1 {
		return printJSON(w, all[0])
	}
	return printJSON(w, all)
}
