package chaos

import (
	"fmt"
	"slices"
)

// Clients is the target that stands for the users. What hurts them from their own side is damage to their packets and
// their lookups; their container is the harness's.
const Clients = "client"

// clientProblems says what is wrong with a fault that hits the client.
func clientProblems(k Kind, on string, params map[string]string) []Problem {
	switch {
	case on != Clients:
		return nil
	case k.Family != "net" && k.Family != "dns":
		return []Problem{{target, fmt.Sprintf("%q can't hit %q", k.Name, on), "only kinds of the families net and dns can"}}
	case params["peer"] == "" && slices.ContainsFunc(fieldsOf(k.New()), func(f Field) bool { return f.Name == "peer" }):
		return []Problem{{"peer", fmt.Sprintf("%q needs \"peer\" where it hits %q", k.Name, on), "such as peer: nginx"}}
	}
	return nil
}
