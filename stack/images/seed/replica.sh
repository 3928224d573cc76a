#!/bin/sh
# Starts a replica of a lab's Postgres. It begins with the data that was baked into the image, with which the primary began
# too, and reads from there on what the primary has written since. Where the primary has that no more, for it keeps no more
# than its replica still wants, the first start of a container copies the primary as it is.
set -eu
umask 077
export PGDATA=/pgdata
export PGPASSWORD=${FIREDRILL_REPLICA_PASSWORD:?is not set}
primary="host=${FIREDRILL_PRIMARY:?is not set} user=replica sslmode=disable"
marker=$PGDATA/firedrill.follows

# The file of the primary's log from which on it keeps everything for its replica.
kept() {
	psql -XAt -d "$primary dbname=postgres connect_timeout=2" \
		-c "SELECT pg_walfile_name(restart_lsn) FROM pg_replication_slots WHERE slot_name = 'replica'" 2>/tmp/primary.log
}

# What an earlier container wanted is of no use. The copy need not wait for the disk: a lab does not outlive its host.
copy() {
	psql -X -d "$primary replication=true" -c 'DROP_REPLICATION_SLOT replica' >/tmp/primary.log 2>&1 || :
	rm -rf "${PGDATA:?}"/*
	pg_basebackup -d "$primary" -D "$PGDATA" -c fast -X stream -C -S replica -R --no-sync --no-manifest 2>/tmp/primary.log
}

# See postgres.sh.
rm -f "$PGDATA/postmaster.pid"

if [ ! -e "$marker" ]; then
	until from=$(kept); do
		sleep 0.02
	done
	if [ "$from" = "$(cat "$PGDATA/firedrill.base")" ]; then
		printf "primary_conninfo = '%s password=%s'\nprimary_slot_name = 'replica'\n" "$primary" "$PGPASSWORD" \
			>>"$PGDATA/postgresql.auto.conf"
		: >"$PGDATA/standby.signal"
	else
		until copy; do
			sleep 0.1
		done
	fi
	: >"$marker"
fi
unset FIREDRILL_REPLICA_PASSWORD PGPASSWORD
exec postgres
