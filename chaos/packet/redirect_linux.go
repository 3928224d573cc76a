package packet

import (
	"errors"
	"sync"

	"github.com/google/nftables"
	"github.com/google/nftables/binaryutil"
	"github.com/google/nftables/expr"
	"golang.org/x/sys/unix"
)

// markLookup marks the lookups that a responder forwards, so that they are not sent back to it.
const markLookup = 0xf1d3

// beforeEngine is a rule priority before the rules with which an engine redirects lookups to its own resolver.
const beforeEngine = nftables.ChainPriority(-101)

// Redirect redirects DNS lookups over UDP from the namespace's processes to a port of 127.0.0.1, whatever resolver they are for.
// Lookups over a socket that was marked by Mark are not redirected.
func Redirect(id string, to uint16) (Damage, error) {
	name, err := tableName(id)
	if err != nil {
		return nil, err
	}
	r, err := newRuleset(name)
	if err != nil {
		return nil, err
	}
	if err := r.redirect(to); err != nil {
		return nil, errors.Join(err, r.remove())
	}
	return &redirection{rules: r}, nil
}

// redirect builds the table of a redirection.
func (r *ruleset) redirect(to uint16) error {
	if err := r.create(nftables.TableFamilyIPv4); err != nil {
		return err
	}
	t := &nftables.Table{Name: r.name, Family: nftables.TableFamilyIPv4}
	r.tables = append(r.tables, t)
	c := r.conn.AddChain(&nftables.Chain{Name: "lookups", Table: t, Type: nftables.ChainTypeNAT,
		Hooknum: nftables.ChainHookOutput, Priority: nftables.ChainPriorityRef(beforeEngine)})
	list := redirectRules(to)
	for _, exprs := range list {
		r.conn.AddRule(&nftables.Rule{Table: t, Chain: c, Exprs: exprs})
	}
	if err := r.conn.Flush(); err != nil {
		return kernelLacks("address translation", err)
	}
	r.want += len(list)
	return nil
}

func redirectRules(to uint16) [][]expr.Any {
	pass := []expr.Any{
		&expr.Meta{Key: expr.MetaKeyMARK, Register: 1},
		&expr.Cmp{Op: expr.CmpOpEq, Register: 1, Data: binaryutil.NativeEndian.PutUint32(markLookup)},
		&expr.Verdict{Kind: expr.VerdictAccept},
	}
	take := []expr.Any{
		&expr.Meta{Key: expr.MetaKeyL4PROTO, Register: 1},
		&expr.Cmp{Op: expr.CmpOpEq, Register: 1, Data: []byte{unix.IPPROTO_UDP}},
	}
	take = append(take, port(2, 53)...)
	take = append(take, &expr.Counter{},
		&expr.Immediate{Register: 1, Data: []byte{127, 0, 0, 1}},
		&expr.Immediate{Register: 2, Data: binaryutil.BigEndian.PutUint16(to)},
		&expr.NAT{Type: expr.NATTypeDestNAT, Family: unix.NFPROTO_IPV4, RegAddrMin: 1, RegProtoMin: 2})
	return [][]expr.Any{pass, take}
}

// Mark marks a socket as a responder's own.
func Mark(socket uintptr) error {
	return unix.SetsockoptInt(int(socket), unix.SOL_SOCKET, unix.SO_MARK, markLookup)
}

// redirection is a redirect in force.
type redirection struct {
	mu    sync.Mutex
	rules *ruleset // nil when removed
}

// Report reads the rules; Matched counts lookups.
func (d *redirection) Report() (Report, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	r := Report{Driver: "nat"}
	if d.rules == nil {
		return r, errRemoved
	}
	var err error
	r.Rules, r.Matched, err = d.rules.look()
	return r, err
}

// Remove removes the rules.
func (d *redirection) Remove() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.rules == nil {
		return nil
	}
	err := d.rules.remove()
	d.rules = nil
	return err
}
