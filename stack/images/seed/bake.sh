#!/bin/sh
# Runs once, when the image is made, in a container without a network: makes the cluster and loads the shop into it.
set -eu
umask 077
bake=/tmp/firedrill-bake
export PGDATA=/pgdata PGHOST=$bake PGUSER=postgres

quiet() {
	"$@" >"$bake/log" 2>&1 || { cat "$bake/log"; exit 1; }
}

# What is made here is made again when it fails half way, so nothing waits for a disk.
quiet initdb -A trust --locale=C -E UTF8 --wal-segsize=1 --no-sync
cp "$bake/postgresql.conf" "$bake/pg_hba.conf" "$PGDATA/"
quiet pg_ctl start -w -l "$bake/server.log" \
	-o "-c listen_addresses= -c unix_socket_directories=$bake -c fsync=off -c full_page_writes=off \
	    -c min_wal_size=2MB -c max_wal_size=4MB -c wal_keep_size=0"

sql() {
	psql -X -q -v ON_ERROR_STOP=1 "$@" >/dev/null
}

# A role without a password can't log in over the network: nobody gets in before postgres.sh has set one.
sql -d postgres -c 'CREATE ROLE shop LOGIN' -c 'CREATE ROLE replica LOGIN REPLICATION' -c 'CREATE DATABASE shop OWNER shop'
sql -d shop -c 'CREATE EXTENSION pg_stat_statements'
sql -d shop -U shop -1 -f "$bake/shop.sql"
# Frozen rows are not written to again when they are first read.
sql -d shop -c 'VACUUM (FREEZE, ANALYZE)'
sql -d shop -c 'SELECT pg_stat_reset()' -c 'SELECT pg_stat_statements_reset()'
# A replica may begin with this data if the log since then is still there, of which the next file is the first.
sql -d shop -c 'SELECT pg_switch_wal()' -c CHECKPOINT
psql -XAt -v ON_ERROR_STOP=1 -d shop -c 'SELECT pg_walfile_name(pg_current_wal_insert_lsn())' >"$PGDATA/firedrill.base"
quiet pg_ctl stop -w -m fast
rm -rf "$bake"
