#!/usr/bin/env bash
# Goal: the invariants hold in many simulated cities, with every trouble. Method: one seed base by chance, so many seeds
# from there, as far as the time allows. GUATU_SEED replays a base; a finding prints the one command that repeats it.
#
#   tests/sim/many_seeds.sh PROGRAM SEEDS DAYS SECONDS
set -euo pipefail
program=$1 seeds=$2 days=$3 seconds=$4
base=${GUATU_SEED:-$((RANDOM * 32768 + RANDOM))}
echo "GUATU_SEED=$base"
exec "$program" simulate --seeds "$base..$((base + seeds - 1))" --days "$days" --faults all --threads "$(nproc)" \
  --seconds "$seconds" --lang en
