#!/usr/bin/env bash
# The service under load beside two references in the same run: nginx with a static file, and bench/rival, what a good
# programmer would make in an afternoon (Fastify and node:sqlite, full sync). 32 keep-alive connections of wrk on loopback.
# Needs wrk, nginx and npm (tools/setup --bench). Rounds alternate, so that noise meets all of them; medians are shown.
#
#   bench/http.sh                 3 rounds of 5 s each, 100,000 matters
#   ROUNDS=1 SECONDS_EACH=2 MATTERS=10000 bench/http.sh
set -euo pipefail
cd "$(dirname "$0")/.."
for tool in wrk nginx npm; do
  command -v "$tool" >/dev/null || { echo "$tool is missing: tools/setup --bench" >&2; exit 1; }
done
matters=${MATTERS:-100000}
city=build/growth/$matters
[ -d "$city" ] || build/release/growth_bench build/growth "$matters" >/dev/null
[ -d bench/rival/node_modules ] || (cd bench/rival && npm ci --no-audit --no-fund >/dev/null)
exec python3 bench/http_bench.py "$city"
