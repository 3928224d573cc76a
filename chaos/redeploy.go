package chaos

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"regexp"

	"firedrill/internal/record"
)

// redeployed is what the faults do that change one variable of the app and redeploy it. Changes of different variables of
// one replica come off in any order.
type redeployed struct {
	service  func() string
	variable func() string
	// change decides on the environment. The salt is the fault's own, drawn when it was planned.
	change func(env []string, salt string) ([]string, error)
	// feel is the proof of effect; nil where it is enough that the process has the value, or can't live with it.
	feel func(ctx context.Context, lab Lab, u redeployUndo) record.Check
	// again has the engine start the process again whenever it ends.
	again bool
}

var (
	replicaName  = regexp.MustCompile(`^shop-[1-9][0-9]*$`)
	variableName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
)

// onReplica demands that a target is a replica of the app.
func onReplica(service string) []Problem {
	if service == "" || replicaName.MatchString(service) {
		return nil
	}
	return []Problem{{target, fmt.Sprintf("%q is not a replica of the app", service), "such as shop-1"}}
}

// redeployUndo names the container to put back. It holds digests, never values.
type redeployUndo struct {
	Original string `json:"original"`       // id of the container that the lab came up with
	Was      string `json:"was,omitempty"`  // digest of the value before; "" when there was none
	Want     string `json:"want,omitempty"` // digest of the value that does the damage; "" when it is to be gone
	Salt     string `json:"salt,omitempty"` // what a value that is drawn follows from, with what nobody wrote down
}

func (f *redeployed) Plan(ctx context.Context, lab Lab) (Undo, error) {
	s, err := running(ctx, lab, f.service())
	if err != nil {
		return nil, err
	}
	env, err := lab.Containers().Env(ctx, s.ID)
	if err != nil {
		return nil, err
	}
	u := redeployUndo{Original: s.Original, Was: digestIn(env, f.variable()), Salt: rand.Text()}
	changed, err := f.change(env, u.Salt)
	if err != nil {
		return nil, err
	}
	u.Want = digestIn(changed, f.variable())
	if u.Original == "" {
		u.Original = s.ID
	}
	if u.Was == u.Want {
		return nil, fmt.Errorf("%q on %q has that value already", f.variable(), f.service())
	}
	return json.Marshal(u)
}

func (f *redeployed) Inject(ctx context.Context, lab Lab, undo Undo) error {
	u, err := readRedeployUndo(undo)
	if err != nil {
		return err
	}
	s, err := lab.Containers().State(ctx, f.service())
	if err != nil {
		return err
	}
	env, err := lab.Containers().Env(ctx, s.ID)
	if err != nil {
		return err
	}
	changed, err := f.change(env, u.Salt)
	if err != nil {
		return err
	}
	if !f.again {
		return lab.Containers().Redeploy(ctx, f.service(), changed)
	}
	a, err := asideOf(lab)
	if err != nil {
		return err
	}
	return a.Remake(ctx, f.service(), Make{Env: changed, Again: true})
}
