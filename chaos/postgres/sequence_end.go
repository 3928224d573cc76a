package postgres

import (
	"context"
	"fmt"

	"firedrill/chaos"
	"firedrill/chaos/store"
)

var sequenceKind = chaos.Kind{
	Name:    "postgres.sequence-end",
	Family:  "postgres",
	Summary: "use up a sequence",
	Manual: "The sequence is set to its last value. Every insert that needs the next one fails; everything else works. The " +
		"revert sets it to a little above the greatest value in its column, so that no number is used twice.",
	Acts:    chaos.InLab,
	Ports:   []chaos.Port{chaos.PortSQL},
	Within:  store.ProofTime,
	Example: chaos.Example{On: chaos.InPostgres, Params: map[string]string{"sequence": "orders_id_seq"}},
	New:     func() chaos.Fault { return fault{&sequence{}} },
}

// sequence sets a sequence to its last value.
type sequence struct {
	On       string `param:"on" required:"true" doc:"the database, postgres"`
	Sequence string `param:"sequence" required:"true" doc:"the sequence"`
}

func (f *sequence) Validate() []chaos.Problem {
	return store.CheckNames(f.On, chaos.InPostgres, "sequence", f.Sequence)
}

// look notes the column that uses the sequence.
func (f *sequence) look(ctx context.Context, s chaos.SQL, u *store.Undo) error {
	rows, err := s.Query(ctx, chaos.Query{As: chaos.AsAdmin, SQL: []string{fmt.Sprintf(`SELECT d.refobjid::regclass, quote_ident(a.attname), p.last_value, p.last_value >= q.seqmax, q.seqmax
		FROM pg_sequence q JOIN %[1]s p ON true JOIN pg_depend d ON d.objid = q.seqrelid AND d.classid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
		JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid WHERE q.seqrelid = to_regclass('%[1]s')`, f.Sequence)}})
	switch {
	case chaos.Refusal(err) == "42P01" || err == nil && len(rows) != 1:
		return fmt.Errorf("there is no sequence %q of a column", f.Sequence)
	case err != nil:
		return err
	case rows[0][3] == "t":
		return fmt.Errorf("sequence %q is used up already", f.Sequence)
	}
	u.Was["table"], u.Was["column"], u.Was["last"], u.Was["max"] = rows[0][0], rows[0][1], rows[0][2], rows[0][4]
	return nil
}

// spareNumbers is how many numbers the revert skips: open transactions may hold some that are not visible yet.
const spareNumbers = 100

func (f *sequence) damage(u store.Undo) damage {
	last, greatest := u.Was["last"], u.Was["max"]
	saw := fmt.Sprintf("'%s is at ' || last_value || ' of %s' FROM %s", f.Sequence, greatest, f.Sequence)
	return damage{
		do: []string{fmt.Sprintf("SELECT setval('%s', %s, true)", f.Sequence, greatest)},
		undo: []string{fmt.Sprintf(`SELECT setval('%[1]s', least(%[2]s - 1, %[6]d + greatest(%[3]s, (SELECT coalesce(max(%[4]s), 1) FROM %[5]s))), true)
			FROM %[1]s WHERE last_value >= %[2]s`, f.Sequence, greatest, last, u.Was["column"], u.Was["table"], spareNumbers)},
		shows:  fmt.Sprintf("SELECT last_value >= %s, %s", greatest, saw),
		clear:  fmt.Sprintf("SELECT last_value < %s, %s", greatest, saw),
		effect: store.AppProbe{SQL: []string{fmt.Sprintf("SELECT nextval('%s')", f.Sequence)}, Codes: []string{"2200H"}},
	}
}

func (f *sequence) Claims() []chaos.Claim { return chaos.Exclusive("sequence %q", f.Sequence) }
