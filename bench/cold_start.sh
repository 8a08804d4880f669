#!/usr/bin/env bash
# How long a person waits for `guatu brief`: a new process each time, on a demo city made for this run.
# Beside it, in the same run, /bin/true and `guatu --version`: what any process, and this one without work, costs.
# The very first brief after the city was made is shown apart; the page cache is warm in all of them.
set -euo pipefail
cd "$(dirname "$0")/.."

runs=${RUNS:-20}
guatu=build/release/guatu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$guatu" demo --data "$folder/demo" >/dev/null

# elapsed_us COMMAND...
elapsed_us() {
  local began=$EPOCHREALTIME ended
  "$@" >/dev/null
  ended=$EPOCHREALTIME
  echo $((${ended/[.,]/} - ${began/[.,]/}))
}

# row NAME COMMAND...: median, least and most of `runs` runs, in ms.
row() {
  local name=$1 i
  shift
  for ((i = 0; i < runs; i++)); do elapsed_us "$@"; done | sort -n | awk -v name="$name" '
    { us[NR] = $1 }
    END {
      median = NR % 2 ? us[(NR + 1) / 2] : (us[NR / 2] + us[NR / 2 + 1]) / 2
      printf "%-16s %8.2f %8.2f %8.2f\n", name, median / 1000, us[1] / 1000, us[NR] / 1000
    }'
}

first=$(elapsed_us "$guatu" brief --data "$folder/demo")
printf '%-16s %8s %8s %8s   ms, %d runs\n' command median least most "$runs"
row /bin/true /bin/true
row 'guatu --version' "$guatu" --version
row 'guatu brief' "$guatu" brief --data "$folder/demo"
awk -v us="$first" 'BEGIN { printf "%-16s %8.2f\n", "first brief", us / 1000 }'
# The same city must give the same brief: a faster wrong one is no gain.
printf 'checksum of the brief  %s\n' "$("$guatu" brief --data "$folder/demo" | sha256sum | cut -c1-12)"
