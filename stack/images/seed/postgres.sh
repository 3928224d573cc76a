#!/bin/sh
# Starts Postgres in a lab. The first start of a container gives the roles their passwords, while nothing listens yet;
# a later one, after a stop or a kill, finds them set. A start that was cut short is simply made again.
set -eu
umask 077
export PGDATA=/pgdata
marker=$PGDATA/firedrill.passwords
shop=${FIREDRILL_SHOP_PASSWORD:?is not set}
admin=${FIREDRILL_ADMIN_PASSWORD:?is not set}
replica=${FIREDRILL_REPLICA_PASSWORD-} # of a lab that has a replica

case $shop$admin$replica in
*[!A-Za-z0-9_-]*)
	echo 'a password holds something else than letters, digits, "_" and "-"' >&2
	exit 1
	;;
esac

# This is the first process of its container, so a lock that stands there is of one that was killed. Postgres itself would
# take it for live when another process has the number that is in it by now.
rm -f "$PGDATA/postmaster.pid"

want=$(printf '%s %s %s' "$shop" "$admin" "$replica" | sha256sum)
have=
[ ! -r "$marker" ] || have=$(cat "$marker")
if [ "$have" != "$want" ]; then
	# The single-user server reads one command a line. It need not wait for the disk: a lab does not outlive its host.
	{
		printf "ALTER ROLE shop PASSWORD '%s'\nALTER ROLE postgres PASSWORD '%s'\n" "$shop" "$admin"
		# From here on the log is kept for the replica.
		[ -z "$replica" ] || printf "ALTER ROLE replica PASSWORD '%s'\n%s\n" "$replica" \
			"SELECT pg_create_physical_replication_slot('replica', true) WHERE NOT EXISTS (SELECT FROM pg_replication_slots)"
	} |
		postgres --single -F -c exit_on_error=on -c shared_preload_libraries= -c shared_buffers=1MB \
			postgres >/dev/null
	printf '%s\n' "$want" >"$marker"
fi
unset FIREDRILL_SHOP_PASSWORD FIREDRILL_ADMIN_PASSWORD FIREDRILL_REPLICA_PASSWORD
exec postgres
