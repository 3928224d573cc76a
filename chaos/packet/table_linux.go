package packet

import (
	"errors"
	"fmt"

	"github.com/google/nftables"
	"github.com/google/nftables/binaryutil"
	"github.com/google/nftables/expr"
	"github.com/mdlayher/netlink"
	"golang.org/x/sys/unix"
)

// tableOwner makes the kernel remove a table together with the socket that created it (NFT_TABLE_F_OWNER, Linux 5.12).
const tableOwner = 2

// ruleset is the tables of a damage in the kernel, one for each address family. It holds one netlink socket open. If
// the kernel supports table owners, the tables live no longer than the socket: a process that is killed leaves none behind.
type ruleset struct {
	conn   *nftables.Conn
	raw    *netlink.Conn // the same socket
	name   string
	tables []*nftables.Table
	want   int // rules
}

// install adds the rules of a spec to the kernel, or nothing.
func install(name string, s Spec, steer steering) (*ruleset, error) {
	r, err := newRuleset(name)
	if err != nil {
		return nil, err
	}
	for _, family := range families(s) {
		if err := r.add(s, family, steer); err != nil {
			return nil, errors.Join(err, r.remove())
		}
	}
	return r, nil
}

// newRuleset opens the socket that owns the tables.
func newRuleset(name string) (*ruleset, error) {
	r := &ruleset{name: name}
	conn, err := nftables.New(nftables.AsLasting(), nftables.WithSockOptions(func(c *netlink.Conn) error {
		r.raw = c
		return nil
	}))
	if err != nil {
		return nil, fmt.Errorf("%w: nftables: %w", ErrKernel, err)
	}
	r.conn = conn
	return r, nil
}

// add creates the table of one family.
func (r *ruleset) add(s Spec, family nftables.TableFamily, steer steering) error {
	list := rules(s, family, steer)
	if len(list) == 0 {
		return nil
	}
	if err := r.create(family); err != nil {
		if family == nftables.TableFamilyIPv6 && errors.Is(err, unix.EAFNOSUPPORT) {
			return nil // there is no such traffic to damage
		}
		return err
	}
	t := &nftables.Table{Name: r.name, Family: family}
	r.tables = append(r.tables, t)
	chains := map[Direction]*nftables.Chain{}
	for _, way := range s.ways() {
		hook := nftables.ChainHookOutput
		if way == In {
			hook = nftables.ChainHookInput
		}
		chains[way] = r.conn.AddChain(&nftables.Chain{
			Name: string(way), Table: t, Type: nftables.ChainTypeFilter, Hooknum: hook, Priority: nftables.ChainPriorityFilter,
		})
	}
	for _, rule := range list {
		r.conn.AddRule(&nftables.Rule{Table: t, Chain: chains[rule.way], Exprs: rule.exprs})
	}
	if err := r.conn.Flush(); err != nil {
		return kernelLacks("rules", err)
	}
	r.want += len(list)
	return nil
}

// create creates a table that is owned by the socket, or a plain one if the kernel does not support owners. An existing table
// belongs to someone else, and is left alone.
func (r *ruleset) create(family nftables.TableFamily) error {
	err := r.createWith(family, tableOwner)
	if errors.Is(err, unix.EOPNOTSUPP) || errors.Is(err, unix.EINVAL) {
		err = r.createWith(family, 0)
	}
	if errors.Is(err, unix.EEXIST) {
		return fmt.Errorf("a table %q is there already, and left alone", r.name)
	}
	if err != nil {
		return kernelLacks("table", err)
	}
	return nil
}

// createWith builds the message itself, because the library does not support the flags of a table.
func (r *ruleset) createWith(family nftables.TableFamily, flags uint32) error {
	attrs, err := netlink.MarshalAttributes([]netlink.Attribute{
		{Type: unix.NFTA_TABLE_NAME, Data: []byte(r.name + "\x00")},
		{Type: unix.NFTA_TABLE_FLAGS, Data: binaryutil.BigEndian.PutUint32(flags)},
	})
	if err != nil {
		return err
	}
	const subsystem = unix.NFNL_SUBSYS_NFTABLES
	batch := []byte{0, 0, 0, subsystem}
	_, err = r.raw.SendMessages([]netlink.Message{
		{Header: netlink.Header{Type: unix.NFNL_MSG_BATCH_BEGIN, Flags: netlink.Request}, Data: batch},
		{Header: netlink.Header{
			Type:  subsystem<<8 | unix.NFT_MSG_NEWTABLE,
			Flags: netlink.Request | netlink.Acknowledge | netlink.Create | netlink.Excl,
		}, Data: append([]byte{byte(family), 0, 0, 0}, attrs...)},
		{Header: netlink.Header{Type: unix.NFNL_MSG_BATCH_END, Flags: netlink.Request}, Data: batch},
	})
	if err != nil {
		return err
	}
	_, err = r.raw.Receive()
	return err
}

// look counts the rules in place and the packets that matched them.
func (r *ruleset) look() (rules int, matched uint64, err error) {
	for _, t := range r.tables {
		chains, err := r.conn.ListChainsOfTableFamily(t.Family)
		if err != nil {
			return 0, 0, fmt.Errorf("look at table %q: %w", r.name, err)
		}
		for _, c := range chains {
			if c.Table.Name != r.name {
				continue
			}
			list, err := r.conn.GetRules(t, c)
			if err != nil {
				return 0, 0, fmt.Errorf("look at table %q: %w", r.name, err)
			}
			rules += len(list)
			matched += counted(list)
		}
	}
	if rules != r.want {
		return rules, matched, fmt.Errorf("%d of %d rules of table %q are there", rules, r.want, r.name)
	}
	return rules, matched, nil
}

func counted(list []*nftables.Rule) (packets uint64) {
	for _, rule := range list {
		for _, e := range rule.Exprs {
			if c, ok := e.(*expr.Counter); ok {
				packets += c.Packets
			}
		}
	}
	return packets
}

// empty removes the rules and keeps the chains: the kernel drops the queued packets of a removed chain, so the queue must
// release its packets in between.
func (r *ruleset) empty() error {
	for _, t := range r.tables {
		r.conn.FlushTable(t)
	}
	if err := r.conn.Flush(); err != nil && !errors.Is(err, unix.ENOENT) {
		return fmt.Errorf("empty table %q: %w", r.name, err)
	}
	return nil
}

// remove removes the tables and closes the socket.
func (r *ruleset) remove() error {
	var errs []error
	for _, t := range r.tables {
		r.conn.DelTable(t)
		if err := r.conn.Flush(); err != nil && !errors.Is(err, unix.ENOENT) {
			errs = append(errs, fmt.Errorf("remove table %q: %w", r.name, err))
		}
	}
	r.tables = nil
	return errors.Join(append(errs, r.conn.CloseLasting())...)
}

// kernelLacks reports whether an error says that the kernel lacks a feature.
func kernelLacks(what string, err error) error {
	for _, e := range []error{unix.ENOENT, unix.EOPNOTSUPP, unix.EPROTONOSUPPORT, unix.EAFNOSUPPORT, unix.EINVAL} {
		if errors.Is(err, e) {
			return fmt.Errorf("%w: %s: %w", ErrKernel, what, err)
		}
	}
	return fmt.Errorf("%s: %w", what, err)
}
