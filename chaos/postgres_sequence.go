package chaos

import (
	"context"
	"fmt"
)

var postgresSequenceKind = Kind{
	Name:    "postgres.sequence-end",
	Family:  "postgres",
	Summary: "use a sequence up",
	Manual: "The sequence is set to its last value: every insert that needs the next one fails, everything else works. It is set back to a " +
		"little past the greatest value that its column holds, so that no number is given twice.",
	Acts:    InLab,
	Within:  storeProofTime,
	Example: Example{On: InPostgres, Params: map[string]string{"sequence": "orders_id_seq"}},
	New: func() Fault {
		f := &postgresSequence{}
		f.onPostgres = onPostgres{deed: f.deed, look: f.look}
		return f
	},
}

// postgresSequence uses a sequence up.
type postgresSequence struct {
	onPostgres
	On       string `param:"on" required:"true" doc:"the database, postgres"`
	Sequence string `param:"sequence" required:"true" doc:"the sequence"`
}

func (f *postgresSequence) Validate() []Problem {
	return checkNames(f.On, InPostgres, "sequence", f.Sequence)
}

// look notes the column that the sequence numbers.
func (f *postgresSequence) look(ctx context.Context, s Stores, u *storeUndo) error {
	rows, err := s.SQL(ctx, Query{As: AsAdmin, SQL: []string{fmt.Sprintf(`SELECT d.refobjid::regclass, quote_ident(a.attname), p.last_value, p.last_value >= q.seqmax, q.seqmax
		FROM pg_sequence q JOIN %[1]s p ON true JOIN pg_depend d ON d.objid = q.seqrelid AND d.classid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
		JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid WHERE q.seqrelid = to_regclass('%[1]s')`, f.Sequence)}})
	switch {
	case refusal(err) == "42P01" || err == nil && len(rows) != 1:
		return fmt.Errorf("there is no sequence %q of a column", f.Sequence)
	case err != nil:
		return err
	case rows[0][3] == "t":
		return fmt.Errorf("sequence %q is used up already", f.Sequence)
	}
	u.Was["table"], u.Was["column"], u.Was["last"], u.Was["max"] = rows[0][0], rows[0][1], rows[0][2], rows[0][4]
	return nil
}

// spare is how far past the last number the sequence goes on: transactions under way may hold some that nobody sees yet.
const spareNumbers = 100

func (f *postgresSequence) deed(u storeUndo) deed {
	last, greatest := u.Was["last"], u.Was["max"]
	saw := fmt.Sprintf("'%s is at ' || last_value || ' of %s' FROM %s", f.Sequence, greatest, f.Sequence)
	return deed{
		do: []string{fmt.Sprintf("SELECT setval('%s', %s, true)", f.Sequence, greatest)},
		undo: []string{fmt.Sprintf(`SELECT setval('%[1]s', least(%[2]s - 1, %[6]d + greatest(%[3]s, (SELECT coalesce(max(%[4]s), 1) FROM %[5]s))), true)
			FROM %[1]s WHERE last_value >= %[2]s`, f.Sequence, greatest, last, u.Was["column"], u.Was["table"], spareNumbers)},
		shows: fmt.Sprintf("SELECT last_value >= %s, %s", greatest, saw),
		clear: fmt.Sprintf("SELECT last_value < %s, %s", greatest, saw),
		feels: feel{sql: []string{fmt.Sprintf("SELECT nextval('%s')", f.Sequence)}, codes: []string{"2200H"}},
	}
}
