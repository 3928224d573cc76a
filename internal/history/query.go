package history

import (
	"strconv"
	"strings"
)

// columns lists the columns of a run, in the order in which rows are written and read.
const columns = `run, started, scenario, lab, verdict, score, result`

const insert = `INSERT INTO firedrill_runs (` + columns + `) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (run, started) DO NOTHING`

// selection returns the query as SQL, and its arguments.
func (q Query) selection() (text string, args []any) {
	var where []string
	add := func(clause string, values ...any) {
		where = append(where, clause)
		args = append(args, values...)
	}
	if q.Scenario != "" {
		add("scenario = ?", q.Scenario)
	}
	if q.Lab != "" {
		add("lab = ?", q.Lab)
	}
	if len(q.Runs) > 0 {
		names := make([]any, len(q.Runs))
		for i, r := range q.Runs {
			names[i] = r
		}
		add("run IN (?"+strings.Repeat(", ?", len(names)-1)+")", names...)
	}
	if q.Graded {
		add("verdict <> 'invalid'")
	}
	text = `SELECT ` + columns + ` FROM firedrill_runs`
	if len(where) > 0 {
		text += ` WHERE ` + strings.Join(where, " AND ")
	}
	text += ` ORDER BY started DESC, run DESC`
	if q.Limit > 0 {
		text += ` LIMIT ` + strconv.Itoa(q.Limit)
	}
	return text, args
}

// numbered replaces the question marks of a statement with $1, $2 and so on, as Postgres requires. Our statements contain no
// other question marks.
func numbered(text string) string {
	var b strings.Builder
	n := 0
	for _, r := range text {
		if r != '?' {
			b.WriteRune(r)
			continue
		}
		n++
		b.WriteString("$" + strconv.Itoa(n))
	}
	return b.String()
}
