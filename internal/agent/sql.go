package agent

import (
	"context"
	"errors"
	"os"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"firedrill/chaos"
)

// sessionName is the application name of our sessions in pg_stat_activity, unless a hold sets one.
const sessionName = chaos.SessionName

// adminParams keep a superuser's session usable whatever the server's defaults are, and make the server end it soon
// after the agent died, even while it waits.
var adminParams = map[string]string{
	"default_transaction_read_only": "off", "client_connection_check_interval": "1s",
	"tcp_keepalives_idle": "3", "tcp_keepalives_interval": "2", "tcp_keepalives_count": "2",
}

// runSQL runs statements over a new connection.
func runSQL(ctx context.Context, _ *Session, q chaos.Query) (StoreReply, error) {
	ctx, cancel := context.WithTimeout(ctx, positive(q.Within, storeWithin))
	defer cancel()
	conn, err := openPostgres(ctx, account{at: q.At, as: q.As, name: sessionName})
	if err != nil {
		return StoreReply{Refused: refused(err)}, nil
	}
	defer closePostgres(conn)
	rows, err := execAll(ctx, conn.PgConn(), q.SQL)
	return StoreReply{Rows: rows, Refused: refused(err)}, nil
}

// account is a login to Postgres.
type account struct {
	at   string // host; "": the primary. A replica has the same roles and passwords
	as   string // role
	name string // application name that the server shows
}

// openPostgres opens a session.
func openPostgres(ctx context.Context, a account) (*pgx.Conn, error) {
	variable := EnvPostgres
	if a.as == chaos.AsShop {
		variable = EnvShop
	}
	config, err := postgresConfig(variable, a.at)
	if err != nil {
		return nil, err
	}
	config.RuntimeParams["application_name"] = a.name
	if a.as != chaos.AsShop {
		for k, v := range adminParams {
			config.RuntimeParams[k] = v
		}
	}
	return pgx.ConnectConfig(ctx, config)
}

// postgresConfig reads the URL in a variable, and replaces its host unless host is "".
func postgresConfig(variable, host string) (*pgx.ConnConfig, error) {
	address := os.Getenv(variable)
	if address == "" {
		return nil, errors.New("the agent was given no " + variable)
	}
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, errors.New(variable + " holds no postgres url") // the value is a secret
	}
	if host != "" {
		config.Host, config.Fallbacks = host, nil
	}
	return config, nil
}

// closePostgres closes a session properly, so that the server ends it at once.
func closePostgres(conn *pgx.Conn) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = conn.Close(ctx) // the session is abandoned either way
}

// execAll runs SQL texts one after the other and returns the rows of the last statement.
func execAll(ctx context.Context, conn *pgconn.PgConn, texts []string) ([][]string, error) {
	var rows [][]string
	for _, text := range texts {
		results, err := conn.Exec(ctx, text).ReadAll()
		if err != nil {
			return nil, err
		}
		if rows = nil; len(results) > 0 {
			rows = asText(results[len(results)-1])
		}
	}
	return rows, nil
}

func asText(r *pgconn.Result) [][]string {
	var rows [][]string
	for _, values := range r.Rows[:min(len(r.Rows), maxRows)] {
		row := make([]string, len(values))
		for i, v := range values {
			row[i] = string(v)
		}
		rows = append(rows, row)
	}
	return rows
}

// loginPostgres opens one connection as the app does.
func loginPostgres(ctx context.Context) (done func(), err error) {
	conn, err := openPostgres(ctx, account{as: chaos.AsShop, name: sessionName})
	if err != nil {
		return nil, err
	}
	return func() { closePostgres(conn) }, nil
}
