package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"firedrill/chaos"
	"firedrill/chaos/catalogue"
	"firedrill/internal/drill"
	"firedrill/internal/source"
	"firedrill/stack"

	"github.com/spf13/cobra"
)

// injectFlags say where and how a fault is to act.
type injectFlags struct {
	lab  string
	on   string
	set  []string
	hold time.Duration
}

func (a *app) injectCommand() *cobra.Command {
	var f injectFlags
	cmd := &cobra.Command{Use: "inject KIND", GroupID: "lab", Short: "Inject one fault into a running lab and prove it", Args: args(1, 1, "a kind of fault"),
		Long: "Injects one fault into a running lab and prints its proof.\n\nWith --for, the fault is reverted when the time is up, on Ctrl-C, and also if this\n" +
			"command is killed. Without --for it stays until \"firedrill revert\" or \"firedrill clean\".",
		RunE: func(cmd *cobra.Command, given []string) error { return a.inject(cmd.Context(), given[0], f) }}
	labFlag(cmd, &f.lab)
	cmd.Flags().StringVar(&f.on, "on", "", "target service")
	cmd.Flags().StringArrayVar(&f.set, "set", nil, "parameter, name=value; repeatable")
	cmd.Flags().DurationVar(&f.hold, "for", 0, "revert after this time, such as 30s")
	return cmd
}

func (a *app) inject(ctx context.Context, kind string, f injectFlags) error {
	order, err := orderOf(kind, f)
	if err != nil {
		return err
	}
	b, err := a.openAny(ctx)
	if err != nil {
		return err
	}
	defer b.engine.Close()
	found, err := foundLab(ctx, b, first(f.lab, a.getenv(instanceVariable)))
	if err != nil {
		return err
	}
	if order.On, err = member(ctx, b, found.Instance, order.On); err != nil {
		return err
	}
	self, err := stack.SupplySelf(ctx, b.engine, "")
	if err != nil {
		return err
	}
	session, err := b.session(drill.Owner{Instance: found.Instance, Lab: found.Run, Kept: true, Self: self.Ref, For: f.hold}, "", a.environ)
	if err != nil {
		return err
	}
	return a.injectIn(ctx, b, session, order, f.hold)
}

// orderOf reads the command line, with all its mistakes at once.
func orderOf(kind string, f injectFlags) (chaos.Order, error) {
	if f.on == stack.Shop {
		f.on = stack.ShopName(1)
	}
	o := chaos.Order{ID: kind + "#1", Kind: kind, On: f.on, Params: map[string]string{}}
	var wrong source.Mistakes
	for _, pair := range f.set {
		name, value, ok := strings.Cut(pair, "=")
		if !ok {
			wrong = append(wrong, source.Mistake{Message: fmt.Sprintf("flag \"--set\" does not take %q", pair), Hint: "--set name=value"})
			continue
		}
		o.Params[name] = value
	}
	k, err := catalogue.All().Kind(kind)
	if err != nil {
		return o, err
	}
	if k.Held && f.hold == 0 {
		wrong = append(wrong, source.Mistake{Message: fmt.Sprintf("%q ends with this command, so it needs to be told how long", kind), Hint: "--for 30s"})
	}
	for _, p := range (faultIndex{catalogue.All()}).Check(kind, f.on, o.Params) {
		wrong = append(wrong, source.Mistake{Message: p.Message, Hint: first(p.Hint, "firedrill faults "+kind+" is its manual")})
	}
	if len(wrong) > 0 {
		return o, wrong
	}
	return o, nil
}

// injectIn applies the fault and, if it is to end, takes it back.
func (a *app) injectIn(ctx context.Context, b *bench, s *drill.Session, o chaos.Order, hold time.Duration) error {
	lab, err := stack.Find(ctx, b.engine, s.Owner.Instance)
	if err == nil {
		lab.TellChanges(b.home.Tell(lab.Run()))
		err = lab.Join(ctx, stack.JoinRequest{Run: b.run, Self: s.Owner.Self})
	}
	if err != nil {
		return errors.Join(err, s.End(ctx))
	}
	rig := chaos.NewRig(chaos.Site{Index: catalogue.All(), Lab: lab, Journal: s.Journal, Elsewhere: b.home.Elsewhere(s.Owner),
		Prober: &drill.Prober{Engine: b.engine, Self: s.Owner.Self, Run: b.run, Up: s.Owner.Instance}})
	proof, err := rig.Apply(ctx, o)
	if err == nil {
		a.printProof(o, proof)
		if hold == 0 && proof.OK() {
			fmt.Fprintf(a.stdout, "next: firedrill revert --lab %s\n", s.Owner.Instance)
			return errors.Join(lab.Release(), s.Abandon())
		}
		if !proof.OK() {
			err = fmt.Errorf("fault %q is not proven, so it is taken back", o.ID)
		} else {
			err = drill.Wait(ctx, hold)
		}
	}
	for _, out := range rig.RevertAll(ctx) {
		a.printOutcome(out)
		if !out.Clean() {
			err = errors.Join(err, notGone(out, s.Owner.Instance))
		}
	}
	return errors.Join(err, lab.Release(), s.End(ctx))
}

func (a *app) printProof(o chaos.Order, p chaos.Proof) {
	fmt.Fprintf(a.stdout, "%s on %s\n  mechanism  %s  %s\n  effect     %s  %s\n", o.Kind, o.On, okWord(p.Mechanism.OK), p.Mechanism.Saw, okWord(p.Effect.OK), p.Effect.Saw)
}

func (a *app) printOutcome(o chaos.Outcome) {
	saw := o.Gone.Saw
	if o.Reverted != nil {
		saw = o.Reverted.Error()
	}
	fmt.Fprintf(a.stdout, "  gone       %s  %s\n", okWord(o.Clean()), saw)
}

func okWord(ok bool) string {
	if ok {
		return "yes"
	}
	return "NO "
}
