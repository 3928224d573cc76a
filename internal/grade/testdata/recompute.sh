#!/bin/sh
# recompute.sh RUN: what an independent reader makes of a record, with sed, awk and sort alone. One line for each number:
# phase, whose it is, what it is, the number. The phase "run" is all but the warm-up.
set -eu
export LC_ALL=C
phases=$(sed -n 's/^{"at_us":\([0-9]*\),"type":"phase","phase":{"name":"\([a-z]*\)".*/\1 \2/p' "$1/events.jsonl" | tr "\n" " ")

awk -F, -v phases="$phases" '
	BEGIN { n = split(phases, p, " "); for (i = 1; i < n; i += 2) { from[++k] = p[i]; name[k] = p[i + 1] } }
	NR == 1 { for (i = 1; i <= NF; i++) col[$i] = i; next }
	{
		due = $col["due_us"]; class = $col["class"]; latency = $col["done_us"] - due
		for (i = k; i > 1 && due < from[i]; i--) ;
		count(name[i]); if (name[i] != "warmup") count("run")
	}
	function count(phase) { tally(phase, "all"); tally(phase, "route=" $col["route"]) }
	function tally(phase, who,   key) {
		key = phase " " who; all[key]++
		if (class != "") { bad[key]++; classes[key " class=" class]++ }
		if ($col["failed_at"] != "") at[key " at=" $col["failed_at"]]++
		if ($col["sent_us"] < 0) { dropped[key]++; slow[key]++; return }
		if (latency > 300000) slow[key]++
		print key, latency > latencies
	}
	END {
		for (key in all) {
			print key, "scheduled", all[key]; print key, "dropped", dropped[key] + 0
			printf "%s failed %.6f\n", key, bad[key] / all[key]; printf "%s slow %.6f\n", key, slow[key] / all[key]
		}
		for (c in classes) print c, classes[c]
		for (a in at) print a, at[a]
	}
' latencies="$2" "$1/samples.csv"

sort -k1,1 -k2,2 -k3,3n "$2" | awk '
	function quantile(percent,   rank) {
		if (n * (100 - percent) < 10000) return # fewer than 100 beyond it
		rank = int((n * percent + 99) / 100)
		printf "%s p%d %.3f\n", key, percent, value[rank] / 1000
	}
	function flush() { if (n) { quantile(50); quantile(95); quantile(99); printf "%s max %.3f\n", key, value[n] / 1000 } }
	$1 " " $2 != key { flush(); key = $1 " " $2; n = 0 }
	{ value[++n] = $3 }
	END { flush() }'
