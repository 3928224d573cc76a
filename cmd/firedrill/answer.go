package main

import (
	"encoding/json"
	"errors"
	"io"
	"reflect"

	"github.com/spf13/cobra"
)

// answer is what a command prints: as text, or with --json as JSON. With a method JSON() any, it is what that returns.
type answer interface{ Text(w io.Writer) error }

// jsonFlag adds the flag that asks for JSON.
func jsonFlag(cmd *cobra.Command, asJSON *bool) {
	cmd.Flags().BoolVar(asJSON, "json", false, "print JSON")
}

// print prints the answer of a command.
func (a *app) print(v answer, asJSON bool) error {
	if !asJSON {
		return v.Text(a.stdout)
	}
	if other, ok := v.(interface{ JSON() any }); ok {
		return printJSON(a.stdout, other.JSON())
	}
	return printJSON(a.stdout, v)
}

// printJSON prints one value. A nil slice is printed as an empty list.
func printJSON(w io.Writer, v any) error {
	if list := reflect.ValueOf(v); list.Kind() == reflect.Slice && list.IsNil() {
		v = []any{}
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// printEach prints the answers of a command about each service that its word means. As JSON, one is printed by itself, and
// several as a list.
func printEach[T answer](a *app, all []T, asJSON bool) error {
	switch {
	case asJSON && len(all) == 1:
		return printJSON(a.stdout, all[0])
	case asJSON && len(all) > 1:
		return printJSON(a.stdout, all)
	case asJSON:
		return nil
	}
	var err error
	for _, one := range all {
		err = errors.Join(err, one.Text(a.stdout))
	}
	return err
}

func firstOf(words []string) string {
	if len(words) == 0 {
		return ""
	}
	return words[0]
}
