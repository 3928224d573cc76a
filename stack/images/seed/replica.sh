#!/bin/sh
# Starts a replica of a lab's Postgres. The first start of a container copies the primary, as soon as that answers; a later
# one goes on where it was. A copy that was cut short is made again.
set -eu
umask 077
export PGDATA=/pgreplica/data
export PGPASSWORD=${FIREDRILL_REPLICA_PASSWORD:?is not set}
primary="host=${FIREDRILL_PRIMARY:?is not set} user=replica connect_timeout=2 sslmode=disable"
marker=$PGDATA/firedrill.copied

# See postgres.sh.
rm -f "$PGDATA/postmaster.pid"

if [ ! -e "$marker" ]; then
	rm -rf "$PGDATA"
	# The slot has the primary keep what the replica has not had yet. One that an earlier container left is of no use: it
	# holds another's place. The copy need not wait for the disk: a lab does not outlive its host.
	until pg_basebackup -d "$primary" -D "$PGDATA" -c fast -X stream -C -S replica -R --no-sync --no-manifest 2>/tmp/copy.log; do
		rm -rf "$PGDATA"
		psql -X -q -d "$primary replication=true" -c 'DROP_REPLICATION_SLOT replica' >/dev/null 2>&1 || sleep 0.05
	done
	: >"$marker"
fi
unset FIREDRILL_REPLICA_PASSWORD PGPASSWORD
exec postgres
